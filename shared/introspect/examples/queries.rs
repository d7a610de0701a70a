//! Prints every query that an inspection sends, for reviewers and for `EXPLAIN`.
//!
//! ```text
//! cargo run -p driftline-introspect --example queries -- 17
//! ```

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

fn main() {
    let major = std::env::args().nth(1).and_then(|major| major.parse().ok()).unwrap_or(17);
    for (name, query) in driftline_introspect::postgres::queries(major) {
        println!("-- {name}\n{query};\n");
    }
}
