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
-- The organisations a person belongs to.
--   in centre_id centre_id
--   in person_id person_id
--   out organisation_id organisation_id
--   out text     name
--   out bool     is_leader
SELECT m.organisation_id, o.name, m.is_leader FROM membership m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id
WHERE m.centre_id = :centre_id AND m.person_id = :person_id AND m.ended_at_ms IS NULL ORDER BY m.organisation_id;

-- query membership_get one
-- Whether a person belongs to an organisation now, and leads it; one that has left the field has no members.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   in person_id person_id
--   out bool     is_leader
SELECT m.is_leader FROM membership m JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id AND o.status <> 5
WHERE m.centre_id = :centre_id AND m.organisation_id = :organisation_id AND m.person_id = :person_id AND m.ended_at_ms IS NULL;
