create table a (id int not null, s varchar(100) character set utf8mb4 collate utf8mb4_0900_ai_ci, i int invisible default 7, j json, g geometry srid 4326 not null, v vector(3), x int default (1+2) , y varchar(10) default ('it''s'), m datetime default (now() + interval 1 day), pad int /*!80023 INVISIBLE */,
  primary key(id), key inv (s) invisible, key fn ((lower(s)), (id+1) desc), key mv ((cast(j->'$.a' as unsigned array))), spatial key (g), fulltext key (s) with parser ngram, constraint c1 check (id > 0) not enforced, check (s <> 'it''s\n' and s regexp '^a')) auto_increment=55 compression='zlib' encryption='N' stats_persistent=1 stats_auto_recalc=0 max_rows=100 avg_row_length=50 autoextend_size=4M;
create table b (c int column_format fixed storage disk, d varchar(10) character set binary, e int unsigned zerofill, f tinyint(1), g float(7,2), h real, n national char(3), t time(2), b binary, x bigint(5) unsigned, s serial) engine=myisam checksum=1 delay_key_write=1 pack_keys=1 row_format=fixed insert_method=no;
create table c (id int primary key, ref int, foreign key (ref) references c(id) on delete no action, key(ref) comment 'x' key_block_size=8) row_format=compressed key_block_size=8;
create table d (a int, b int, unique key (a) using hash, key (b) using btree) engine=memory;
create table gipk (a int);
create table coll (a varchar(10), b varchar(10) collate utf8mb4_bin, c varchar(10) character set latin1) charset=utf8mb4 collate=utf8mb4_general_ci;
alter table coll convert to character set utf8mb4 collate utf8mb4_0900_as_cs; alter table coll add d varchar(3) character set utf8mb4, add e varchar(3) collate utf8mb4_0900_as_cs;
create table `we``ird.na me` (`a``b` int, `c d` int default 1, `ü` varchar(3) default 'ü\\' comment 'new
line \\ back');
create table ts (t timestamp null default null, u timestamp default '2020-01-01 00:00:00', w year default 2020, de decimal default 0, bl blob default ('x'), bn varbinary(3) default 'ab', e enum('it''s','ü','\\') default 'it''s', bo bool default false, dd double default 1e10);
