-- query people_list many 50
-- The people of a subtree, newest registered first, behind one (before_id); only those with a role, living alone, in hardship, when asked.
--   in centre_id centre_id
--   in place_id  scope_id
--   in int       role
--   in bool      alone_only
--   in bool      hardship_only
--   in person_id before_id
--   out person_id id
--   out text     name
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out text     place_name
--   out text     estate
--   out text     phone_mask
--   out bool     lives_alone
--   out bool     is_hardship
--   out text?    number
SELECT p.id, p.name, p.sex, p.birth_day IS NOT NULL AS has_birth_day, p.birth_day, l.name AS place_name, p.estate, p.phone_mask, p.lives_alone, p.is_hardship, v.number
FROM person p
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
LEFT JOIN volunteer v ON v.centre_id = p.centre_id AND v.person_id = p.id
WHERE p.centre_id = :centre_id AND p.id < :before_id AND (p.lives_alone OR NOT :alone_only) AND (p.is_hardship OR NOT :hardship_only)
	AND (:role = 0 OR EXISTS (SELECT 1 FROM person_role r
		WHERE r.centre_id = p.centre_id AND r.person_id = p.id AND r.role = :role AND r.ended_at_ms IS NULL))
ORDER BY p.id DESC LIMIT 51;

-- query people_counts one
-- How many people of a subtree there are, live alone, are in hardship, serve.
--   in centre_id centre_id
--   in place_id  scope_id
--   in int       volunteer_role
--   out int      total
--   out int      alone
--   out int      hardship
--   out int      volunteers
SELECT COUNT(*) AS total, CAST(COALESCE(SUM(CASE WHEN p.lives_alone THEN 1 ELSE 0 END), 0) AS BIGINT) AS alone,
	CAST(COALESCE(SUM(CASE WHEN p.is_hardship THEN 1 ELSE 0 END), 0) AS BIGINT) AS hardship,
	CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM person_role r WHERE r.centre_id = p.centre_id AND r.person_id = p.id
		AND r.role = :volunteer_role AND r.ended_at_ms IS NULL) THEN 1 ELSE 0 END), 0) AS BIGINT) AS volunteers
FROM person p
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
WHERE p.centre_id = :centre_id;

-- query person_requests many 10
-- The newest requests for a person.
--   in centre_id centre_id
--   in person_id person_id
--   out request_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out int      state
--   out ms       wanted_from_ms
SELECT r.id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, r.state, r.wanted_from_ms FROM request r
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id ORDER BY r.id DESC LIMIT 11;

-- query person_duties many 10
-- Where a person went, or goes, to serve; newest first.
--   in centre_id centre_id
--   in person_id person_id
--   out request_id? request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out ms       from_ms
--   out ms?      ended_at_ms
--   out int?     minutes
SELECT d.request_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, d.from_ms, a.ended_at_ms, r.minutes FROM assignment a
JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN record r ON r.centre_id = a.centre_id AND r.duty_id = a.duty_id AND r.person_id = a.person_id
WHERE a.centre_id = :centre_id AND a.person_id = :person_id ORDER BY a.id DESC LIMIT 11;

-- query person_openings many 20
-- Who opened a person's sealed facts or was given a code to sign in as her, newest first.
--   in centre_id centre_id
--   in person_id person_id
--   out ms       at_ms
--   out text     act
--   out text     detail
--   out person_id? actor_id
--   out text?    actor_name
--   out bool     is_staff
SELECT t.at_ms, t.act, t.detail, t.actor_id, p.name AS actor_name,
	EXISTS (SELECT 1 FROM person_role r WHERE r.centre_id = t.centre_id AND r.person_id = t.actor_id AND r.role IN (6, 7, 8, 10)) AS is_staff
FROM trail t LEFT JOIN person p ON p.centre_id = t.centre_id AND p.id = t.actor_id
WHERE t.centre_id = :centre_id AND t.object_kind = 'person' AND t.object_id = :person_id
	AND t.act IN ('access.reveal', 'access.assigned', 'certificates.open', 'credential.code', 'exports.open')
ORDER BY t.id DESC LIMIT 21;

-- query person_kin one
-- One kin link of a person, ended or not: so that an end can be taken back.
--   in centre_id centre_id
--   in kin_id    id
--   in person_id person_id
--   out person_id kin_person_id
--   out int      relation
--   out text     evidence
--   out bool     may_order
--   out bool     may_rate
--   out bool     may_spend
--   out ms?      ended_at_ms
SELECT kin_id AS kin_person_id, relation, evidence, may_order, may_rate, may_spend, ended_at_ms FROM kin
WHERE centre_id = :centre_id AND id = :id AND person_id = :person_id;
