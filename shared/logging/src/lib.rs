//! What may be logged, whatever is asked for: our own words at every level, those of others only as far as they hold
//! neither secrets nor the text of schemas.
//!
//! `RUST_LOG=trace` is a thing people do to find out why a login fails. The libraries below us then print requests with
//! their signatures, session tokens and answers; so their finer levels are never on.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Logs for a person, on stderr; `asked` is what they asked for where `RUST_LOG` says nothing.
pub fn start_for_people(asked: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(asked));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).finish().with(limit()).init();
}

/// Logs for Lambda, on stdout: lines of JSON. `AWS_LAMBDA_LOG_LEVEL` is what the function's settings say, `RUST_LOG` may
/// say more.
pub fn start_for_lambda() {
    let level = std::env::var("AWS_LAMBDA_LOG_LEVEL").ok().and_then(|level| level.parse().ok());
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty()).and_then(|asked| asked.parse().ok());
    // Levels of crates, and not the patterns of `EnvFilter`: these bring a library of regular expressions with them.
    let asked: Targets = asked.unwrap_or_else(|| Targets::new().with_default(level.unwrap_or(LevelFilter::INFO)));
    let lines = tracing_subscriber::fmt().json().with_target(false).without_time().with_max_level(LevelFilter::TRACE);
    lines.finish().with(asked).with(limit()).init();
}

/// The finest level of each crate.
fn limit() -> Targets {
    Targets::new()
        .with_default(LevelFilter::INFO)
        .with_target("driftline", LevelFilter::TRACE)
        // What a server notices is in the words of the migration that was just replayed.
        .with_target("sqlx", LevelFilter::OFF)
}
