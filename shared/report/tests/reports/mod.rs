//! Reports to look at: the demo's drift, every verdict without an answer, and names and bodies made to break a format.

use driftline_catalog::{Coverage, Gap, Key, Kind};
use driftline_drift::{AttributeChange, Change, Difference, LifecycleChange, Verdict, judge};
use driftline_report::{FORMAT, Report, ReportedFinding, SourceSummary};
use serde_json::{Value, json};

const RUN: &str = "2026-03-02T06:00:00Z";

/// Every report by name.
pub(crate) fn all() -> Vec<(&'static str, Report)> {
    vec![
        ("drifted", drifted()),
        ("in_sync", in_sync()),
        ("unreachable", unreachable()),
        ("dirty", dirty()),
        ("deploying", deploying()),
        ("unknown", unknown()),
        ("incomplete", incomplete()),
        ("hostile", hostile()),
    ]
}

fn empty(database: &str, verdict: Verdict) -> Report {
    Report {
        format: FORMAT,
        run: RUN.to_owned(),
        database: database.to_owned(),
        verdict,
        reason: None,
        server_version: Some("15.18 (Debian 15.18-0+deb12u1)".to_owned()),
        source: SourceSummary {
            description: "flyway migrations in sources/shop".to_owned(),
            deployed_version: Some("7".to_owned()),
            pending: Vec::new(),
        },
        findings: Vec::new(),
        resolved: Vec::new(),
        coverage: Coverage {
            gaps: Vec::new(),
            not_compared: vec!["option values of foreign servers".to_owned(), "passwords of user mappings".to_owned()],
            ..Coverage::default()
        },
        ignored: 0,
        notes: Vec::new(),
    }
}

fn finding(key: Key, label: &str, change: Change) -> ReportedFinding {
    ReportedFinding {
        finding: judge(Difference { key, label: label.to_owned(), change }),
        lifecycle: LifecycleChange::New,
        since: RUN.to_owned(),
        expected: None,
        live: None,
        revert: String::new(),
        adopt: String::new(),
    }
}

fn child(kind: Kind, table: &str, name: &str) -> Key {
    Key { kind, schema: "public".to_owned(), parent: table.to_owned(), name: name.to_owned() }
}

fn modified(attributes: &[(&str, Value, Value)]) -> Change {
    let attributes = attributes.iter().map(|(attribute, expected, live)| AttributeChange {
        attribute: (*attribute).to_owned(),
        expected: expected.clone(),
        live: live.clone(),
    });
    Change::Modified { attributes: attributes.collect() }
}

/// Most severe first, as reports are.
fn sorted(mut findings: Vec<ReportedFinding>) -> Vec<ReportedFinding> {
    findings.sort_by_key(|found| std::cmp::Reverse(found.finding.severity));
    findings
}

const BODY: &str = "
DECLARE
  total numeric(12,2);
BEGIN
  SELECT sum(quantity * unit_price)
    INTO total
    FROM public.order_lines
   WHERE order_id = order_number;

  IF total IS NULL THEN
    RETURN 0;
  END IF;

  -- Orders above 100 ship for free.
  IF total < 100 THEN
    total := total + 4.90;
  END IF;
  RETURN round(total, 2);
END;
";

fn function_text(body: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION public.order_total(order_number bigint)\n RETURNS numeric\n LANGUAGE plpgsql\n STABLE\nAS $function${body}$function$"
    )
}

