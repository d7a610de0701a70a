-- atlas:sum ignore

CREATE TABLE seeds (id bigint);
