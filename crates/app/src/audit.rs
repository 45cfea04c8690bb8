//! `skybot audit verify`: whether the audit logs are what was written.

use std::fmt::Write as _;

use serde_json::json;
use skybot_domain::id::AccountId;
use skybot_domain::page::{Limit, PageRequest};
use skybot_domain::ports::Provisioning as _;

use crate::cli::AuditCommand;
use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::{Exit, Failure};

/// Runs one of the commands.
pub(crate) async fn run(context: &Context, command: &AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify(args) = command;
    let database = Database::open(context, Migrate::IfLocal, Patience::None).await?;
    let done = verify(context, &database, args.account).await;
    database.close().await?;
    done
}

/// Walks the chain of each tenant, and of the platform, from its beginning.
async fn verify(context: &Context, database: &Database, only: Option<AccountId>) -> Result<(), Failure> {
    let limit = Limit::parse(i64::from(Limit::MAX));
    let limit = limit.map_err(|violation| Failure::new(Exit::Failure, violation.detail))?;
    let (mut checked, mut faults) = (0_u64, Vec::new());
    let mut next = Some(PageRequest { limit, after: None });
    while let Some(request) = next {
        let accounts = if let Some(account) = only {
            next = None;
            vec![account]
        } else {
            let page = database.store.accounts(request).await?;
            next = page.next.map(|after| PageRequest { limit, after: Some(after) });
            page.items.into_iter().map(|account| account.id).collect()
        };
        for account in accounts {
            checked += 1;
            if let Some(fault) = database.store.verify_audit(account).await? {
                faults.push((Some(account), fault));
            }
        }
    }
    let platform = if only.is_none() { database.store.verify_platform_log().await? } else { None };
    faults.extend(platform.map(|fault| (None, fault)));
    let told = faults.iter().map(|(account, fault)| {
        json!({"account_id": account.map(|id| id.to_string()), "link": fault.link, "problem": fault.problem})
    });
    let object = json!({"accounts": checked, "faults": told.collect::<Vec<_>>()});
    let mut text = format!("{checked} accounts checked; {} logs are not what was written", faults.len());
    for (account, fault) in &faults {
        let whose = account.map_or_else(|| "the platform's log".to_owned(), |id| format!("account {id}"));
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{whose}, entry {}: {}", fault.link, fault.problem);
    }
    context.output.answer(&object, text)?;
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "an audit log is not what was written").after_answer())
    }
}
