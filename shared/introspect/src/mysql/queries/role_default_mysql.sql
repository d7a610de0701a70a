-- Which roles are active as soon as somebody logs in.
SELECT USER AS `user`, HOST AS `host`, DEFAULT_ROLE_USER AS `role`, DEFAULT_ROLE_HOST AS `role_host`
FROM mysql.default_roles
