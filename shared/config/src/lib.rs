//! driftline.toml: raw to validated.
