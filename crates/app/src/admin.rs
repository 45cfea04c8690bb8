//! Accounts and users, made and locked by whoever runs the server; its keys and limits.

use std::io::{BufRead as _, Read as _};

use serde_json::{Value, json};
use skybot_domain::id::AccountId;
use skybot_domain::ports::{Budget, Ports, Quota};
use skybot_domain::scope::{Origin, Reach, Role};
use skybot_domain::text::{Email, Name};
use skybot_domain::usecase::{self, NewPerson};

use crate::cli::{AdminCommand, CreateAccountArgs, CreateUserArgs};
use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::{Exit, Failure};
use crate::{local, wiring};

/// Bytes of standard input that are looked at.
const MAX_LINE: u64 = 1 << 16;

/// Runs one of the commands.
pub(crate) async fn run(context: &Context, command: &AdminCommand) -> Result<(), Failure> {
    // Before the database: who types should not wait to be told of an input that cannot be read.
    let password = match command {
        AdminCommand::CreateAccount(_) | AdminCommand::CreateUser(_) => password_from_stdin()?,
        AdminCommand::SuspendAccount(_) | AdminCommand::ResumeAccount(_) => String::new(),
        AdminCommand::Limits => return limits(context),
        AdminCommand::RotateKeys => return rotate_keys(context),
    };
    let database = Database::open(context, Migrate::IfLocal, Patience::None).await?;
    let ports = database.ports(context, context.settings.server.bind)?;
    let done = match command {
        AdminCommand::CreateAccount(args) => create_account(context, &ports, args, password).await,
        AdminCommand::CreateUser(args) => create_user(context, &ports, args, password).await,
        AdminCommand::SuspendAccount(args) => set_suspended(context, &ports, args.account, true).await,
        AdminCommand::ResumeAccount(args) => set_suspended(context, &ports, args.account, false).await,
        AdminCommand::Limits | AdminCommand::RotateKeys => Ok(()),
    };
    database.close().await?;
    done
}

async fn create_account(
    context: &Context,
    ports: &Ports,
    args: &CreateAccountArgs,
    password: String,
) -> Result<(), Failure> {
    let name = args.owner_name.clone().map_or_else(|| name_of(&args.owner_email), Ok)?;
    let owner = NewPerson { email: args.owner_email.clone(), name, role: Role::Owner, reach: Reach::All };
    let password = ("the password", password);
    let (account, user) =
        usecase::provision_account(ports, args.name.clone(), owner, password, &Origin::default()).await?;
    let text = format!("account {account} ({}) with owner {user}", args.name);
    context.output.answer(&json!({"account_id": account.to_string(), "user_id": user.to_string()}), text)
}

async fn create_user(context: &Context, ports: &Ports, args: &CreateUserArgs, password: String) -> Result<(), Failure> {
    let person = NewPerson { email: args.email.clone(), name: args.name.clone(), role: args.role, reach: args.reach };
    let password = ("the password", password);
    let user = usecase::provision_user(ports, args.account, person, password, &Origin::default()).await?;
    let text = format!("user {user} is {} of account {}", args.role.as_str(), args.account);
    context.output.answer(&json!({"account_id": args.account.to_string(), "user_id": user.to_string()}), text)
}

async fn set_suspended(context: &Context, ports: &Ports, account: AccountId, suspended: bool) -> Result<(), Failure> {
    usecase::set_suspended(ports, account, suspended, &Origin::default()).await?;
    let status = if suspended { "suspended" } else { "active" };
    let object = json!({"account_id": account.to_string(), "status": status});
    context.output.answer(&object, format!("account {account} is {status}"))
}

/// Prints how often one may ask.
fn limits(context: &Context) -> Result<(), Failure> {
    let quotas = wiring::quotas(&context.settings.limits);
    let limits = quotas.iter().map(|(budget, quota)| {
        let value = quota.map(|quota| json!({"requests": quota.requests, "window_seconds": quota.window.as_secs()}));
        (budget.as_str().to_owned(), value.unwrap_or(Value::Null))
    });
    let line = |(budget, quota): &(Budget, Option<Quota>)| match quota {
        Some(quota) => format!("{:8}  {} in {} s", budget.as_str(), quota.requests, quota.window.as_secs()),
        None => format!("{:8}  without limit", budget.as_str()),
    };
    let text = quotas.iter().map(line).collect::<Vec<_>>().join("\n");
    context.output.answer(&json!({"limits": limits.collect::<serde_json::Map<_, _>>()}), text)
}

/// Makes fresh keys: in the folder of the private PostgreSQL they are put in force, else they are
/// printed for the settings.
fn rotate_keys(context: &Context) -> Result<(), Failure> {
    if let Some(folder) = &context.local {
        let [signing, vault] = local::rotate_keys(folder)?;
        let object = json!({"signing_key": signing, "vault_key": vault});
        let text = format!("from the next start on {signing} signs and {vault} seals; the old keys stay good");
        return context.output.answer(&object, text);
    }
    let failed = |error: std::io::Error| Failure::new(Exit::Failure, format!("a key cannot be made: {error}"));
    let ((_, signing), (_, vault)) = (local::fresh_key().map_err(failed)?, local::fresh_key().map_err(failed)?);
    let object = json!({"signing_key": signing, "vault_key": vault});
    let text = format!("put them first, the old ones after:\nauth.signing_keys  {signing}\nauth.vault_keys    {vault}");
    context.output.answer(&object, text)
}

fn name_of(email: &Email) -> Result<Name, Failure> {
    let local = email.as_str().split('@').next().unwrap_or_default();
    Name::parse(local).map_err(|violation| Failure::new(Exit::Data, format!("--owner-name {}", violation.detail)))
}

fn password_from_stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_LINE)
        .read_until(b'\n', &mut bytes)
        .map_err(|error| Failure::new(Exit::NoInput, format!("standard input cannot be read: {error}")))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::new(Exit::Data, "the password must be UTF-8"))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
