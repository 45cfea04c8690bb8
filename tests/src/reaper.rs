//! Servers must not outlive the tests, however those end.
//!
//! A small shell process holds the reading end of a pipe and learns which servers live. The
//! kernel closes the writing end when we end, and the shell then kills whoever is left.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

const WATCH: &str = r#"
trap '' HUP INT TERM
pids=
while read -r verb pid; do
    case $verb in
        +) pids="$pids $pid" ;;
        -) left=
           for one in $pids; do [ "$one" = "$pid" ] || left="$left $one"; done
           pids=$left ;;
    esac
done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
"#;

/// Kills `pid` when this process ends.
pub(crate) fn watch(pid: u32) {
    tell('+', pid);
}

/// `pid` has ended and its number may be given to somebody else.
pub(crate) fn forget(pid: u32) {
    tell('-', pid);
}

fn tell(verb: char, pid: u32) {
    static REAPER: OnceLock<Mutex<Child>> = OnceLock::new();
    let reaper = REAPER.get_or_init(|| {
        let shell = Command::new("/bin/sh")
            .args(["-c", WATCH, "skybot-test-reaper"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        Mutex::new(shell.expect("a shell can be run"))
    });
    let mut reaper = reaper.lock().unwrap_or_else(PoisonError::into_inner);
    let pipe = reaper.stdin.as_mut().expect("the pipe is held");
    writeln!(pipe, "{verb} {pid}").expect("the reaper lives as long as we do");
}
