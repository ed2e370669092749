-- query organisation_add exec
-- A team, social organisation, merchant or partner.
--   in centre_id       centre_id
--   in organisation_id id
--   in organisation_id? parent_id
--   in text            name
--   in int             kind
--   in int             status
--   in text            credit_code
--   in place_id        place_id
--   in ms              created_at_ms
INSERT INTO organisation (centre_id, id, parent_id, name, kind, status, credit_code, place_id, created_at_ms)
VALUES (:centre_id, :id, :parent_id, :name, :kind, :status, :credit_code, :place_id, :created_at_ms);

-- query organisation_by_name one
-- An organisation by its exact name; names are not used twice.
--   in centre_id centre_id
--   in text      name
--   out organisation_id id
SELECT id FROM organisation WHERE centre_id = :centre_id AND name = :name;

-- query organisation_list many 200
-- All organisations with their live members.
--   in centre_id centre_id
--   out organisation_id id
--   out text     name
--   out int      kind
--   out int      status
--   out text     place_name
--   out int      member_count
SELECT o.id, o.name, o.kind, o.status, l.name AS place_name,
	(SELECT COUNT(*) FROM membership m WHERE m.centre_id = o.centre_id AND m.organisation_id = o.id AND m.ended_at_ms IS NULL) AS member_count
FROM organisation o JOIN place l ON l.centre_id = o.centre_id AND l.id = o.place_id
WHERE o.centre_id = :centre_id ORDER BY o.id;

-- query membership_put exec
-- A person is a member now; joining again ends an earlier leave.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   in person_id       person_id
--   in bool            is_leader
--   in ms              joined_at_ms
INSERT INTO membership (centre_id, organisation_id, person_id, is_leader, joined_at_ms)
VALUES (:centre_id, :organisation_id, :person_id, :is_leader, :joined_at_ms)
ON CONFLICT (centre_id, organisation_id, person_id)
DO UPDATE SET is_leader = :is_leader, joined_at_ms = :joined_at_ms, ended_at_ms = NULL;

-- query membership_end exec
-- A member leaves.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   in person_id       person_id
--   in ms              ended_at_ms
UPDATE membership SET ended_at_ms = :ended_at_ms
WHERE centre_id = :centre_id AND organisation_id = :organisation_id AND person_id = :person_id AND ended_at_ms IS NULL;

-- query membership_of many 20
-- The organisations a person belongs to now.
--   in centre_id centre_id
--   in person_id person_id
--   out organisation_id organisation_id
--   out text     name
--   out bool     is_leader
--   out place_id place_id
SELECT m.organisation_id, o.name, m.is_leader, o.place_id FROM membership m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id AND o.status <> 5
WHERE m.centre_id = :centre_id AND m.person_id = :person_id AND m.ended_at_ms IS NULL ORDER BY m.organisation_id LIMIT 21;

-- query membership_get one
-- Whether a person belongs to an organisation now, and leads it; one that has left the field has no members.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   in person_id person_id
--   out bool     is_leader
SELECT m.is_leader FROM membership m JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id AND o.status <> 5
WHERE m.centre_id = :centre_id AND m.organisation_id = :organisation_id AND m.person_id = :person_id AND m.ended_at_ms IS NULL;

-- query organisation_get one
-- One organisation.
--   in centre_id       centre_id
--   in organisation_id id
--   out text     name
--   out int      kind
--   out int      status
--   out place_id place_id
--   out text     place_name
SELECT o.name, o.kind, o.status, o.place_id, l.name AS place_name FROM organisation o
JOIN place l ON l.centre_id = o.centre_id AND l.id = o.place_id
WHERE o.centre_id = :centre_id AND o.id = :id;

-- query organisation_rename exec
-- Another name.
--   in centre_id       centre_id
--   in organisation_id id
--   in text            name
UPDATE organisation SET name = :name WHERE centre_id = :centre_id AND id = :id;

-- query organisation_set_status exec
-- Where it stands on the ladder; 5 = it has left the field.
--   in centre_id       centre_id
--   in organisation_id id
--   in int             status
UPDATE organisation SET status = :status WHERE centre_id = :centre_id AND id = :id;

-- query membership_lead exec
-- A member leads from now on, or no longer.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   in person_id       person_id
--   in bool            is_leader
UPDATE membership SET is_leader = :is_leader
WHERE centre_id = :centre_id AND organisation_id = :organisation_id AND person_id = :person_id AND ended_at_ms IS NULL;

-- query membership_count one
-- How many belong to an organisation.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   out int count
SELECT COUNT(*) AS count FROM membership m WHERE m.centre_id = :centre_id AND m.organisation_id = :organisation_id AND m.ended_at_ms IS NULL;

