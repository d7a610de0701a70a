//! Migration directories, the histories migrators keep, and replaying them.
