//! `skybot roles --matrix`: the table that the server goes by, printed.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use skybot_domain::scope::Role;
use skybot_http::{Access, ROUTES};

use crate::exit::Failure;
use crate::output::Output;

/// Prints the table.
pub(crate) fn matrix(output: Output) -> Result<(), Failure> {
    output.answer(&object(), table().trim_end())
}

fn object() -> Value {
    let row = |(method, path, access): &(&str, &str, Access)| {
        let roles = Role::ALL.iter().map(|role| (role.as_str().to_owned(), json!(access.lets_in(*role))));
        json!({"method": method, "path": path, "needs": access.name(), "roles": roles.collect::<Map<_, _>>()})
    };
    json!({"routes": ROUTES.iter().map(row).collect::<Vec<_>>()})
}

fn table() -> String {
    let width = ROUTES.iter().map(|(method, path, _)| method.len() + path.len() + 1).max().unwrap_or_default();
    let mut table = format!("{:width$}  {:20}", "route", "needs");
    for role in Role::ALL {
        let _ = write!(table, "{:8}", role.as_str());
    }
    for (method, path, access) in ROUTES {
        let _ = write!(table, "\n{:width$}  {:20}", format!("{method} {path}"), access.name());
        for role in Role::ALL {
            let _ = write!(table, "{:8}", if access.lets_in(*role) { "yes" } else { "-" });
        }
    }
    table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{object, table};

    #[test]
    fn prints_who_may_use_which_route() {
        let table = table();
        let line = |route: &str| {
            let found = table.lines().find(|line| line.split("  ").next() == Some(route));
            found
                .unwrap_or_else(|| panic!("{route} is missing"))
                .split_whitespace()
                .skip(2)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert!(table.starts_with("route "));
        assert_eq!(line("POST /api/v1/conversations/{id}/messages"), "messages:write yes yes yes - yes");
        assert_eq!(line("DELETE /api/v1/inboxes/{id}"), "settings:write yes yes - - -");
        assert_eq!(line("PATCH /api/v1/account"), "account:write yes - - - -");
        let routes = object();
        let login =
            &routes["routes"].as_array().unwrap().iter().find(|row| row["path"] == "/api/v1/auth/login").unwrap();
        assert_eq!(login["roles"]["viewer"], true);
    }
}
