//! The command line: what can be said, and nothing of what is then done.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use skybot_domain::Id;
use skybot_domain::id::AccountId;
use skybot_domain::scope::{Reach, Role};
use skybot_domain::text::{Email, Name};
use skybot_redis::Address;

const AFTER: &str = "\
Settings:
  Every setting has a key in config/default.toml and an environment variable:
  server.bind is SKYBOT__SERVER__BIND. The environment goes before the file of
  --config, the file before the defaults. `skybot config --check` tells all
  mistakes. SKYBOT_PG_BIN names the folder of PostgreSQL's programs for --local.

Exit codes:
    0  done
    1  failed for a reason that has no code of its own
   64  the command line is wrong
   65  the input was refused: bad lines with --strict, a weak password, no such account,
       an audit log that was changed
   66  a file to be read is not there
   69  the database cannot be reached
   73  the private PostgreSQL of --local cannot be made or started
   76  the database is not of this release, or too old, or its roles may do too much
   78  the settings are wrong
  130  stopped by a signal before it was done (serve, demo and worker end with 0)";

/// SkyBot Inbox: a self-hosted inbox for conversations with customers.
#[derive(Debug, Parser)]
#[command(name = "skybot", version, after_help = AFTER, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Settings file (TOML); config/default.toml lists all keys
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use a private PostgreSQL kept in DIR (made, started and stopped as needed; several commands
    /// may share it), and a signing key made there, instead of those of the settings
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) local: Option<PathBuf>,
    /// Answer with one JSON object on standard output; the log goes to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server, with its background jobs
    ///
    /// Migrates first if `database.owner_url` is set or with --local. With --json, tells when it is
    /// ready: `{"event":"listening","address":"127.0.0.1:8080"}`. SIGTERM and SIGINT stop it when
    /// running requests are done, a second one at once.
    Serve(ServeArgs),
    /// Run a server with made-up conversations, on a private PostgreSQL
    ///
    /// Kept in `$XDG_DATA_HOME/skybot/demo` or the like, unless --local names another folder.
    Demo(DemoArgs),
    /// Run background jobs only
    Worker,
    /// Bring the database's schema up to this release, as the role of `database.owner_url`
    Migrate,
    /// Load conversations of the past from a file of JSON lines
    Import(ImportArgs),
    /// Make and lock accounts and users; keys and limits
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Look at the audit logs
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print the API's description (OpenAPI 3.1)
    Openapi,
    /// Look at the settings
    Config(ConfigArgs),
    /// Look at who may do what
    Roles(RolesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on, instead of server.bind; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub(crate) bind: Option<SocketAddr>,
    /// Do not migrate; if the schema is not of this release, end with code 76
    #[arg(long)]
    pub(crate) no_migrate: bool,
    /// Redis or Valkey that connects the nodes, instead of bus.url
    #[arg(long, value_name = "URL", value_parser = Address::parse)]
    pub(crate) bus: Option<Address>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Address to listen on, instead of server.bind; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub(crate) bind: Option<SocketAddr>,
    /// Do not let made-up customers write now and then
    #[arg(long)]
    pub(crate) quiet_customers: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// JSON lines, one conversation each; may be compressed with gzip
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The account to load into
    #[arg(long, value_name = "ID", value_parser = account_id)]
    pub(crate) account: AccountId,
    /// The inbox to load into; made if there is none of this name
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) inbox: Option<Name>,
    /// Refuse the file at the first bad line, instead of skipping it
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Make an account with its owner
    ///
    /// An owner who has a user already (by address) joins with the password they have. With --json
    /// answers `{"account_id":"…","user_id":"…"}`.
    CreateAccount(CreateAccountArgs),
    /// Make a user in an account
    ///
    /// Somebody who has a user already (by address) joins with the password they have. With --json
    /// answers `{"account_id":"…","user_id":"…"}`.
    CreateUser(CreateUserArgs),
    /// Lock an account: nobody gets in, nothing is lost
    SuspendAccount(AccountArgs),
    /// Unlock an account
    ResumeAccount(AccountArgs),
    /// Make a fresh signing key and a fresh vault key
    ///
    /// With --local they are in force from the next start on, else they are printed for the settings.
    /// Put first, the old ones after them: nobody is logged out.
    RotateKeys,
    /// Print how often one may ask
    Limits,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Check that nothing was changed in, taken out of or put into the audit logs
    ///
    /// Ends with code 65 if something was.
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Only this account's, without the platform's own
    #[arg(long, value_name = "ID", value_parser = account_id)]
    pub(crate) account: Option<AccountId>,
}

