//! `skybot roles --matrix`: the domain's table of who may do what, printed.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use skybot_domain::scope::{Permission, Role};

use crate::exit::Failure;
use crate::output::Output;

const PERMISSIONS: [(&str, Permission); 3] =
    [("read", Permission::Read), ("converse", Permission::Converse), ("configure", Permission::Configure)];

/// Prints the table.
pub(crate) fn matrix(output: Output) -> Result<(), Failure> {
    output.answer(&object(), table().trim_end())
}

fn object() -> Value {
    let row = |role: &Role| {
        let allowed =
            PERMISSIONS.iter().map(|(name, permission)| ((*name).to_owned(), json!(role.allows(*permission))));
        (role.as_str().to_owned(), Value::Object(allowed.collect()))
    };
    json!({"roles": Role::ALL.iter().map(row).collect::<Map<_, _>>()})
}

fn table() -> String {
    let mut table = format!("{:8}", "role");
    for (name, _) in PERMISSIONS {
        let _ = write!(table, "{name:11}");
    }
    for role in Role::ALL {
        let _ = write!(table, "\n{:8}", role.as_str());
        for (_, permission) in PERMISSIONS {
            let _ = write!(table, "{:11}", if role.allows(permission) { "yes" } else { "-" });
        }
    }
    table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{object, table};

    #[test]
    fn prints_the_domains_table() {
        let expected = "\
role    read       converse   configure
owner   yes        yes        yes
admin   yes        yes        yes
agent   yes        yes        -
viewer  yes        -          -
bot     yes        yes        -";
        assert_eq!(table(), expected);
        assert_eq!(object()["roles"]["viewer"]["converse"], false);
        assert_eq!(object()["roles"]["agent"]["converse"], true);
    }
}
