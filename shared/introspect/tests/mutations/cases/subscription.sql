-- Subscriptions. Nobody but a superuser sees their connection strings.
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere password=hidden' PUBLICATION one, "Two words" WITH (connect = false, slot_name = 'a_slot');

-- case: a subscription without a slot appears
CREATE SUBSCRIPTION "It's" CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE);
-- extra subscription "It's"
-- not adopted: subscription "It's"

-- case: a subscription with a slot appears
CREATE SUBSCRIPTION more CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false);
-- extra subscription more
-- not rendered: subscription more
-- not adopted: subscription more

-- case: it comes from elsewhere
ALTER SUBSCRIPTION sub CONNECTION 'host=somewhere password=hidden';
-- same

-- case: a subscription replicates
ALTER SUBSCRIPTION sub ENABLE;
-- modified subscription sub
--   enabled: false -> true

-- case: other publications
ALTER SUBSCRIPTION sub SET PUBLICATION three, one WITH (refresh = false);
-- modified subscription sub
--   publications: ["Two words","one"] -> ["one","three"]

-- case: another slot
ALTER SUBSCRIPTION sub SET (slot_name = 'other_slot');
-- modified subscription sub
--   slot_name: "a_slot" -> "other_slot"

-- case: no slot
ALTER SUBSCRIPTION sub SET (slot_name = NONE);
-- modified subscription sub
--   slot_name: "a_slot" -> null

-- case: a subscription gets an owner
ALTER SUBSCRIPTION sub OWNER TO app_admin;
-- modified subscription sub
--   owner: "postgres" -> "app_admin"

-- case: a subscription gets a comment
COMMENT ON SUBSCRIPTION sub IS 'from the shop';
-- modified subscription sub
--   comment: null -> "from the shop"

-- case: it waits for the disk
ALTER SUBSCRIPTION sub SET (synchronous_commit = local);
-- since 14
-- modified subscription sub
--   synchronous_commit: "off" -> "local"

-- case: nobody is told what it waits for
ALTER SUBSCRIPTION sub SET (synchronous_commit = local);
-- before 14
-- same

-- case: values come in binary form
ALTER SUBSCRIPTION sub SET (binary = true);
-- since 14
-- modified subscription sub
--   binary: false -> true

-- case: transactions come before they end
ALTER SUBSCRIPTION sub SET (streaming = on);
-- since 14
-- before 18
-- modified subscription sub
--   streaming: "off" -> "on"

-- case: transactions are written by several
ALTER SUBSCRIPTION sub SET (streaming = parallel);
-- since 16
-- before 18
-- modified subscription sub
--   streaming: "off" -> "parallel"

-- case: transactions come when they ended
ALTER SUBSCRIPTION sub SET (streaming = off);
-- since 18
-- modified subscription sub
--   streaming: "parallel" -> "off"

-- case: an error disables it
ALTER SUBSCRIPTION sub SET (disable_on_error = true);
-- since 15
-- modified subscription sub
--   disable_on_error: false -> true

-- case: only what the publisher wrote itself, with the rights of whoever it is
ALTER SUBSCRIPTION sub SET (origin = none, password_required = false, run_as_owner = true);
-- since 16
-- modified subscription sub
--   origin: "any" -> "none"
--   password_required: true -> false
--   run_as_owner: false -> true

-- case: prepared transactions are prepared here too
CREATE SUBSCRIPTION two CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE, two_phase = true);
-- since 15
-- extra subscription two
-- not adopted: subscription two

-- base
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE);

-- case: a subscription is gone
DROP SUBSCRIPTION sub;
-- missing subscription sub
-- not rendered: subscription sub

-- case: its slot is another sort of slot
DROP SUBSCRIPTION sub;
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE, two_phase = true, failover = true);
-- since 17
-- modified subscription sub
--   failover: false -> true
--   two_phase: false -> true
-- not rendered: subscription sub
-- not adopted: subscription sub