#[derive(Debug, Args)]
pub(crate) struct CreateAccountArgs {
    /// The account's name
    #[arg(long, value_parser = name)]
    pub(crate) name: Name,
    /// Where the owner signs in with
    #[arg(long, value_name = "EMAIL", value_parser = email)]
    pub(crate) owner_email: Email,
    /// The owner's name; without it, the part of the address before the @
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) owner_name: Option<Name>,
    /// Read the owner's password (15 to 128 characters) from the first line of standard input
    #[arg(long, required = true)]
    pub(crate) owner_password_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CreateUserArgs {
    /// The account
    #[arg(long, value_name = "ID", value_parser = account_id)]
    pub(crate) account: AccountId,
    /// Where the user signs in with
    #[arg(long, value_parser = email)]
    pub(crate) email: Email,
    /// The user's name in the account
    #[arg(long, value_parser = name)]
    pub(crate) name: Name,
    /// What the user may do
    #[arg(long, value_parser = roles())]
    pub(crate) role: Role,
    /// Which conversations the user may see: all, those of their inboxes, of their teams, or their
    /// own
    #[arg(long, default_value = "all", value_parser = reaches())]
    pub(crate) reach: Reach,
    /// Read the user's password (15 to 128 characters) from the first line of standard input
    #[arg(long, required = true)]
    pub(crate) password_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AccountArgs {
    /// The account
    #[arg(value_name = "ID", value_parser = account_id)]
    pub(crate) account: AccountId,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Check what `serve` would need, and tell all mistakes by name
    #[arg(long, required = true)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RolesArgs {
    /// Print a table of routes and roles
    #[arg(long, required = true)]
    pub(crate) matrix: bool,
}

fn account_id(text: &str) -> Result<AccountId, &'static str> {
    Id::parse(text).ok_or("must be a UUID in hyphenated form")
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|violation| violation.detail)
}

fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(|violation| violation.detail)
}

fn roles() -> impl TypedValueParser<Value = Role> {
    let names = PossibleValuesParser::new(Role::ALL.iter().map(|role| role.as_str()));
    names.try_map(|name| Role::parse(&name).ok_or("is no role"))
}

fn reaches() -> impl TypedValueParser<Value = Reach> {
    let names = PossibleValuesParser::new(Reach::ALL.iter().map(|reach| reach.as_str()));
    names.try_map(|name| Reach::parse(&name).ok_or("is no reach"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::{AdminCommand, Cli, Command};

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_a_help_text() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().filter(|sub| sub.get_name() != "help").for_each(check);
        }
        check(&Cli::command());
    }

    #[test]
    fn global_options_go_anywhere() {
        for line in ["skybot --json --local d worker", "skybot worker --json --local d"] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert!(cli.global.json && cli.global.local.is_some() && matches!(cli.command, Command::Worker), "{line}");
        }
    }

    #[test]
    fn values_are_checked_at_the_door() {
        let id = "0192f0c1-2a3b-7c4d-8e5f-001122334455";
        let user = |role: &str| {
            let line =
                format!("admin create-user --account {id} --email a@b.c --name Ana --role {role} --password-stdin");
            Cli::try_parse_from(format!("skybot {line}").split(' ')).map(|cli| cli.command)
        };
        assert!(matches!(user("agent"), Ok(Command::Admin(AdminCommand::CreateUser(_)))));
        assert!(user("king").is_err());
        for line in [
            "skybot",
            "skybot nonsense",
            "skybot config",
            "skybot roles",
            "skybot serve --bind localhost",
            "skybot admin suspend-account 1",
            "skybot admin create-account --name A --owner-email nobody --owner-password-stdin",
            "skybot admin create-account --name A --owner-email a@b.c",
            "skybot import file.jsonl",
        ] {
            assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
