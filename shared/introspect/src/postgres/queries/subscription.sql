-- Ordinary roles may read these columns and not the connection string. On version 13 they are not told the OID, which a
-- view of the statistics has, and nothing tells them about synchronous_commit.
SELECT '6100/' || s.subname || '/0' AS address
     , s.subname::text AS name
     , pg_get_userbyid(s.subowner)::text AS owner
     , s.subenabled AS enabled
     , (SELECT json_agg(p ORDER BY p COLLATE "C") FROM unnest(s.subpublications) p)::text AS publications
     , s.subslotname::text AS slot_name
     , s.subsynccommit AS synchronous_commit -- since 14
     , '' AS synchronous_commit -- before 14
     , s.subbinary AS binary -- since 14
     , false AS binary -- before 14
     , CASE s.substream::text WHEN 'p' THEN 'parallel' WHEN 't' THEN 'on' WHEN 'true' THEN 'on' ELSE 'off' END AS streaming -- since 14
     , 'off' AS streaming -- before 14
     , s.subtwophasestate <> 'd' AS two_phase -- since 15
     , false AS two_phase -- before 15
     , s.subdisableonerr AS disable_on_error -- since 15
     , false AS disable_on_error -- before 15
     , s.suborigin AS origin -- since 16
     , 'any' AS origin -- before 16
     , s.subpasswordrequired AS password_required -- since 16
     , true AS password_required -- before 16
     , s.subrunasowner AS run_as_owner -- since 16
     , false AS run_as_owner -- before 16
     , s.subfailover AS failover -- since 17
     , false AS failover -- before 17
     , obj_description(s.oid, 'pg_subscription') AS comment -- since 14
     , (SELECT min(d.description) -- before 14
        FROM pg_stat_subscription st -- before 14
        JOIN pg_description d ON d.objoid = st.subid AND d.classoid = 'pg_subscription'::regclass -- before 14
        WHERE st.subname = s.subname) AS comment -- before 14
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
