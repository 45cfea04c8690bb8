//! The pause between two looks at something the system gives no notice of: another process's lock
//! with a time limit, a server that is not our child.

use std::thread;
use std::time::Duration;

/// Short beside what is waited for, long beside what looking costs.
#[expect(clippy::disallowed_methods, reason = "the condition is looked at again after each pause")]
pub(crate) fn pause() {
    thread::sleep(Duration::from_millis(20));
}
