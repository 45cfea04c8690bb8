//! Our settings of the server, in a file of their own that `postgresql.conf` includes.
//!
//! They are written anew at each start, so that they follow the product's version. What an
//! operator sets by `ALTER SYSTEM` takes precedence.

use std::fmt::Write as _;
use std::path::Path;

use crate::cluster::Durability;

/// Only part of the socket's file name: the server has no network port.
pub(crate) const PORT: u16 = 5432;

/// Sized for a machine with 1 to 2 GB of memory.
const COMMON: &str = "\
# Rewritten at each start. Use ALTER SYSTEM for settings of your own.
listen_addresses = ''
cluster_name = 'skybot'
max_connections = 200
password_encryption = 'scram-sha-256'
timezone = 'UTC'

shared_buffers = '256MB'
effective_cache_size = '768MB'
maintenance_work_mem = '128MB'
wal_compression = on
min_wal_size = '128MB'
max_wal_size = '1GB'
random_page_cost = 1.1
jit = off

# The oldest of these files are removed at each start.
logging_collector = on
log_filename = 'postgresql-%Y%m%d-%H%M%S.log'
log_rotation_age = 0
log_rotation_size = '16MB'
log_line_prefix = '%m [%p] %q%u@%d '
log_lock_waits = on
log_timezone = 'UTC'
";

/// For tests only: a crash of the machine may lose or spoil everything. Commits still wait until
/// the operating system has them, so that killing the server loses nothing. Shared memory lies in
/// the cluster's folder, and goes with it.
const VOLATILE: &str = "
fsync = off
dynamic_shared_memory_type = mmap
full_page_writes = off
";

/// Roles' passwords travel in utility statements, which are not to be kept.
const STATISTICS: &str = "
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track_utility = off
";

pub(crate) fn text(socket_dir: &str, log_dir: &Path, durability: Durability, statistics: bool) -> String {
    let mut text = COMMON.to_owned();
    // The value is a list, whose elements are quoted by themselves.
    let socket_dir = quote(&format!("\"{socket_dir}\""));
    let log_dir = quote(&log_dir.to_string_lossy());
    // Writing to a string cannot fail.
    let _ = write!(text, "\nport = {PORT}\nunix_socket_directories = {socket_dir}\nlog_directory = {log_dir}\n");
    if cfg!(target_os = "linux") {
        // Systems without `posix_fadvise` refuse it.
        text.push_str("effective_io_concurrency = 200\n");
    }
    if durability == Durability::Volatile {
        text.push_str(VOLATILE);
    }
    if statistics {
        text.push_str(STATISTICS);
    }
    text
}

/// A string of the configuration file, where a backslash escapes as well.
fn quote(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_volatile_clusters_forgo_fsync() {
        let text = |durability| text("/d/run", Path::new("/d/log"), durability, false);
        assert!(!text(Durability::Durable).contains("fsync"));
        assert!(text(Durability::Volatile).contains("fsync = off"));
    }

    #[test]
    fn paths_are_quoted() {
        let text = text("/it's, a", Path::new("/l"), Durability::Durable, true);
        assert!(text.contains(r#"unix_socket_directories = '"/it''s, a"'"#));
    }
}
