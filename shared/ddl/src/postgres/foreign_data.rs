//! Foreign data wrappers, foreign servers and user mappings.

use driftline_catalog::postgres::{ForeignDataWrapper, ForeignServer, UserMapping};

use super::alteration::Alteration;
use super::foreign_options;
use super::identifier::{literal, literal_or_null, quote};
use super::privileges::{Implied, Target};

/// # Errors
///
/// When the value of an option is not known.
pub(super) fn create_wrapper(wrapper: &ForeignDataWrapper) -> Result<Vec<String>, String> {
    let name = quote(&wrapper.name);
    let handler = wrapper.handler.as_ref().map(|handler| format!(" HANDLER {handler}")).unwrap_or_default();
    let validator = wrapper.validator.as_ref().map(|validator| format!(" VALIDATOR {validator}")).unwrap_or_default();
    let options = foreign_options::clause(&wrapper.options)?;
    let mut statements = vec![format!("CREATE FOREIGN DATA WRAPPER {name}{handler}{validator}{options};")];
    statements.extend((!wrapper.owner.is_empty()).then(|| wrapper_owner(wrapper)));
    statements.extend(wrapper.comment.is_some().then(|| wrapper_comment(wrapper)));
    statements.extend(wrapper_target(wrapper).create(&wrapper.privileges)?);
    Ok(statements)
}

pub(super) fn drop_wrapper(wrapper: &ForeignDataWrapper) -> String {
    format!("DROP FOREIGN DATA WRAPPER {};", quote(&wrapper.name))
}

pub(super) fn alter_wrapper(from: &ForeignDataWrapper, to: &ForeignDataWrapper, alteration: &mut Alteration) {
    let alter = format!("ALTER FOREIGN DATA WRAPPER {}", quote(&to.name));
    if alteration.take("handler") {
        alteration.push(match &to.handler {
            Some(handler) => format!("{alter} HANDLER {handler};"),
            None => format!("{alter} NO HANDLER;"),
        });
    }
    if alteration.take("validator") {
        alteration.push(match &to.validator {
            Some(validator) => format!("{alter} VALIDATOR {validator};"),
            None => format!("{alter} NO VALIDATOR;"),
        });
    }
    foreign_options::alter("options", &from.options, &to.options, &alter, alteration);
    if alteration.take("owner") {
        alteration.push(wrapper_owner(to));
    }
    if alteration.take("comment") {
        alteration.push(wrapper_comment(to));
    }
    wrapper_target(to).alter(&from.privileges, &to.privileges, alteration);
}

fn wrapper_owner(wrapper: &ForeignDataWrapper) -> String {
    format!("ALTER FOREIGN DATA WRAPPER {} OWNER TO {};", quote(&wrapper.name), quote(&wrapper.owner))
}

fn wrapper_comment(wrapper: &ForeignDataWrapper) -> String {
    let comment = literal_or_null(wrapper.comment.as_deref());
    format!("COMMENT ON FOREIGN DATA WRAPPER {} IS {comment};", quote(&wrapper.name))
}

fn wrapper_target(wrapper: &ForeignDataWrapper) -> Target<'_> {
    Target::new(format!("FOREIGN DATA WRAPPER {}", quote(&wrapper.name)), &wrapper.owner, Implied::Nothing)
}

/// # Errors
///
/// When the value of an option is not known.
pub(super) fn create_server(server: &ForeignServer) -> Result<Vec<String>, String> {
    let name = quote(&server.name);
    let kind = server.server_type.as_ref().map(|kind| format!(" TYPE {}", literal(kind))).unwrap_or_default();
    let version = server.version.as_ref().map(|version| format!(" VERSION {}", literal(version))).unwrap_or_default();
    let options = foreign_options::clause(&server.options)?;
    let mut statements =
        vec![format!("CREATE SERVER {name}{kind}{version} FOREIGN DATA WRAPPER {}{options};", quote(&server.wrapper))];
    statements.extend((!server.owner.is_empty()).then(|| server_owner(server)));
    statements.extend(server.comment.is_some().then(|| server_comment(server)));
    statements.extend(server_target(server).create(&server.privileges)?);
    Ok(statements)
}

pub(super) fn drop_server(server: &ForeignServer) -> String {
    format!("DROP SERVER {};", quote(&server.name))
}

pub(super) fn alter_server(from: &ForeignServer, to: &ForeignServer, alteration: &mut Alteration) {
    if alteration.differs("wrapper") || alteration.differs("server_type") {
        return alteration.replace();
    }
    let alter = format!("ALTER SERVER {}", quote(&to.name));
    if alteration.take("version") {
        alteration.push(format!("{alter} VERSION {};", literal_or_null(to.version.as_deref())));
    }
    foreign_options::alter("options", &from.options, &to.options, &alter, alteration);
    if alteration.take("owner") {
        alteration.push(server_owner(to));
    }
    if alteration.take("comment") {
        alteration.push(server_comment(to));
    }
    server_target(to).alter(&from.privileges, &to.privileges, alteration);
}

fn server_owner(server: &ForeignServer) -> String {
    format!("ALTER SERVER {} OWNER TO {};", quote(&server.name), quote(&server.owner))
}

fn server_comment(server: &ForeignServer) -> String {
    format!("COMMENT ON SERVER {} IS {};", quote(&server.name), literal_or_null(server.comment.as_deref()))
}

fn server_target(server: &ForeignServer) -> Target<'_> {
    Target::new(format!("FOREIGN SERVER {}", quote(&server.name)), &server.owner, Implied::Nothing)
}

/// # Errors
///
/// Always: without its options it would say that somebody comes without a password.
pub(super) fn create_mapping(mapping: &UserMapping) -> Result<Vec<String>, String> {
    Err(format!(
        "its options, which may hold a password, are never read; write CREATE USER MAPPING {} OPTIONS (...) with them",
        for_role(mapping)
    ))
}

pub(super) fn drop_mapping(mapping: &UserMapping) -> String {
    format!("DROP USER MAPPING {};", for_role(mapping))
}

fn for_role(mapping: &UserMapping) -> String {
    // A role cannot be named `public`: the server refuses the name.
    let role = if mapping.role == "public" { "PUBLIC".to_owned() } else { quote(&mapping.role) };
    format!("FOR {role} SERVER {}", quote(&mapping.server))
}
