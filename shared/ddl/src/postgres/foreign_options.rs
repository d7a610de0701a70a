//! Options for foreign data, kept as `name=value`, or as `name` where the value may be a secret and is not read.

use super::alteration::Alteration;
use super::identifier::{literal, quote};

/// `OPTIONS (...)` of a new object, with a blank before it; nothing where there are none.
///
/// # Errors
///
/// When a value is not known.
pub(super) fn clause(options: &[String]) -> Result<String, String> {
    if options.is_empty() {
        return Ok(String::new());
    }
    let entries: Vec<_> = options.iter().map(|option| entry(option)).collect::<Result<_, _>>()?;
    Ok(format!(" OPTIONS ({})", entries.join(", ")))
}

/// `OPTIONS (ADD ..., SET ..., DROP ...)` from one list to another.
///
/// # Errors
///
/// When a value is not known.
pub(super) fn change(from: &[String], to: &[String]) -> Result<String, String> {
    let (before, after): (Vec<_>, Vec<_>) =
        (from.iter().map(|option| name(option)).collect(), to.iter().map(|option| name(option)).collect());
    let mut entries: Vec<String> =
        before.iter().filter(|name| !after.contains(name)).map(|name| format!("DROP {}", quote(name))).collect();
    for option in to.iter().filter(|option| !from.contains(option)) {
        let verb = if before.contains(&name(option)) { "SET" } else { "ADD" };
        entries.push(format!("{verb} {}", entry(option)?));
    }
    Ok(format!("OPTIONS ({})", entries.join(", ")))
}

/// Changes an attribute of options, if it differs; `alter` is the statement up to `OPTIONS`.
pub(super) fn alter(attribute: &str, from: &[String], to: &[String], alter: &str, alteration: &mut Alteration) {
    if alteration.take(attribute) {
        match change(from, to) {
            Ok(options) => alteration.push(format!("{alter} {options};")),
            Err(reason) => alteration.refuse(reason),
        }
    }
}

fn name(option: &str) -> &str {
    option.split_once('=').map_or(option, |(name, _)| name)
}

fn entry(option: &str) -> Result<String, String> {
    match option.split_once('=') {
        Some((name, value)) => Ok(format!("{} {}", quote(name), literal(value))),
        None => Err(format!("the value of option {option} may be a secret, so it is not read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options<const N: usize>(options: [&str; N]) -> Vec<String> {
        options.map(str::to_owned).to_vec()
    }

    #[test]
    fn only_what_differs_is_changed() {
        let from = options(["Odd name=a", "host=one", "password", "port=5432"]);
        let to = options(["fetch_size=10", "host=it's", "password", "port=5432"]);
        assert_eq!(change(&from, &to).unwrap(), "OPTIONS (DROP \"Odd name\", ADD fetch_size '10', SET host 'it''s')");
        assert_eq!(change(&from, &options(["password"])).unwrap(), "OPTIONS (DROP \"Odd name\", DROP host, DROP port)");
    }

    #[test]
    fn a_value_that_is_not_known_is_not_made_up() {
        assert!(clause(&options(["host=one", "password"])).is_err());
        assert!(change(&options(["host=one"]), &options(["host=one", "password"])).is_err());
        assert!(change(&options(["host=one"]), &options(["host"])).is_err());
        assert_eq!(clause(&[]).unwrap(), "");
    }
}
