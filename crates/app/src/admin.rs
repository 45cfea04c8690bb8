//! Accounts and users, made and locked by whoever runs the server.

use std::io::{BufRead as _, Read as _};

use serde_json::json;
use skybot_domain::account::{NewAccount, NewMember};
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::ports::{IdsExt as _, Ports, Provisioning as _};
use skybot_domain::scope::{Reach, Role};
use skybot_domain::text::{Email, Name};

use crate::cli::{AdminCommand, CreateAccountArgs, CreateUserArgs};
use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::{Exit, Failure};

const MIN_PASSWORD: usize = 15;
const MAX_PASSWORD: usize = 128;
/// Bytes of standard input that are looked at.
const MAX_LINE: u64 = 1 << 16;

/// Runs one of the commands.
pub(crate) async fn run(context: &Context, command: &AdminCommand) -> Result<(), Failure> {
    // Before the database: who types should not wait to be told of a weak password.
    let password = match command {
        AdminCommand::CreateAccount(_) | AdminCommand::CreateUser(_) => Some(password_from_stdin()?),
        AdminCommand::SuspendAccount(_) | AdminCommand::ResumeAccount(_) => None,
    };
    let database = Database::open(context, Migrate::IfLocal, Patience::None).await?;
    let done = match (command, password) {
        (AdminCommand::CreateAccount(args), Some(password)) => create_account(context, &database, args, password).await,
        (AdminCommand::CreateUser(args), Some(password)) => create_user(context, &database, args, password).await,
        (AdminCommand::SuspendAccount(args), _) => set_suspended(context, &database, args.account, true).await,
        (AdminCommand::ResumeAccount(args), _) => set_suspended(context, &database, args.account, false).await,
        (AdminCommand::CreateAccount(_) | AdminCommand::CreateUser(_), None) => Ok(()),
    };
    database.close().await?;
    done
}

async fn create_account(
    context: &Context,
    database: &Database,
    args: &CreateAccountArgs,
    password: String,
) -> Result<(), Failure> {
    let ports = database.ports(&context.settings.auth)?;
    let name = args.owner_name.clone().map_or_else(|| name_of(&args.owner_email), Ok)?;
    let owner = Person { email: &args.owner_email, name, role: Role::Owner, reach: Reach::All };
    let (account, user) = new_account(&ports, database, &args.name, owner, password).await?;
    let text = format!("account {account} ({}) with owner {user}", args.name);
    context.output.answer(&json!({"account_id": account.to_string(), "user_id": user.to_string()}), text)
}

async fn create_user(
    context: &Context,
    database: &Database,
    args: &CreateUserArgs,
    password: String,
) -> Result<(), Failure> {
    existing(database, args.account).await?;
    let ports = database.ports(&context.settings.auth)?;
    let person = Person { email: &args.email, name: args.name.clone(), role: args.role, reach: args.reach };
    let member = member(&ports, person, password).await?;
    let user = database.store.add_member(args.account, &member, ports.clock.now()).await?;
    let text = format!("user {user} is {} of account {}", args.role.as_str(), args.account);
    context.output.answer(&json!({"account_id": args.account.to_string(), "user_id": user.to_string()}), text)
}

async fn set_suspended(
    context: &Context,
    database: &Database,
    account: AccountId,
    suspended: bool,
) -> Result<(), Failure> {
    if !database.store.set_suspended(account, suspended).await? {
        return Err(no_account(account));
    }
    let status = if suspended { "suspended" } else { "active" };
    let object = json!({"account_id": account.to_string(), "status": status});
    context.output.answer(&object, format!("account {account} is {status}"))
}

/// Whom to make a member.
pub(crate) struct Person<'a> {
    pub(crate) email: &'a Email,
    pub(crate) name: Name,
    pub(crate) role: Role,
    pub(crate) reach: Reach,
}

/// Makes an account with its owner.
pub(crate) async fn new_account(
    ports: &Ports,
    database: &Database,
    name: &Name,
    owner: Person<'_>,
    password: String,
) -> Result<(AccountId, UserId), Failure> {
    let now = ports.clock.now();
    let account = NewAccount { id: ports.ids.fresh(now), name: name.clone() };
    let owner = member(ports, owner, password).await?;
    let users = database.store.create_account(&account, &[owner], now).await?;
    let user = users.first().ok_or_else(|| Failure::new(Exit::Failure, "the account has no owner"))?;
    Ok((account.id, *user))
}

async fn member(ports: &Ports, person: Person<'_>, password: String) -> Result<NewMember, Failure> {
    Ok(NewMember {
        user_id: ports.ids.fresh(ports.clock.now()),
        email: person.email.clone(),
        name: person.name,
        password_hash: ports.passwords.hash(password).await?,
        role: person.role,
        reach: person.reach,
    })
}

async fn existing(database: &Database, account: AccountId) -> Result<(), Failure> {
    match database.store.account(account).await? {
        Some(_) => Ok(()),
        None => Err(no_account(account)),
    }
}

fn no_account(account: AccountId) -> Failure {
    Failure::new(Exit::Data, format!("there is no account {account}"))
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
    password(&bytes).map_err(|rule| Failure::new(Exit::Data, format!("the password {rule}")))
}

/// The first line, if it may be a password; else which rule it breaks.
fn password(input: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(input).map_err(|_| "must be UTF-8".to_owned())?;
    let line = text.lines().next().unwrap_or_default();
    match line.chars().count() {
        ..MIN_PASSWORD => Err(format!("must have at least {MIN_PASSWORD} characters")),
        MIN_PASSWORD..=MAX_PASSWORD => Ok(line.to_owned()),
        _ => Err(format!("must have at most {MAX_PASSWORD} characters")),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PASSWORD, MIN_PASSWORD, password};

    #[test]
    fn the_first_line_is_the_password() {
        for input in ["correct horse battery", "correct horse battery\n", "correct horse battery\r\nmore\n"] {
            assert_eq!(password(input.as_bytes()).as_deref(), Ok("correct horse battery"));
        }
        assert_eq!(password(b"  blanks are kept  \n").as_deref(), Ok("  blanks are kept  "));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        for (length, rule) in [
            (0, Some("must have at least 15 characters")),
            (MIN_PASSWORD - 1, Some("must have at least 15 characters")),
            (MIN_PASSWORD, None),
            (MAX_PASSWORD, None),
            (MAX_PASSWORD + 1, Some("must have at most 128 characters")),
        ] {
            assert_eq!(password("é".repeat(length).as_bytes()).err().as_deref(), rule, "{length}");
        }
        assert_eq!(password(&[0xff; 20]).err().as_deref(), Some("must be UTF-8"));
    }
}
