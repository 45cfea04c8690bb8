//! `skybot demo`: a server on a private PostgreSQL, with a tenant that looks as if it had been in
//! use for a month, and customers who write now and then.
//!
//! All of it is made up or openly licensed: see `crates/app/demo/README.md`. Everything goes
//! through the domain's use cases; nothing here is used by a server in earnest.

mod customers;
mod load;
mod looks;
mod phrases;
mod set;
mod shelf;
mod tenant;

use serde_json::json;

use self::tenant::{OWNER_EMAIL, Tenant};
use crate::cli::DemoArgs;
use crate::context::Context;
use crate::database::Migrate;
use crate::exit::Failure;
use crate::output;
use crate::serve::Node;
use crate::stop::Stop;

/// Runs until it is told to stop.
pub(crate) async fn run(context: &Context, args: &DemoArgs, stop: &Stop) -> Result<(), Failure> {
    let node = tokio::select! {
        started = Node::start(context, args.bind, Migrate::IfOwner) => started?,
        () = stop.asked() => return Ok(()),
    };
    let tenant = Tenant::find_or_create(&node.ports, &node.database.store).await?;
    // Before anything else can fail: it is shown this once.
    announce(context, &tenant, &format!("http://{}", node.address))?;
    load::load(&node.ports, &node.database.store, &tenant).await?;
    node.announce(context)?;

    let ports = node.ports.clone();
    let serving = node.run(stop);
    if args.quiet_customers {
        return serving.await;
    }
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        done = &mut serving => done,
        () = customers::play(&ports, tenant.account, stop.asked()) => serving.await,
    }
}

/// Tells how to get in.
fn announce(context: &Context, tenant: &Tenant, url: &str) -> Result<(), Failure> {
    let object = json!({
        "account_id": tenant.account.to_string(),
        "email": OWNER_EMAIL,
        "password": tenant.password,
        "url": url,
    });
    context.output.event("demo", object)?;
    if context.output.json {
        return Ok(());
    }
    let password = match (&tenant.password, &context.local) {
        (Some(password), _) => format!("{password}   (shown this once)"),
        (None, Some(folder)) => {
            format!("was shown at the first start; to start anew, stop and remove {}", folder.display())
        }
        (None, None) => "was shown at the first start".to_owned(),
    };
    output::line(format!("\n  SkyBot demo   {url}\n  e-mail        {OWNER_EMAIL}\n  password      {password}\n"))
}
