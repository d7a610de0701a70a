-- Accounts and roles, which are accounts here, by the columns that hold no secret.
SELECT User AS `user`, Host AS `host`, account_locked AS `locked`
FROM mysql.user
