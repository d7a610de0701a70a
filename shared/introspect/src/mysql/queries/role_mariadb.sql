-- Accounts and roles by the columns that hold no secret; whether one is locked stands with its password.
SELECT User AS `user`, Host AS `host`, default_role AS `role`
FROM mysql.user
