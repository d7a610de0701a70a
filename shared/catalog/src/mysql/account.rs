//! Names and accounts as SQL spells them.

use serde::{Deserialize, Serialize};

/// A name in backticks.
pub fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// An account, or a role, which has no host.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Account {
    /// The user.
    pub user: String,
    /// The host.
    pub host: String,
}

impl Account {
    /// Reads `user@host`, as `CURRENT_USER()` and `information_schema` print it. The host is what follows the last `@`.
    pub fn of_plain(text: &str) -> Self {
        let (user, host) = text.rsplit_once('@').unwrap_or((text, ""));
        Self { user: user.to_owned(), host: host.to_owned() }
    }

    /// Reads `` `user`@`host` ``, as [`quoted`](Self::quoted) spells it.
    pub fn of_quoted(text: &str) -> Self {
        let unquote = |part: &str| part.trim_matches('`').replace("``", "`");
        match text.rsplit_once("@`") {
            Some((user, host)) => Self { user: unquote(user), host: unquote(host) },
            None => Self { user: unquote(text), host: String::new() },
        }
    }

    /// `` `user`@`host` ``, or the role alone.
    pub fn quoted(&self) -> String {
        let Self { user, host } = self;
        if host.is_empty() { quote(user) } else { format!("{}@{}", quote(user), quote(host)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_user_at_a_host() {
        for (plain, quoted) in
            [("root@localhost", "`root`@`localhost`"), ("we@ird@%", "`we@ird`@`%`"), ("a_role@", "`a_role`")]
        {
            let account = Account::of_plain(plain);
            assert_eq!(account.quoted(), quoted);
            assert_eq!(Account::of_quoted(quoted), account);
        }
    }
}
