//! The `skybot` binary: reads command line and settings, runs one command, ends with its code.
//!
//! Read [`wiring`] for what meets what, [`serve`] for the life of a server. Never holds a rule:
//! rules are the domain's.

mod admin;
mod audit;
mod cli;
mod clock;
mod config;
mod contact_import;
mod context;
mod database;
mod demo;
mod exit;
mod http;
mod ids;
mod import;
mod jobs;
mod local;
mod output;
mod phones;
mod roles;
mod serve;
mod stop;
mod telemetry;
mod wiring;
mod worker;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use serde_json::json;

use crate::cli::{AdminCommand, Cli, Command, ImportArgs};
use crate::config::{Needs, Settings};
use crate::context::Context;
use crate::database::{Database, Migrate, Patience};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::stop::Stop;
use crate::telemetry::{Sink, Telemetry};

/// What threads that still do something at the end are given.
const LAST_GRACE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => {
            // Help and version are no errors. Where they cannot be written nobody reads them.
            let _ = told.print();
            return if told.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    let output = Output { json: cli.global.json };
    match run(cli, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            failure.exit.into()
        }
    }
}

fn run(cli: Cli, output: Output) -> Result<(), Failure> {
    match cli.command {
        Command::Openapi => return http::openapi(),
        Command::Roles(_) => return roles::matrix(output),
        _ => {}
    }
    let mut settings = Settings::load(cli.global.config.as_deref(), config::environment(), needs(&cli))?;
    if let Command::Serve(args) = &cli.command
        && let Some(bus) = &args.bus
    {
        settings.bus.url = Some(bus.clone());
    }
    if let Command::Config(_) = cli.command {
        return output.answer(&json!({"valid": true}), "the settings are valid");
    }
    let local = match (cli.global.local, &cli.command) {
        (None, Command::Demo(_)) => Some(local::demo_folder()?),
        (local, _) => local,
    };
    let sink = match cli.command {
        Command::Serve(_) | Command::Worker if !output.json => Sink::Stdout,
        _ => Sink::Stderr,
    };
    let telemetry = Telemetry::start(&settings.log, sink)?;
    let is_demo = matches!(cli.command, Command::Demo(_));
    let context = Context { settings, output, local, is_demo, lost: telemetry.lost() };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failure, format!("there are no threads: {error}")))?;
    let done = runtime.block_on(dispatch(&context, &cli.command));
    runtime.shutdown_timeout(LAST_GRACE);
    done
}

async fn dispatch(context: &Context, command: &Command) -> Result<(), Failure> {
    let stop = Stop::listen()?;
    match command {
        Command::Serve(args) => serve::run(context, args, &stop).await,
        Command::Demo(args) => Box::pin(demo::run(context, args, &stop)).await,
        Command::Worker => worker::run(context, &stop).await,
        Command::Migrate => stop.or(migrate(context)).await,
        Command::Import(args) => import(context, args, &stop).await,
        Command::Admin(command) => stop.or(Box::pin(admin::run(context, command))).await,
        Command::Audit(command) => stop.or(Box::pin(audit::run(context, command))).await,
        // Done before there was a database to think of.
        Command::Openapi | Command::Config(_) | Command::Roles(_) => Ok(()),
    }
}

async fn import(context: &Context, args: &ImportArgs, stop: &Stop) -> Result<(), Failure> {
    let database = stop.or(Database::open(context, Migrate::IfLocal, Patience::None)).await?;
    let ports = database.ports(context, context.settings.server.bind)?;
    let store = &database.store;
    let done = import::run(&ports, (store, store), args, context.output, stop.asked()).await;
    database.close().await?;
    done
}

async fn migrate(context: &Context) -> Result<(), Failure> {
    let report = database::migrate_only(context).await?;
    let text = format!("{} migrations applied", report.applied.len());
    context.output.answer(&json!({"applied": report.applied}), text)
}

/// What the command cannot do without: with a private PostgreSQL, nothing.
fn needs(cli: &Cli) -> Needs {
    match &cli.command {
        Command::Demo(_) | Command::Openapi | Command::Roles(_) => Needs::Nothing,
        _ if cli.global.local.is_some() => Needs::Nothing,
        Command::Serve(_) | Command::Config(_) => Needs::Server,
        Command::Worker => Needs::Worker,
        Command::Admin(AdminCommand::Limits | AdminCommand::RotateKeys) => Needs::Nothing,
        Command::Import(_) | Command::Admin(_) | Command::Audit(_) => Needs::Database,
        Command::Migrate => Needs::Owner,
    }
}
