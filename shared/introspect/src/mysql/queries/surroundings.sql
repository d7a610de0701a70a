-- What a replay has to imitate.
SELECT @@global.sql_mode AS `sql_mode`, @@global.lower_case_table_names AS `lower_case_table_names`,
       @@global.default_storage_engine AS `default_storage_engine`, @@global.time_zone AS `time_zone`
