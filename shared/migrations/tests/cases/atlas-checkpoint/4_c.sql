CREATE TABLE c (id bigint);
