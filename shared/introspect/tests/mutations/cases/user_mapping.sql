-- User mappings.
CREATE FOREIGN DATA WRAPPER bare;
CREATE SERVER "Far away" FOREIGN DATA WRAPPER bare;
CREATE USER MAPPING FOR app_reader SERVER "Far away" OPTIONS (user 'someone', password 'hidden');

-- case: a mapping is dropped
DROP USER MAPPING FOR app_reader SERVER "Far away";
-- missing user mapping "app_reader on server ""Far away"""
-- not rendered: user mapping "app_reader on server ""Far away"""

-- case: everybody comes as somebody
CREATE USER MAPPING FOR PUBLIC SERVER "Far away" OPTIONS (password 'hidden');
-- extra user mapping "public on server ""Far away"""
-- not adopted: user mapping "public on server ""Far away"""

-- case: a password is changed
ALTER USER MAPPING FOR app_reader SERVER "Far away" OPTIONS (SET password 'hidden too', DROP user);
-- same

-- case: a mapping goes with its server
DROP SERVER "Far away" CASCADE;
-- missing foreign server "Far away"
-- missing user mapping "app_reader on server ""Far away"""
-- not rendered: user mapping "app_reader on server ""Far away"""
