SELECT '3602/' || c.oid || '/0' AS address
     , n.nspname::text AS schema
     , c.cfgname::text AS name
     , pg_get_userbyid(c.cfgowner)::text AS owner
     , quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) AS parser
     , coalesce((SELECT json_agg(quote_ident(w.alias) || ': ' || m.dictionaries ORDER BY m.maptokentype)
                 FROM (SELECT m.maptokentype
                            , string_agg(quote_ident(dn.nspname) || '.' || quote_ident(d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries
                       FROM pg_ts_config_map m
                       JOIN pg_ts_dict d ON d.oid = m.mapdict
                       JOIN pg_namespace dn ON dn.oid = d.dictnamespace
                       WHERE m.mapcfg = c.oid
                       GROUP BY m.maptokentype) m
                 JOIN ts_token_type(c.cfgparser) w ON w.tokid = m.maptokentype)::text, '[]') AS mappings
     , obj_description(c.oid, 'pg_ts_config') AS comment
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE :watched(n.nspname)
  AND NOT :member(pg_ts_config, c.oid)
