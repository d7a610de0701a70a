-- Who is a member of which role.
SELECT User AS `user`, Host AS `host`, Role AS `role`, Admin_option AS `admin`
FROM mysql.roles_mapping
