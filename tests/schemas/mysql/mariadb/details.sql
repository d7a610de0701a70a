create sequence s1; create sequence s2 start with 5 increment by -2 minvalue -100 maxvalue 10 nocache cycle comment 'x';
create table v (a int, b int without system versioning, c int invisible default 5) with system versioning;
create table v2 (a int, rs timestamp(6) generated always as row start, re timestamp(6) generated always as row end, period for system_time(rs,re), d1 date, d2 date, period for p(d1,d2), unique(a, p without overlaps)) with system versioning partition by system_time interval 1 month (partition p0 history, partition p1 current);
create table v3 (a int) with system versioning partition by system_time limit 1000 auto;
create table v4 (a int) with system versioning partition by system_time (partition p0 history, partition pn current);
alter table v4 add partition (partition p1 history);
alter table v4 add partition (partition p2 history);
create table o (a int, b varchar(10) compressed, c int check (c>1), d inet6, e uuid, f text default 'x', g blob default concat('a','b'), h int default (1+2), i date default curdate(), j double default -1.5e3, k datetime default (current_timestamp() + interval 1 day), m json default '{}', key i1(a) ignored, key i2(c) comment 'x', constraint cc check (a > 2)) page_compressed=1 encrypted=no engine=innodb `page_compression_level`=9;
create table o2 (a int, b varchar(10) compressed=zlib) engine=aria page_checksum=1 transactional=1 row_format=page;
create table fk (a int, b int, primary key(a), foreign key (b) references fk(a) on delete restrict, foreign key (b) references fk(a) on delete no action on update set null);
create table gen (a int, b int as (a+1) persistent, c varchar(10) as (concat(a,'x''y')) virtual invisible, d int as (a mod 3));
create table myi (a int, b char(3), key(a) using btree) engine=myisam max_rows=5 checksum=1;
create table mem (a int, key(a), key b using btree (a)) engine=memory;
create table num (a tinyint, b boolean, c smallint unsigned, d mediumint zerofill, e int(5) zerofill default 3, f float(5,2), g bit default 1, h year, i national varchar(3), j varchar(3) binary, k real, l numeric(5), m enum('a') character set latin1, n set('q','r') collate utf8mb4_bin);
create table ts (t timestamp, u timestamp, v timestamp null, w datetime on update current_timestamp, x timestamp default '2020-01-01 00:00:00');
delimiter //
set sql_mode = 'ORACLE'//
create package pay as
  function tax(n int) return int;
end//
create package body pay as
  function tax(n int) return int as begin return n * 2; end;
end//
create procedure own(a in int) as begin select a; end//
set sql_mode = 'ANSI_QUOTES'//
create view quoted as select "a" from "num"//
create function "f q"() returns int return 1//
delimiter ;
