-- Variables that decide what a definition makes, as far as this server has them.
SHOW GLOBAL VARIABLES WHERE Variable_name IN (
    'character_set_collations', 'default_collation_for_utf8mb4', 'explicit_defaults_for_timestamp', 'innodb_strict_mode',
    'old_mode', 'restrict_fk_on_non_standard_key', 'sql_generate_invisible_primary_key')
