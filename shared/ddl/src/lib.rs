//! SQL text per engine: create, alter, drop, in order.
