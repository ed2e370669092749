-- query notice_add exec
-- A person is told of a request, or of a matter of her own.
--   in centre_id centre_id
--   in notice_id id
--   in person_id person_id
--   in text      kind
--   in request_id? request_id
--   in ms        at_ms
INSERT INTO notice (centre_id, id, person_id, kind, request_id, at_ms) VALUES (:centre_id, :id, :person_id, :kind, :request_id, :at_ms);

-- query notice_get one
-- One notice of a person.
--   in centre_id centre_id
--   in notice_id id
--   in person_id person_id
--   out text     kind
--   out request_id? request_id
--   out ms?      read_at_ms
SELECT kind, request_id, read_at_ms FROM notice WHERE centre_id = :centre_id AND id = :id AND person_id = :person_id;

-- query notice_read exec
-- A notice was read; the first time counts.
--   in centre_id centre_id
--   in notice_id id
--   in person_id person_id
--   in ms        read_at_ms
UPDATE notice SET read_at_ms = :read_at_ms WHERE centre_id = :centre_id AND id = :id AND person_id = :person_id AND read_at_ms IS NULL;

-- query notices_read_until exec
-- All notices of a person up to an instant were read.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        until_ms
--   in ms        read_at_ms
UPDATE notice SET read_at_ms = :read_at_ms WHERE centre_id = :centre_id AND person_id = :person_id AND read_at_ms IS NULL AND at_ms <= :until_ms;

-- query notices_unread one
-- How many notices a person has not read; counted to 100 and no further.
--   in centre_id centre_id
--   in person_id person_id
--   out int      count
SELECT COUNT(*) AS count FROM (SELECT n.id FROM notice n WHERE n.centre_id = :centre_id AND n.person_id = :person_id AND n.read_at_ms IS NULL
	LIMIT 100) unread;

-- query notices_list many 50
-- The notices of a person older than one (0 = the newest), with how she stands to the request: on the side that asked, or serving (asked, going, or came).
--   in centre_id centre_id
--   in person_id me
--   in notice_id before_id
--   out notice_id id
--   out text     kind
--   out ms       at_ms
--   out ms?      read_at_ms
--   out request_id? request_id
--   out text?    title
--   out text     title_en
--   out bool     is_own
--   out bool     is_mine
--   out text?    resident_name
--   out int      asks
--   out int      serves
SELECT n.id, n.kind, n.at_ms, n.read_at_ms, n.request_id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own,
	COALESCE(r.person_id = :me, FALSE) AS is_mine, p.name AS resident_name,
	CASE WHEN r.person_id = :me OR r.orderer_id = :me OR EXISTS (SELECT 1 FROM kin k WHERE k.centre_id = n.centre_id AND k.kin_id = :me
		AND k.person_id = r.person_id AND k.ended_at_ms IS NULL) THEN 1 ELSE 0 END AS asks,
	CASE WHEN EXISTS (SELECT 1 FROM duty d JOIN assignment a ON a.centre_id = d.centre_id AND a.duty_id = d.id
			WHERE d.centre_id = n.centre_id AND d.request_id = n.request_id AND a.person_id = :me AND a.ended_at_ms IS NULL)
		OR EXISTS (SELECT 1 FROM duty d JOIN offer o ON o.centre_id = d.centre_id AND o.duty_id = d.id
			WHERE d.centre_id = n.centre_id AND d.request_id = n.request_id AND o.person_id = :me AND o.state = 1) THEN 1 ELSE 0 END AS serves
FROM notice n LEFT JOIN request r ON r.centre_id = n.centre_id AND r.id = n.request_id
LEFT JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE n.centre_id = :centre_id AND n.person_id = :me AND (:before_id = 0 OR n.id < :before_id) ORDER BY n.id DESC LIMIT 51;
