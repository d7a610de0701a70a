-- The databases of this test are called `first`, `second` and `third`: a table, and a name in a query, can be called so too.
create table `first` (id int primary key, n int, d date);
create table `second` (id int primary key, n int, f int, constraint of_first foreign key (f) references `first` (id));
create table `third` (id int primary key, n int);
create function own(a int) returns int deterministic no sql return a;
create view joined as select `first`.id, `second`.n, `third`.n as m, own(`first`.id) as x, extract(day from `first`.d) as y from `first` join `second` on `first`.id = `second`.f left join `third` on `third`.id = `second`.id where `first`.id = (select max(`third`.id) from `third`);
create view renamed as select first.id from `second` as first;
create view over_views as select joined.id, renamed.id as i from joined join renamed on joined.id = renamed.id;
create trigger filled before insert on `first` for each row set new.n = (select max(`second`.n) from `second`);
create table `computed` (`first` int, `second` int generated always as (`first` + 1) stored, check (`second` > 0)) partition by key (`first`) partitions 3;
