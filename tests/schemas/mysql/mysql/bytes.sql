create table d (b varbinary(10) default x'00ff41', c binary(3) default 'a', e binary(2) default x'fffe', f varchar(10) charset latin1 default 'é');
