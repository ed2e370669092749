-- query place_add exec
-- A new place; place_within_add completes the shadow.
--   in centre_id centre_id
--   in place_id  id
--   in place_id? parent_id
--   in int       tier
--   in text      code
--   in text      name
--   in text      phone
--   in int       lng_e6
--   in int       lat_e6
INSERT INTO place (centre_id, id, parent_id, tier, code, name, phone, lng_e6, lat_e6)
VALUES (:centre_id, :id, :parent_id, :tier, :code, :name, :phone, :lng_e6, :lat_e6);

-- query place_within_add exec
-- The place itself and every ancestor of its parent.
--   in centre_id centre_id
--   in place_id  id
--   in place_id? parent_id
INSERT INTO place_within (centre_id, place_id, ancestor_id)
SELECT :centre_id, :id, :id
UNION ALL
SELECT centre_id, :id, ancestor_id FROM place_within WHERE centre_id = :centre_id AND place_id = :parent_id;

-- query place_get one
-- One place by id.
--   in centre_id centre_id
--   in place_id  id
--   out place_id? parent_id
--   out int      tier
--   out text     code
--   out text     name
--   out text     phone
--   out int      lng_e6
--   out int      lat_e6
SELECT parent_id, tier, code, name, phone, lng_e6, lat_e6 FROM place WHERE centre_id = :centre_id AND id = :id;

-- query place_change exec
-- Another name and public telephone.
--   in centre_id centre_id
--   in place_id  id
--   in text      name
--   in text      phone
UPDATE place SET name = :name, phone = :phone WHERE centre_id = :centre_id AND id = :id;

-- query place_tree many 500
-- The places of a subtree from the top, each with how many people are on file there.
--   in centre_id centre_id
--   in place_id  ancestor_id
--   out place_id id
--   out place_id? parent_id
--   out int      tier
--   out text     name
--   out text     code
--   out text     phone
--   out int      people
SELECT p.id, p.parent_id, p.tier, p.name, p.code, p.phone, COALESCE(h.count, 0) AS people
FROM place_within w JOIN place p ON p.centre_id = w.centre_id AND p.id = w.place_id
LEFT JOIN (SELECT place_id, COUNT(*) AS count FROM person WHERE centre_id = :centre_id GROUP BY place_id) h ON h.place_id = p.id
WHERE w.centre_id = :centre_id AND w.ancestor_id = :ancestor_id AND p.tier <= 4
ORDER BY p.tier, p.code;

-- query place_by_code one
-- One place by its statistical code.
--   in centre_id centre_id
--   in text      code
--   out place_id id
--   out int      tier
--   out text     name
SELECT id, tier, name FROM place WHERE centre_id = :centre_id AND code = :code;

-- query place_is_within one
-- Whether a place lies in the subtree of another.
--   in centre_id centre_id
--   in place_id  place_id
--   in place_id  ancestor_id
--   out int      is_within
SELECT 1 AS is_within FROM place_within
WHERE centre_id = :centre_id AND place_id = :place_id AND ancestor_id = :ancestor_id;

-- query place_list many 500
-- The places of one tier inside a subtree, by code.
--   in centre_id centre_id
--   in place_id  ancestor_id
--   in int       from_tier
--   in int       to_tier
--   out place_id id
--   out int      tier
--   out text     name
--   out text     code
SELECT p.id, p.tier, p.name, p.code FROM place_within w
JOIN place p ON p.centre_id = w.centre_id AND p.id = w.place_id
WHERE w.centre_id = :centre_id AND w.ancestor_id = :ancestor_id AND p.tier >= :from_tier AND p.tier <= :to_tier
ORDER BY p.tier, p.code;

-- query place_root one
-- The county centre: the place without a parent.
--   in centre_id centre_id
--   out place_id id
--   out text     name
--   out text     phone
SELECT id, name, phone FROM place WHERE centre_id = :centre_id AND parent_id IS NULL ORDER BY id LIMIT 1;

-- query place_station one
-- The station (tier 2) above or at a place.
--   in centre_id centre_id
--   in place_id  place_id
--   out place_id id
--   out text     name
--   out text     phone
SELECT p.id, p.name, p.phone FROM place_within w
JOIN place p ON p.centre_id = w.centre_id AND p.id = w.ancestor_id
WHERE w.centre_id = :centre_id AND w.place_id = :place_id AND p.tier = 2;

-- query centre_add exec
-- The county itself; one per data directory for now.
--   in centre_id centre_id
--   in text      name
--   in text      code
--   in text      phone
--   in bool      is_demo
--   in ms        created_at_ms
INSERT INTO centre (id, name, code, phone, is_demo, created_at_ms)
VALUES (:centre_id, :name, :code, :phone, :is_demo, :created_at_ms);

-- query centre_first one
-- The county of this data directory.
-- everywhere
--   out centre_id centre_id
--   out text      name
--   out text      code
--   out text      phone
--   out bool      is_demo
SELECT id AS centre_id, name, code, phone, is_demo FROM centre ORDER BY id LIMIT 1;