/// The six changes of the demo: made by hand, at night.
pub(crate) fn drifted() -> Report {
    let edited =
        BODY.replace("above 100 ship", "above 50 ship").replace("IF total < 100 THEN", "IF total < 50 THEN").replace(
            "  RETURN round(total, 2);",
            "  -- asked for by the call centre\n  total := total * 0.95;\n  RETURN round(total, 2);",
        );

    let index_sql = "CREATE INDEX orders_created_at_idx ON public.orders USING btree (created_at DESC)";
    let mut index = finding(child(Kind::Index, "orders", "orders_created_at_idx"), "index", Change::Extra);
    index.live = Some(index_sql.to_owned());
    index.revert = "DROP INDEX public.orders_created_at_idx;".to_owned();
    index.adopt = format!("{index_sql};");

    let types = [("data_type", json!("character varying(20)"), json!("character varying(40)"))];
    let mut column = finding(child(Kind::Column, "customers", "phone"), "column", modified(&types));
    column.expected = Some("phone character varying(20)".to_owned());
    column.live = Some("phone character varying(40)".to_owned());
    column.revert = "-- HAZARD: fails where a value does not fit.\nALTER TABLE public.customers ALTER COLUMN phone TYPE character varying(20) USING phone::character varying(20);".to_owned();
    column.adopt = "ALTER TABLE public.customers ALTER COLUMN phone TYPE character varying(40);".to_owned();

    let check = "ALTER TABLE public.order_lines ADD CONSTRAINT order_lines_quantity_check CHECK ((quantity > 0))";
    let key = child(Kind::Constraint, "order_lines", "order_lines_quantity_check");
    let mut constraint = finding(key, "check constraint", Change::Missing);
    constraint.expected = Some(check.to_owned());
    constraint.revert = format!("-- HAZARD: fails where a row breaks it.\n{check};");
    constraint.adopt = "ALTER TABLE public.order_lines DROP CONSTRAINT order_lines_quantity_check;".to_owned();

    let bodies = [("body", json!(BODY), json!(edited))];
    let key = Key::in_schema(Kind::Function, "public", "order_total(bigint)");
    let mut function = finding(key, "function", modified(&bodies));
    function.expected = Some(function_text(BODY));
    function.live = Some(function_text(&edited));
    function.revert = format!("{};", function_text(BODY));
    function.adopt = format!("{};", function_text(&edited));

    let states = [("enabled", json!("enabled"), json!("disabled"))];
    let mut trigger = finding(child(Kind::Trigger, "orders", "orders_touch"), "trigger", modified(&states));
    let trigger_sql = "CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at()";
    trigger.expected = Some(format!("{trigger_sql};"));
    trigger.live = Some(format!("{trigger_sql};\nALTER TABLE public.orders DISABLE TRIGGER orders_touch;"));
    trigger.revert = "ALTER TABLE public.orders ENABLE TRIGGER orders_touch;".to_owned();
    trigger.adopt = "ALTER TABLE public.orders DISABLE TRIGGER orders_touch;".to_owned();

    let mut extra = finding(child(Kind::Column, "orders", "tmp_refund_reason"), "column", Change::Extra);
    extra.live = Some("tmp_refund_reason text".to_owned());
    extra.revert = "-- HAZARD: deletes data.\nALTER TABLE public.orders DROP COLUMN tmp_refund_reason;".to_owned();
    extra.adopt = "ALTER TABLE public.orders ADD COLUMN tmp_refund_reason text;".to_owned();
    extra.lifecycle = LifecycleChange::Unchanged;
    extra.since = "2026-02-27T18:00:00Z".to_owned();

    let mut report = empty("shop", Verdict::Drifted);
    report.findings = sorted(vec![index, column, constraint, function, trigger, extra]);
    report.source.pending = vec!["V8__loyalty_points.sql".to_owned(), "V9__drop_legacy_prices.sql".to_owned()];
    report.resolved = vec!["index public.customers.customers_email_tmp".to_owned()];
    report.ignored = 2;
    report.notes = vec![
        "The replay ran on PostgreSQL 15.18, the same major version as the live server.".to_owned(),
        "The ignore pattern `public.audit_*` matches nothing.".to_owned(),
    ];
    report
}

