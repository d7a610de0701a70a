//! Findings as JSON, text, Markdown and HTML.
