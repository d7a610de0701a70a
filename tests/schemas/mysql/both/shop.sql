create table parent (id int unsigned not null auto_increment primary key, code char(3) character set latin1 not null default 'a\'b', unique key `uq` (code)) comment='it''s a "table"';
create table child (
 id bigint not null auto_increment, parent_id int unsigned, name varchar(40) not null default '' comment 'na`me', 
 txt text, big longtext character set utf8mb4 collate utf8mb4_bin, b varbinary(20) default 0x61, e enum('a','b','c,d') default 'a', st set('x','y'),
 price decimal(10,2) unsigned zerofill default '1.50', f float, d double(8,3), ts timestamp not null default current_timestamp on update current_timestamp, ts3 datetime(3) default current_timestamp(3) on update current_timestamp(3),
 dt date default '2020-01-01', bt bit(3) default b'101', bo boolean default true, ti tinyint(3) unsigned, y year, j json, g int generated always as (length(txt)+1) virtual, gs int as (ti*2) stored unique,
 pt point not null, ex varchar(36) default (uuid()), nn int null default null,
 primary key (id), key k1 (name(10), parent_id desc), key k2 (parent_id) comment 'kc', fulltext key ft (txt), spatial key sp (pt),
 constraint fkp foreign key (parent_id) references parent(id) on delete cascade on update set null,
 constraint chk1 check (price > 0 and name <> 'x''y'), check (f > 1)
) engine=innodb row_format=dynamic comment='c';
set foreign_key_checks = 0;
create table early (id int primary key, later_id int, key (later_id), constraint fkl foreign key (later_id) references later (id) on delete cascade);
set foreign_key_checks = 1;
create table part (id int not null, at date not null, key(at)) partition by range (year(at)) subpartition by hash(id) subpartitions 2 (partition p0 values less than (1990) comment='old', partition p1 values less than maxvalue);
create table partl (id int, c varchar(5)) partition by list columns (c) (partition a values in ('x','y'), partition b values in (null,'z'));
create table partk (id int primary key) partition by key() partitions 4;
create table parth (id int) partition by linear hash (id) partitions 3;
create algorithm=merge sql security invoker view v1 as select id, name as n from child where id > 5 with local check option;
create view v2(a,b) as select id, code from parent;
delimiter //
create trigger tr1 before insert on child for each row begin set new.name = 'a'; end//
create trigger tr2 before insert on child for each row follows tr1 set new.name = concat(new.name,'b')//
create procedure pr1(in a int, out b varchar(10) character set latin1, inout c decimal(5,2)) modifies sql data sql security invoker comment 'it''s' begin select 1; end//
create function f1(a int) returns varchar(20) charset utf8mb4 deterministic no sql return 'x'//
create event ev1 on schedule every 1 day do delete from part//
create event ev2 on schedule at '2030-01-01 00:00:00' on completion preserve disable comment 'once' do begin delete from part; end//
create event ev3 on schedule every 2 hour starts '2027-01-01 00:00:00' ends '2028-01-01 00:00:00' do select 1//
delimiter ;
