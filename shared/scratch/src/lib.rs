//! A throwaway PostgreSQL server for replaying migrations.
