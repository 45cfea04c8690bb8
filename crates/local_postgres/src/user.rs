//! The OS user the server runs as: ourselves, or a lesser one when we are root.
//!
//! Every program of PostgreSQL is run through [`ServerUser::command`], so none ever runs as root.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{getegid, geteuid};

use crate::Error;
use crate::error::{Context as _, Result};
use crate::files::Owner;

#[derive(Debug)]
pub(crate) struct ServerUser {
    name: String,
    pub(crate) owner: Owner,
    /// Whether we have to change to this user.
    lesser: bool,
}

impl ServerUser {
    /// The owner of an existing `data` folder, else `postgres`, else `nobody`; when we are not
    /// root it can only be us.
    pub(crate) fn choose(data: &Path) -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self {
                name: geteuid().to_string(),
                owner: Owner { uid: geteuid().as_raw(), gid: getegid().as_raw() },
                lesser: false,
            });
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = if data.exists() {
            let owner = Owner::of(data)?;
            (owner.uid != 0).then_some(owner)
        } else {
            None
        };
        let (name, owner) = owner
            .map(|owner| (name_of(&users, owner.uid), owner))
            .or_else(|| {
                ["postgres", "nobody"].iter().find_map(|name| Some(((*name).to_owned(), ids_of(&users, name)?)))
            })
            .ok_or(Error::NoServerUser)?;
        Ok(Self { name, owner, lesser: true })
    }

    /// A command run as that user, from a folder it can enter, deaf to our terminal, and blind to
    /// the variables (`PGDATA`, `PGPORT`, …) that would lead PostgreSQL's programs elsewhere.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        if self.lesser {
            // The standard library also drops root's supplementary groups here.
            command.uid(self.owner.uid).gid(self.owner.gid);
        }
        command
    }

    /// Fails with the first folder on the way to `folder` that the user cannot enter.
    pub(crate) fn check_reach(&self, folder: &Path) -> Result<()> {
        if !self.lesser {
            return Ok(());
        }
        let mut ancestors: Vec<&Path> = folder.ancestors().collect();
        ancestors.reverse();
        // The system itself is asked, which knows of access control lists and the like.
        let script = r#"for d; do [ -x "$d" ] || { printf %s "$d"; exit 1; }; done"#;
        let shell = Path::new("/bin/sh");
        let output = self.command(shell).args(["-c", script, "sh"]).args(ancestors).output().context("run", shell)?;
        if output.status.success() {
            return Ok(());
        }
        Err(Error::Unreachable {
            user: self.name.clone(),
            blocked: String::from_utf8_lossy(&output.stdout).into_owned().into(),
        })
    }
}

/// Reads one line of `/etc/passwd`: name, uid and gid.
fn fields(line: &str) -> Option<(&str, Owner)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some((name, Owner { uid, gid }))
}

fn ids_of(users: &str, wanted: &str) -> Option<Owner> {
    users.lines().filter_map(fields).find_map(|(name, owner)| (name == wanted && owner.uid != 0).then_some(owner))
}

fn name_of(users: &str, uid: u32) -> String {
    users
        .lines()
        .filter_map(fields)
        .find(|(_, owner)| owner.uid == uid)
        .map_or_else(|| uid.to_string(), |(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/sh\n\
                         broken line\n\
                         postgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn users_are_found_by_name_and_by_number() {
        let postgres = Owner { uid: 101, gid: 104 };
        assert_eq!(ids_of(USERS, "postgres"), Some(postgres));
        assert_eq!(ids_of(USERS, "nobody"), None);
        assert_eq!(ids_of(USERS, "root"), None, "never root");
        assert_eq!(name_of(USERS, 101), "postgres");
        assert_eq!(name_of(USERS, 7), "7");
    }
}