-- query organisation_members many 500
-- Who belongs to an organisation now, leaders first, then by how long.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   out person_id person_id
--   out text     name
--   out place_id place_id
--   out text     place_name
--   out text     estate
--   out text?    number
--   out bool     is_leader
--   out ms       joined_at_ms
SELECT m.person_id, p.name, p.place_id, l.name AS place_name, p.estate, v.number, m.is_leader, m.joined_at_ms FROM membership m
JOIN person p ON p.centre_id = m.centre_id AND p.id = m.person_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
LEFT JOIN volunteer v ON v.centre_id = p.centre_id AND v.person_id = p.id
WHERE m.centre_id = :centre_id AND m.organisation_id = :organisation_id AND m.ended_at_ms IS NULL
ORDER BY m.is_leader DESC, m.joined_at_ms, m.person_id LIMIT 501;

-- query organisation_in many 200
-- The organisations of a subtree, those that work or those that have left the field, with members and orders they have taken upon themselves.
--   in centre_id centre_id
--   in place_id  scope_id
--   in bool      closed
--   out organisation_id id
--   out text     name
--   out int      kind
--   out int      status
--   out text     place_name
--   out int      member_count
--   out int      claim_count
SELECT o.id, o.name, o.kind, o.status, l.name AS place_name,
	(SELECT COUNT(*) FROM membership m WHERE m.centre_id = o.centre_id AND m.organisation_id = o.id AND m.ended_at_ms IS NULL) AS member_count,
	(SELECT COUNT(*) FROM team_claim c WHERE c.centre_id = o.centre_id AND c.organisation_id = o.id
		AND NOT EXISTS (SELECT 1 FROM team_claim_end e WHERE e.centre_id = c.centre_id AND e.claim_id = c.id)) AS claim_count
FROM organisation o
JOIN place_within w ON w.centre_id = o.centre_id AND w.place_id = o.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = o.centre_id AND l.id = o.place_id
WHERE o.centre_id = :centre_id AND (o.status = 5) = :closed ORDER BY o.id LIMIT 201;

-- query organisation_counts one
-- How many organisations of a subtree work, and how many have left the field.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int live
--   out int closed
SELECT COALESCE(SUM(CASE WHEN o.status <> 5 THEN 1 ELSE 0 END), 0) AS live, COALESCE(SUM(CASE WHEN o.status = 5 THEN 1 ELSE 0 END), 0) AS closed
FROM organisation o
JOIN place_within w ON w.centre_id = o.centre_id AND w.place_id = o.place_id AND w.ancestor_id = :scope_id
WHERE o.centre_id = :centre_id;

-- query organisation_leaders many 500
-- Who leads the organisations of a subtree, in the order of the organisations.
--   in centre_id centre_id
--   in place_id  scope_id
--   out organisation_id organisation_id
--   out text     name
--   out place_id place_id
SELECT m.organisation_id, p.name, p.place_id FROM membership m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id
JOIN place_within w ON w.centre_id = o.centre_id AND w.place_id = o.place_id AND w.ancestor_id = :scope_id
JOIN person p ON p.centre_id = m.centre_id AND p.id = m.person_id
WHERE m.centre_id = :centre_id AND m.is_leader AND m.ended_at_ms IS NULL ORDER BY m.organisation_id, m.joined_at_ms, m.person_id LIMIT 501;

-- query in_charge one
-- Who answers for a service: the first by name of those who lead its organisation, unless it has left the field; else of the managers over
-- its place; else nobody (no name). What export_candidates asks for many at once is whether there is somebody.
--   in centre_id       centre_id
--   in organisation_id organisation_id
--   in place_id        place_id
--   out text           name
SELECT COALESCE((SELECT MIN(c.name) FROM membership b JOIN organisation o ON o.centre_id = b.centre_id AND o.id = b.organisation_id AND o.status <> 5
		JOIN person c ON c.centre_id = b.centre_id AND c.id = b.person_id
		WHERE b.centre_id = :centre_id AND b.organisation_id = :organisation_id AND b.is_leader AND b.ended_at_ms IS NULL),
	(SELECT MIN(c.name) FROM place_within u JOIN person_role g ON g.centre_id = u.centre_id AND g.place_id = u.ancestor_id AND g.role = 7 AND g.ended_at_ms IS NULL
		JOIN person c ON c.centre_id = g.centre_id AND c.id = g.person_id WHERE u.centre_id = :centre_id AND u.place_id = :place_id), '') AS name;
