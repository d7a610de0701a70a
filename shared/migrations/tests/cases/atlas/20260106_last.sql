CREATE TABLE last_one (id bigint);
