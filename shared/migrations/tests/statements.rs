//! Splitting scripts: each case is a script and the statements, with lines, that it consists of.

use driftline_migrations::{SplitError, split_statements};

/// Name, script, and line and text of each expected statement.
type Case = (&'static str, &'static str, &'static [(usize, &'static str)]);

const CASES: &[Case] = &[
    ("empty", "", &[]),
    ("only blanks, comments and semicolons", " ;\n-- a\n/* b; */ ; \n", &[]),
    ("two on one line", "SELECT 1; SELECT 2", &[(1, "SELECT 1"), (1, "SELECT 2")]),
    ("lines", "\n\nSELECT\n1;\n\nSELECT 2;", &[(3, "SELECT\n1"), (6, "SELECT 2")]),
    ("byte-order mark", "\u{feff}SELECT 1;", &[(1, "SELECT 1")]),
    ("carriage returns", "SELECT 1;\r\nSELECT 2;\r\n", &[(1, "SELECT 1"), (2, "SELECT 2")]),
    ("string", "SELECT ';', 'it''s;';SELECT 2", &[(1, "SELECT ';', 'it''s;'"), (1, "SELECT 2")]),
    ("backslash in a standard string", r"SELECT '\'; SELECT 2", &[(1, r"SELECT '\'"), (1, "SELECT 2")]),
    (
        "escape string",
        r"SELECT E'\';'; SELECT e'\\'; SELECT 3",
        &[(1, r"SELECT E'\';'"), (1, r"SELECT e'\\'"), (1, "SELECT 3")],
    ),
    ("word that ends in e before a string", r"SELECT date'\'; SELECT 2", &[(1, r"SELECT date'\'"), (1, "SELECT 2")]),
    ("continued escape string", "SELECT E'a'\n  '\\';'; SELECT 2", &[(1, "SELECT E'a'\n  '\\';'"), (2, "SELECT 2")]),
    (
        "unicode string",
        r"SELECT U&'\0061;' UESCAPE '\'; SELECT 2",
        &[(1, r"SELECT U&'\0061;' UESCAPE '\'"), (1, "SELECT 2")],
    ),
    ("quoted name", r#"SELECT ";""\"; SELECT 2"#, &[(1, r#"SELECT ";""\""#), (1, "SELECT 2")]),
    (
        "dollar quotes",
        "SELECT $$;$a$;$$; SELECT $a$;$$;$b$;$a$; SELECT 3",
        &[(1, "SELECT $$;$a$;$$"), (1, "SELECT $a$;$$;$b$;$a$"), (1, "SELECT 3")],
    ),
    (
        "dollars in names and parameters",
        "SELECT a$1$ FROM b$1$; SELECT $1, $2; SELECT 3",
        &[(1, "SELECT a$1$ FROM b$1$"), (1, "SELECT $1, $2"), (1, "SELECT 3")],
    ),
    ("nested comment", "SELECT /* ; /* ; */ ; */ 1; SELECT 2", &[(1, "SELECT /* ; /* ; */ ; */ 1"), (1, "SELECT 2")]),
    ("comments before a statement are left out", "-- one;\n/* two;\n*/ SELECT 1; -- three;", &[(3, "SELECT 1")]),
    (
        "letters beyond ASCII",
        "SELECT 'ü;' AS größe; SELECT $ä$;$ä$;",
        &[(1, "SELECT 'ü;' AS größe"), (1, "SELECT $ä$;$ä$")],
    ),
    (
        "parentheses",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        &[(1, "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)"), (1, "SELECT 3")],
    ),
    (
        "SQL function body",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END; SELECT 3",
        &[
            (
                1,
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END",
            ),
            (1, "SELECT 3"),
        ],
    ),
    (
        "SQL procedure body",
        "create procedure p() begin atomic insert into t values (1); end; SELECT 3",
        &[(1, "create procedure p() begin atomic insert into t values (1); end"), (1, "SELECT 3")],
    ),
    (
        "BEGIN is a statement elsewhere",
        "BEGIN; SELECT CASE WHEN true THEN 1 END; END; SELECT 2",
        &[(1, "BEGIN"), (1, "SELECT CASE WHEN true THEN 1 END"), (1, "END"), (1, "SELECT 2")],
    ),
    (
        "harmless commands of psql",
        "\\restrict aBc\n\\set ON_ERROR_STOP on\n\\echo it's; fine\n\\encoding UTF8\nSELECT 1;\n\\unrestrict aBc\n",
        &[(5, "SELECT 1")],
    ),
    (
        "copied data",
        "SELECT 1;\nCOPY public.t (a, b) FROM stdin;\n1\tit's; $$\n\\N\t\\.\n\\.\n\nSELECT 2;",
        &[(1, "SELECT 1"), (7, "SELECT 2")],
    ),
    ("copied data that never ends", "COPY t FROM stdin WITH (FORMAT csv);\n1;2", &[]),
    (
        "other copies",
        "COPY t FROM '/tmp/stdin'; COPY (SELECT 1 FROM stdin) TO '/tmp/x';",
        &[(1, "COPY t FROM '/tmp/stdin'"), (1, "COPY (SELECT 1 FROM stdin) TO '/tmp/x'")],
    ),
    (
        "no standard strings",
        "SET standard_conforming_strings = off;\nSELECT '\\';';\nSET standard_conforming_strings TO on;\nSELECT '\\';",
        &[
            (1, "SET standard_conforming_strings = off"),
            (2, "SELECT '\\';'"),
            (3, "SET standard_conforming_strings TO on"),
            (4, "SELECT '\\'"),
        ],
    ),
    (
        "a parenthesis too many is for the server to explain",
        "SELECT 1); SELECT 2",
        &[(1, "SELECT 1)"), (1, "SELECT 2")],
    ),
];

#[test]
fn scripts_are_split_as_psql_splits_them() {
    for (name, script, expected) in CASES {
        let statements = split_statements(script).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found: Vec<(usize, &str)> = statements.iter().map(|s| (s.line, s.text)).collect();
        assert_eq!(found, *expected, "{name}");
        for statement in &statements {
            assert!(script[statement.offset..].starts_with(statement.text), "{name}: wrong offset");
        }
    }
}

#[test]
fn what_is_never_closed_is_named_with_its_line() {
    for (script, expected) in [
        ("SELECT 1;\nSELECT 'a\n;", "line 2: this string is never closed; add its end"),
        (r"SELECT E'\'", "line 1: this string is never closed; add its end"),
        (r"SELECT E'\", "line 1: this string is never closed; add its end"),
        ("\nSELECT \"a;", "line 2: this quoted name is never closed; add its end"),
        ("\n\nSELECT $a$ $b$;", "line 3: this dollar-quoted string is never closed; add its end"),
        ("SELECT 1; /* /* */", "line 1: this comment is never closed; add its end"),
        ("SELECT 1;\nSELECT '\0'", "line 2: the script contains a zero byte; remove it"),
    ] {
        let error = split_statements(script).expect_err(script);
        assert_eq!(error.to_string(), expected, "{script}");
    }
}

#[test]
fn commands_of_psql_that_change_the_meaning_are_refused() {
    for command in ["connect", "c", "i", "ir", "include", "copy", "if", "gexec", "q", "!", "."] {
        let script = format!("SELECT 1;\n\\{command} x\n");
        let error = split_statements(&script).expect_err(command);
        assert!(
            matches!(&error, SplitError::Command { line: 2, command: named } if named.starts_with(command)),
            "{command}: {error}"
        );
    }
    // In the middle of a statement every command is one.
    assert!(split_statements("SELECT 1 \\echo a\n;").is_err());
    assert!(split_statements("\\encoding LATIN1\n").is_err());
}
