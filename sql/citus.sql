-- SPDX-License-Identifier: Apache-2.0
-- Spreads a migrated, still empty database over the nodes of a Citus cluster,
-- once, as the owner of the schema:  psql -v ON_ERROR_STOP=1 -f sql/citus.sql
-- Every table with a centre is cut by it and lies with the others of its
-- centre, so that every statement and every transaction of a centre has one
-- node. Only `centre` is on all of them; `migration` and `store_writer` stay
-- where the program connects. Run it again for tables of a later migration.
CREATE EXTENSION IF NOT EXISTS citus;
SELECT create_reference_table('centre')
WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = CAST('centre' AS regclass));
SELECT create_distributed_table('place', 'centre_id')
WHERE NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = CAST('place' AS regclass));
SELECT create_distributed_table(CAST(t.table_name AS regclass), 'centre_id', colocate_with => 'place')
FROM information_schema.columns t
WHERE t.table_schema = current_schema() AND t.column_name = 'centre_id' AND t.table_name <> 'place'
	AND NOT EXISTS (SELECT 1 FROM pg_dist_partition p WHERE p.logicalrelid = CAST(t.table_name AS regclass))
ORDER BY t.table_name;
