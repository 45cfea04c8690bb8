//! Puts the web app into the binary: builds it with Node where there is a Node, and says how to get it
//! where there is none. Never fails the build, unless `SKYBOT_UI` is `require`.
//!
//! Writes below `OUT_DIR`, and where it runs npm also `ui/node_modules` and `ui/dist`.

mod plan;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use plan::{Mode, Step, Surroundings};

/// Shown instead of the app.
const PLACEHOLDER: &str = include_str!("placeholder.html");
/// What the app is made of, besides `ui/src`.
const SOURCES: [&str; 7] =
    ["src", "public", "tools/vite", "index.html", "package.json", "package-lock.json", "vite.config.ts"];
/// Smaller files do not gain by compression.
const WORTH_COMPRESSING: u64 = 512;

fn main() -> ExitCode {
    let ui = PathBuf::from(env("CARGO_MANIFEST_DIR")).join("ui");
    let out = PathBuf::from(env("OUT_DIR")).join("ui");
    println!("cargo::rerun-if-env-changed=SKYBOT_UI");
    println!("cargo::rerun-if-changed=build");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", ui.join(source).display());
    }
    match put(&ui, &out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error=the web app: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn put(ui: &Path, out: &Path) -> Result<(), String> {
    let mode = Mode::parse(&env("SKYBOT_UI"))?;
    let surroundings =
        Surroundings { has_sources: ui.join("package.json").is_file(), is_fresh: is_fresh(ui), node: node_version() };
    match plan::next(&mode, &surroundings) {
        Step::Take(folder) => take(&folder, out),
        Step::TakeDist => take(&ui.join("dist"), out),
        Step::Build => match build(ui) {
            Ok(()) => take(&ui.join("dist"), out),
            Err(problem) if mode == Mode::Require => Err(problem),
            Err(problem) => {
                println!("cargo::warning=the web app was not built: {problem}");
                placeholder(out)
            }
        },
        Step::Placeholder(why) => {
            if mode != Mode::Skip {
                println!("cargo::warning=built without the web app: {why}");
            }
            placeholder(out)
        }
        Step::Fail(why) => Err(why),
    }
}

fn is_fresh(ui: &Path) -> bool {
    let built = ui.join("dist/index.html");
    built.is_file() && newest(&SOURCES.map(|source| ui.join(source))) <= newest(&[built])
}

fn build(ui: &Path) -> Result<(), String> {
    // Of the lock file that it was installed from.
    let (lock, installed) = (ui.join("package-lock.json"), ui.join("node_modules/.package-lock.json"));
    if newest(&[lock]) > newest(&[installed]) {
        npm(ui, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    }
    npm(ui, &["run", "build"])
}

fn npm(ui: &Path, arguments: &[&str]) -> Result<(), String> {
    let shown = format!("npm {}", arguments.join(" "));
    let done = Command::new("npm").args(arguments).current_dir(ui).output();
    let done = done.map_err(|error| format!("{shown}: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    let told = [done.stdout, done.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    let last: Vec<_> = told.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(format!("{shown} failed: {}", last[last.len().saturating_sub(6)..].join(" / ")))
}

fn node_version() -> Option<String> {
    let told = Command::new("node").arg("--version").output().ok().filter(|told| told.status.success())?;
    String::from_utf8(told.stdout).ok()
}

/// When the newest file below these was changed; long ago if there is none.
fn newest(paths: &[PathBuf]) -> SystemTime {
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut waiting = paths.to_vec();
    while let Some(path) = waiting.pop() {
        if let Ok(inside) = fs::read_dir(&path) {
            waiting.extend(inside.flatten().map(|entry| entry.path()));
        } else if let Ok(changed) = fs::metadata(&path).and_then(|data| data.modified()) {
            newest = newest.max(changed);
        }
    }
    newest
}

fn placeholder(out: &Path) -> Result<(), String> {
    let write = || {
        clear(out)?;
        fs::write(out.join("index.html"), PLACEHOLDER)
    };
    write().map_err(|error| format!("{}: {error}", out.display()))
}

/// Copies the built app, with what can be compressed also compressed.
fn take(from: &Path, out: &Path) -> Result<(), String> {
    if !from.join("index.html").is_file() {
        return Err(format!("there is no index.html in {}", from.display()));
    }
    let copy = || {
        clear(out)?;
        copy(from, out)
    };
    copy().map_err(|error| format!("{}: {error}", from.display()))
}

fn clear(out: &Path) -> io::Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&path, &target)?;
            continue;
        }
        let bytes = fs::read(&path)?;
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        let is_text = matches!(kind, "html" | "js" | "css" | "svg" | "json" | "txt" | "webmanifest");
        if is_text && bytes.len() as u64 >= WORTH_COMPRESSING {
            let mut name = target.clone().into_os_string();
            name.push(".br");
            fs::write(name, compressed(&bytes)?)?;
        }
        fs::write(target, bytes)?;
    }
    Ok(())
}

fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, 9, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}
