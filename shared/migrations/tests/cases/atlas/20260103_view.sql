-- atlas:delimiter \n\n\n
CREATE VIEW v AS SELECT 1 AS one;
CREATE VIEW w AS SELECT 2 AS two;


CREATE VIEW x AS SELECT 3 AS three;
