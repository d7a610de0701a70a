-- Which character set has which collation, and which it has where nobody says one.
SELECT CHARACTER_SET_NAME AS `charset`, DEFAULT_COLLATE_NAME AS `collation`, 'default' AS `sort`
FROM information_schema.CHARACTER_SETS
UNION ALL
SELECT CHARACTER_SET_NAME, COLLATION_NAME, 'collation'
FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY
