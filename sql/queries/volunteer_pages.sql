-- query serve_offers many 20
-- What a volunteer is asked and may still answer.
--   in centre_id centre_id
--   in person_id me
--   in ms        now_ms
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      coefficient_percent
--   out ms       expires_at_ms
SELECT d.request_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms, d.duration_min, d.coefficient_percent, o.expires_at_ms FROM offer o
JOIN duty d ON d.centre_id = o.centre_id AND d.id = o.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE o.centre_id = :centre_id AND o.person_id = :me AND o.state = 1 AND o.expires_at_ms > :now_ms ORDER BY o.expires_at_ms, o.id;

-- query serve_duties many 30
-- Where a volunteer goes next.
--   in centre_id centre_id
--   in person_id me
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      coefficient_percent
--   out int      state
SELECT d.request_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms, d.duration_min, d.coefficient_percent, r.state FROM assignment a
JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE a.centre_id = :centre_id AND a.person_id = :me AND a.ended_at_ms IS NULL AND d.state IN (1, 2, 3) ORDER BY d.from_ms, d.id;

-- query serve_open many 60
-- Orders open to all, soonest first; who could take which is dispatch_open's.
--   in centre_id centre_id
--   in person_id me
--   in ms        now_ms
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      coefficient_percent
SELECT d.request_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms, d.duration_min, d.coefficient_percent FROM duty d
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id AND r.state = 5 AND r.person_id <> :me
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE d.centre_id = :centre_id AND d.state = 1 AND d.is_open AND d.to_ms > :now_ms
ORDER BY d.from_ms, d.id LIMIT 61;

-- query serve_standing one
-- How a volunteer stands to a request's newest duty: the live offer, the last one she had, whether it ever was open to all (event 7), whether she goes, when she came and left.
--   in centre_id centre_id
--   in request_id request_id
--   in person_id me
--   out duty_id  duty_id
--   out bool     is_open
--   out int      coefficient_percent
--   out offer_id? offer_id
--   out ms?      expires_at_ms
--   out bool     has_yes
--   out offer_id? last_offer_id
--   out bool     was_open
--   out int      is_going
--   out ms?      in_at_ms
--   out ms?      out_at_ms
SELECT d.id AS duty_id, d.is_open, d.coefficient_percent, o.id AS offer_id, o.expires_at_ms,
	EXISTS (SELECT 1 FROM offer_yes y WHERE y.centre_id = o.centre_id AND y.offer_id = o.id) AS has_yes,
	(SELECT MAX(f.id) FROM offer f WHERE f.centre_id = d.centre_id AND f.duty_id = d.id AND f.person_id = :me) AS last_offer_id,
	EXISTS (SELECT 1 FROM request_event e WHERE e.centre_id = d.centre_id AND e.request_id = d.request_id AND e.kind = 7) AS was_open,
	(SELECT COUNT(*) FROM assignment a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.person_id = :me AND a.ended_at_ms IS NULL) AS is_going,
	(SELECT t.at_ms FROM attendance t WHERE t.centre_id = d.centre_id AND t.duty_id = d.id AND t.person_id = :me AND t.kind = 1) AS in_at_ms,
	(SELECT t.at_ms FROM attendance t WHERE t.centre_id = d.centre_id AND t.duty_id = d.id AND t.person_id = :me AND t.kind = 2) AS out_at_ms
FROM duty d LEFT JOIN offer o ON o.centre_id = d.centre_id AND o.duty_id = d.id AND o.person_id = :me AND o.state = 1
WHERE d.centre_id = :centre_id AND d.request_id = :request_id ORDER BY d.id DESC LIMIT 1;

-- query serve_records many 50
-- A volunteer's records, newest first, each with its state and what it earned.
--   in centre_id centre_id
--   in person_id me
--   out record_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out ms       from_ms
--   out int      minutes
--   out int      evidence
--   out int      source
--   out int      state
--   out int      points
SELECT r.id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, r.from_ms, r.minutes, r.evidence, r.source,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state,
	COALESCE((SELECT t.amount FROM transfer t WHERE t.centre_id = r.centre_id AND t.record_id = r.id AND t.reason = 1
		AND t.step IN (1, 3)), 0) AS points
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE r.centre_id = :centre_id AND r.person_id = :me ORDER BY r.id DESC LIMIT 51;

-- query serve_calendar many 200
-- Where a volunteer went or goes between two instants, earliest first, with the minutes that were recorded.
--   in centre_id centre_id
--   in person_id me
--   in ms        from_ms
--   in ms        to_ms
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      state
--   out int?     minutes
SELECT d.request_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms,
	d.duration_min, d.state, r.minutes
FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN record r ON r.centre_id = a.centre_id AND r.duty_id = a.duty_id AND r.person_id = a.person_id
WHERE a.centre_id = :centre_id AND a.person_id = :me AND a.ended_at_ms IS NULL AND d.state IN (1, 2, 3, 4)
	AND d.from_ms >= :from_ms AND d.from_ms < :to_ms
ORDER BY d.from_ms, d.id LIMIT 201;