pub(crate) fn in_sync() -> Report {
    let mut report = empty("shop", Verdict::InSync);
    report.source.pending = vec!["V8__loyalty_points.sql".to_owned()];
    report.resolved = vec!["column public.orders.tmp_refund_reason".to_owned()];
    report
}

fn unreachable() -> Report {
    let mut report = empty("orders-prod", Verdict::Unreachable);
    report.server_version = None;
    report.source.deployed_version = None;
    report.reason = Some(
        "no connection to orders.example.net:5432 within 10 s: the host does not answer; check the endpoint, and that the security group lets this function in"
            .to_owned(),
    );
    report
}

fn dirty() -> Report {
    let mut report = empty("billing", Verdict::Dirty);
    report.reason = Some(
        "flyway_schema_history says that version 12 (V12__split_invoices.sql) failed; repair it and run `flyway repair`"
            .to_owned(),
    );
    report
}

fn deploying() -> Report {
    let mut report = empty("billing", Verdict::Deploying);
    report.reason = Some("session 4711 of role `flyway` holds the migrator's lock".to_owned());
    report
}

pub(crate) fn unknown() -> Report {
    let mut report = empty("ledger", Verdict::Unknown);
    report.source.deployed_version = Some("20260214".to_owned());
    report.reason = Some(
        "migrations/20260214_fees.sql failed on replay, line 3: column \"rate\" of relation \"fees\" does not exist\n\n  UPDATE ledger.fees\n     SET rate = 'secret-looking literal'\n"
            .to_owned(),
    );
    report
}

fn incomplete() -> Report {
    let mut report = empty("warehouse", Verdict::Incomplete);
    report.coverage.gaps = vec![
        Gap {
            what: "table stock.movements".to_owned(),
            why: "locked by another session for longer than 2 s; run again when it is free".to_owned(),
        },
        Gap {
            what: "3 aggregates".to_owned(),
            why: "aggregates are not modelled yet, so a change in them would go unseen".to_owned(),
        },
    ];
    report
}

/// Names and bodies that try to leave their place: markup, Markdown, escape sequences, text direction.
pub(crate) fn hostile() -> Report {
    let name = "<b>bold</b>|`tick` \"q\" \u{1b}[31mred\u{202e}gnp\n# line";
    let key =
        Key { kind: Kind::Column, schema: "a|b".to_owned(), parent: "<img src=x>".to_owned(), name: name.to_owned() };
    let changes = [
        ("data_type", json!("text</code><script>alert(1)</script>"), json!("`text` | text")),
        ("comment", json!("one\n```\ntwo</script>\u{7}"), json!("one\r\n```\nthree {{ run }} {% raw %}")),
    ];
    let mut column = finding(key, "column", modified(&changes));
    column.expected = Some("x text -- </pre></script><script>alert(2)</script>".to_owned());
    column.live = Some("x text -- ```\n<!-- -->&amp;".to_owned());
    column.revert = "-- ``` </details>\nSELECT '\u{1b}]0;title\u{7}';".to_owned();
    column.adopt = "-- not rendered: <nothing>".to_owned();
    let mut report = empty("<i>shop</i>", Verdict::Drifted);
    report.findings = vec![column];
    report.source.description = "[click](javascript:alert(1)) <script>".to_owned();
    report.source.deployed_version = Some("7`|<".to_owned());
    report.resolved = vec!["table public.\"<u>`gone`\"".to_owned()];
    report.notes = vec!["*strong* <script>alert(3)</script> & more".to_owned()];
    report
}

/// A report with so many findings.
pub(crate) fn large(number: usize) -> Report {
    let mut report = empty("large", Verdict::Drifted);
    let pattern = drifted().findings;
    report.findings = sorted(
        (0..number)
            .map(|index| {
                let mut found = pattern[index % pattern.len()].clone();
                found.finding.difference.key.name = format!("{}_{index}", found.finding.difference.key.name);
                found.finding.fingerprint = found.finding.difference.fingerprint();
                found
            })
            .collect(),
    );
    report
}
