-- query desk_counts many 20
-- How many requests of a subtree stand in each state, and how many are late.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int      state
--   out int      count
--   out int      late
SELECT r.state, COUNT(*) AS count, SUM(CASE WHEN r.is_escalated THEN 1 ELSE 0 END) AS late FROM request r
JOIN place_within w ON w.centre_id = r.centre_id AND w.place_id = r.place_id AND w.ancestor_id = :scope_id
WHERE r.centre_id = :centre_id AND r.state IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14) GROUP BY r.state ORDER BY r.state;

-- query desk_queue many 50
-- The queue of a subtree: one state (or all open ones when state is 0), late ones when late_only; nearest deadline first.
--   in centre_id centre_id
--   in place_id  scope_id
--   in int       state
--   in bool      late_only
--   out request_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     name
--   out text     place_name
--   out int      state
--   out ms       deadline_at_ms
--   out ms       wanted_from_ms
--   out bool     is_escalated
--   out bool     lives_alone
SELECT r.id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, p.name, l.name AS place_name, r.state, r.deadline_at_ms, r.wanted_from_ms, r.is_escalated, p.lives_alone
FROM request r
JOIN place_within w ON w.centre_id = r.centre_id AND w.place_id = r.place_id AND w.ancestor_id = :scope_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
JOIN place l ON l.centre_id = r.centre_id AND l.id = r.place_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE r.centre_id = :centre_id AND r.state IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14) AND (:state = 0 OR r.state = :state) AND (r.is_escalated OR NOT :late_only)
ORDER BY r.deadline_at_ms, r.id LIMIT 51;

-- query desk_goers many 20
-- Who goes to a duty, with check-in and check-out.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out person_id id
--   out text     name
--   out text     phone_mask
--   out ms?      in_at_ms
--   out ms?      out_at_ms
--   out text?    note
SELECT p.id, p.name, p.phone_mask, i.at_ms AS in_at_ms, o.at_ms AS out_at_ms, o.note FROM assignment a
JOIN person p ON p.centre_id = a.centre_id AND p.id = a.person_id
LEFT JOIN attendance i ON i.centre_id = a.centre_id AND i.duty_id = a.duty_id AND i.person_id = a.person_id AND i.kind = 1
LEFT JOIN attendance o ON o.centre_id = a.centre_id AND o.duty_id = a.duty_id AND o.person_id = a.person_id AND o.kind = 2
WHERE a.centre_id = :centre_id AND a.duty_id = :duty_id AND a.ended_at_ms IS NULL ORDER BY a.id;

-- query desk_others many 20
-- The other open requests of a resident, for joining one to another.
--   in centre_id centre_id
--   in person_id person_id
--   in request_id but_id
--   out request_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out ms       wanted_from_ms
SELECT r.id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, r.wanted_from_ms FROM request r
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.id <> :but_id AND r.state <= 8 ORDER BY r.id LIMIT 21;

-- query desk_timeline many 200
-- What happened to a request, with the names of who did it and whom it concerned.
--   in centre_id centre_id
--   in request_id request_id
--   out int      kind
--   out ms       at_ms
--   out text     reason
--   out text     note
--   out text?    actor_name
--   out text?    subject_name
SELECT e.kind, e.at_ms, e.reason, e.note, a.name AS actor_name, s.name AS subject_name FROM request_event e
LEFT JOIN person a ON a.centre_id = e.centre_id AND a.id = e.actor_id
LEFT JOIN person s ON s.centre_id = e.centre_id AND s.id = e.subject_id
WHERE e.centre_id = :centre_id AND e.request_id = :request_id ORDER BY e.seq;

-- query desk_trail many 50
-- The newest lines of the trail: by whom (a part of the name), about what (the first word of the act), of one object (0 = all),
-- from an instant and before another. One object is looked up under each kind of object there is: the page knows its number only.
--   in centre_id centre_id
--   in int       before_id
--   in text      who
--   in text      about
--   in int       object_id
--   in ms        from_ms
--   in ms        until_ms
--   out int      id
--   out ms       at_ms
--   out text     act
--   out text     object_kind
--   out int      object_id
--   out text     detail
--   out text?    actor_name
WITH RECURSIVE kinds (kind) AS (SELECT MIN(object_kind) FROM trail WHERE centre_id = :centre_id
	UNION ALL SELECT (SELECT MIN(n.object_kind) FROM trail n WHERE n.centre_id = :centre_id AND n.object_kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL)
SELECT t.id AS id, t.at_ms, t.act, t.object_kind, t.object_id, t.detail, p.name AS actor_name FROM trail t
LEFT JOIN person p ON p.centre_id = t.centre_id AND p.id = t.actor_id
WHERE :object_id = 0 AND t.centre_id = :centre_id AND t.id < :before_id AND t.at_ms >= :from_ms AND t.at_ms < :until_ms
	AND (:about = '' OR t.act LIKE :about || '.%') AND (:who = '' OR REPLACE(p.name, :who, '') <> p.name)
UNION ALL SELECT t.id AS id, t.at_ms, t.act, t.object_kind, t.object_id, t.detail, p.name AS actor_name
FROM kinds JOIN trail t ON t.centre_id = :centre_id AND t.object_kind = kinds.kind AND t.object_id = :object_id
LEFT JOIN person p ON p.centre_id = t.centre_id AND p.id = t.actor_id
WHERE :object_id <> 0 AND t.id < :before_id AND t.at_ms >= :from_ms AND t.at_ms < :until_ms
	AND (:about = '' OR t.act LIKE :about || '.%') AND (:who = '' OR REPLACE(p.name, :who, '') <> p.name)
ORDER BY id DESC LIMIT 51;
