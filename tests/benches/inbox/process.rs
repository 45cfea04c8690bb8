//! What processes used, as `/proc` tells it.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;

/// Seconds of CPU that a process has used so far, all its threads together.
pub(crate) fn cpu(pid: u32) -> f64 {
    stat(pid).map_or(f64::NAN, |stat| stat.own)
}

/// The same for PostgreSQL: the main process, those it runs, and those it has seen end.
pub(crate) fn cpu_with_children(pid: u32) -> f64 {
    let main = stat(pid).map_or(f64::NAN, |stat| stat.own + stat.ended_children);
    let processes = fs::read_dir("/proc").expect("/proc can be read").flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    main + numbers.filter_map(stat).filter(|stat| stat.parent == pid).map(|stat| stat.own).sum::<f64>()
}

/// `VmRSS`, `VmHWM` and the like of a process, in MiB; `None` when it is gone.
pub(crate) fn memory(pid: u32, what: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

struct Stat {
    parent: u32,
    own: f64,
    ended_children: f64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before may hold anything, brackets too.
    let (_, fields) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: (ticks(11)? + ticks(12)?) / ticks_per_second(),
        ended_children: (ticks(13)? + ticks(14)?) / ticks_per_second(),
    })
}

fn ticks_per_second() -> f64 {
    static TICKS: OnceLock<f64> = OnceLock::new();
    *TICKS.get_or_init(|| {
        let told = Command::new("getconf").arg("CLK_TCK").output().expect("getconf can be run").stdout;
        String::from_utf8_lossy(&told).trim().parse().expect("a number of ticks")
    })
}
