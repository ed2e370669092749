-- query certificate_add exec
-- Somebody asks for one.
--   in centre_id centre_id
--   in certificate_id id
--   in person_id person_id
--   in int       shows
--   in bool      wants_seal
--   in int       from_day
--   in int       to_day
--   in certificate_id? replaces_id
--   in person_id? requested_by
--   in ms        at_ms
INSERT INTO certificate (centre_id, id, person_id, shows, wants_seal, from_day, to_day, replaces_id, requested_by, at_ms)
VALUES (:centre_id, :id, :person_id, :shows, :wants_seal, :from_day, :to_day, :replaces_id, :requested_by, :at_ms);

-- query certificate_event_add exec
-- It reaches a state.
--   in centre_id centre_id
--   in event_id  id
--   in certificate_id certificate_id
--   in int       kind
--   in person_id? actor_id
--   in text      reason
--   in ms        at_ms
INSERT INTO certificate_event (centre_id, id, certificate_id, kind, actor_id, reason, at_ms)
VALUES (:centre_id, :id, :certificate_id, :kind, :actor_id, :reason, :at_ms);

-- query certificate_count_records exec
-- Every final record of the person in the span is counted.
--   in centre_id centre_id
--   in certificate_id certificate_id
--   in person_id person_id
--   in ms        from_ms
--   in ms        to_ms
INSERT INTO certificate_record (centre_id, certificate_id, record_id, minutes)
SELECT r.centre_id, :certificate_id, r.id, r.minutes FROM record r
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.from_ms >= :from_ms AND r.from_ms < :to_ms AND r.minutes > 0
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2;

-- query certificate_countable one
-- How many final records of the person are in the span.
--   in  centre_id centre_id
--   in  person_id person_id
--   in  ms        from_ms
--   in  ms        to_ms
--   out int       count
SELECT COUNT(*) AS count FROM record r
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.from_ms >= :from_ms AND r.from_ms < :to_ms AND r.minutes > 0
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2;

-- query certificate_issue_add exec
-- What it says, for ever.
--   in centre_id centre_id
--   in certificate_id certificate_id
--   in text      number
--   in text      holder_name
--   in int       document_kind
--   in text      document_mask
--   in text      volunteer_number
--   in text      issuer
--   in text      contact
--   in text      handler
--   in int       from_day
--   in int       to_day
--   in int       minutes_machine
--   in int       minutes_manual
--   in int       count
--   in int       issued_day
--   in text      slip
INSERT INTO certificate_issue (centre_id, certificate_id, number, holder_name, document_kind, document_mask, volunteer_number, issuer, contact, handler,
	from_day, to_day, minutes_machine, minutes_manual, count, issued_day, slip)
VALUES (:centre_id, :certificate_id, :number, :holder_name, :document_kind, :document_mask, :volunteer_number, :issuer, :contact, :handler,
	:from_day, :to_day, :minutes_machine, :minutes_manual, :count, :issued_day, :slip);

-- query certificate_line_add exec
-- One kind of service on it.
--   in centre_id centre_id
--   in certificate_id certificate_id
--   in int       seq
--   in text      title
--   in text      title_en
--   in text      unit
--   in int       times
--   in int       minutes_machine
--   in int       minutes_manual
INSERT INTO certificate_line (centre_id, certificate_id, seq, title, title_en, unit, times, minutes_machine, minutes_manual)
VALUES (:centre_id, :certificate_id, :seq, :title, :title_en, :unit, :times, :minutes_machine, :minutes_manual);

-- query certificate_holder one
-- The volunteer with what a certificate says of her, and who issues for her place.
--   in  centre_id centre_id
--   in  person_id person_id
--   out text      name
--   out place_id  place_id
--   out int       document_kind
--   out bytes?    document_sealed
--   out text?     volunteer_number
--   out text?     station
--   out text?     station_phone
--   out text      centre_name
--   out text      centre_phone
--   out text      centre_code
SELECT p.name, p.place_id, p.document_kind, p.document_sealed, v.number AS volunteer_number,
	(SELECT l.name FROM place_within w JOIN place l ON l.centre_id = w.centre_id AND l.id = w.ancestor_id AND l.tier = 2
		WHERE w.centre_id = p.centre_id AND w.place_id = p.place_id) AS station,
	(SELECT l.phone FROM place_within w JOIN place l ON l.centre_id = w.centre_id AND l.id = w.ancestor_id AND l.tier = 2
		WHERE w.centre_id = p.centre_id AND w.place_id = p.place_id) AS station_phone,
	c.name AS centre_name, c.phone AS centre_phone, c.code AS centre_code
FROM person p JOIN centre c ON c.id = p.centre_id LEFT JOIN volunteer v ON v.centre_id = p.centre_id AND v.person_id = p.id
WHERE p.centre_id = :centre_id AND p.id = :person_id;

-- query certificate_sums one
-- What the counted records come to.
--   in  centre_id centre_id
--   in  certificate_id certificate_id
--   out int       minutes_machine
--   out int       minutes_manual
--   out int       count
--   out ms        first_ms
--   out ms        last_ms
SELECT CAST(COALESCE(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN k.minutes ELSE 0 END), 0) AS BIGINT) AS minutes_machine,
	CAST(COALESCE(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN 0 ELSE k.minutes END), 0) AS BIGINT) AS minutes_manual, COUNT(*) AS count,
	COALESCE(MIN(r.from_ms), 0) AS first_ms, COALESCE(MAX(r.from_ms), 0) AS last_ms
FROM certificate_record k JOIN record r ON r.centre_id = k.centre_id AND r.id = k.record_id
WHERE k.centre_id = :centre_id AND k.certificate_id = :certificate_id;

-- query certificate_kinds many 100
-- The counted records by kind of service and by who recorded them. An order in somebody's own words has no title: they may say too much.
--   in  centre_id centre_id
--   in  certificate_id certificate_id
--   out text      title
--   out text      title_en
--   out text      unit
--   out int       times
--   out int       minutes_machine
--   out int       minutes_manual
SELECT COALESCE(i.title, '') AS title, COALESCE(i.title_en, '') AS title_en, COALESCE(o.name, l.name) AS unit, COUNT(*) AS times,
	CAST(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN k.minutes ELSE 0 END) AS BIGINT) AS minutes_machine,
	CAST(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN 0 ELSE k.minutes END) AS BIGINT) AS minutes_manual
FROM certificate_record k JOIN record r ON r.centre_id = k.centre_id AND r.id = k.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item i ON i.centre_id = d.centre_id AND i.id = d.item_id
LEFT JOIN organisation o ON o.centre_id = i.centre_id AND o.id = i.provider_id
WHERE k.centre_id = :centre_id AND k.certificate_id = :certificate_id
GROUP BY COALESCE(i.title, ''), COALESCE(i.title_en, ''), COALESCE(o.name, l.name)
ORDER BY SUM(k.minutes) DESC, COALESCE(i.title, ''), COALESCE(o.name, l.name) LIMIT 101;

-- query certificate_number_taken one
-- Whether a number was given already.
--   in  centre_id centre_id
--   in  text      number
--   out certificate_id certificate_id
SELECT certificate_id FROM certificate_issue WHERE centre_id = :centre_id AND number = :number;

-- query certificate_get one
-- One with its state, and what it says once it is issued. It is outdated when a record that it counted no longer says so.
--   in  centre_id centre_id
--   in  certificate_id id
--   out person_id person_id
--   out int       shows
--   out bool      wants_seal
--   out int       asked_from_day
--   out int       asked_to_day
--   out certificate_id? replaces_id
--   out ms        at_ms
--   out int       state
--   out text?     reason
--   out ms        state_at_ms
--   out ms?       issued_at_ms
--   out text?     number
--   out text?     holder_name
--   out int?      document_kind
--   out text?     document_mask
--   out text?     volunteer_number
--   out text?     issuer
--   out text?     contact
--   out text?     handler
--   out int?      from_day
--   out int?      to_day
--   out int?      minutes_machine
--   out int?      minutes_manual
--   out int?      count
--   out int?      issued_day
--   out text?     slip
--   out text?     replaced_by
--   out bool      is_outdated
SELECT c.person_id, c.shows, c.wants_seal, c.from_day AS asked_from_day, c.to_day AS asked_to_day, c.replaces_id, c.at_ms, e.kind AS state, e.reason,
	e.at_ms AS state_at_ms, (SELECT s.at_ms FROM certificate_event s WHERE s.centre_id = c.centre_id AND s.certificate_id = c.id AND s.kind = 3) AS issued_at_ms,
	i.number, i.holder_name, i.document_kind, i.document_mask, i.volunteer_number, i.issuer, i.contact, i.handler, i.from_day, i.to_day,
	i.minutes_machine, i.minutes_manual, i.count, i.issued_day, i.slip,
	(SELECT MAX(s.reason) FROM certificate_event s WHERE s.centre_id = c.centre_id AND s.certificate_id = c.id AND s.kind = 4) AS replaced_by,
	EXISTS (SELECT 1 FROM certificate_record k JOIN record r ON r.centre_id = k.centre_id AND r.id = k.record_id
		WHERE k.centre_id = c.centre_id AND k.certificate_id = c.id AND (r.minutes <> k.minutes
		OR (SELECT MAX(v.kind) FROM record_event v WHERE v.centre_id = r.centre_id AND v.record_id = r.id) <> 2)) AS is_outdated
FROM certificate c
JOIN certificate_event e ON e.centre_id = c.centre_id AND e.certificate_id = c.id
	AND e.kind = (SELECT MAX(m.kind) FROM certificate_event m WHERE m.centre_id = c.centre_id AND m.certificate_id = c.id)
LEFT JOIN certificate_issue i ON i.centre_id = c.centre_id AND i.certificate_id = c.id
WHERE c.centre_id = :centre_id AND c.id = :id;

-- query certificate_lines many 20
-- The services on it.
--   in  centre_id centre_id
--   in  certificate_id certificate_id
--   out text      title
--   out text      title_en
--   out text      unit
--   out int       times
--   out int       minutes_machine
--   out int       minutes_manual
SELECT title, title_en, unit, times, minutes_machine, minutes_manual FROM certificate_line
WHERE centre_id = :centre_id AND certificate_id = :certificate_id ORDER BY seq;

-- query certificates_of_person many 50
-- A person's, newest first.
--   in  centre_id centre_id
--   in  person_id person_id
--   out certificate_id id
--   out int       state
--   out ms        at_ms
--   out text?     number
--   out int?      minutes
SELECT c.id, (SELECT MAX(m.kind) FROM certificate_event m WHERE m.centre_id = c.centre_id AND m.certificate_id = c.id) AS state, c.at_ms, i.number,
	i.minutes_machine + i.minutes_manual AS minutes
FROM certificate c LEFT JOIN certificate_issue i ON i.centre_id = c.centre_id AND i.certificate_id = c.id
WHERE c.centre_id = :centre_id AND c.person_id = :person_id ORDER BY c.id DESC LIMIT 51;

-- query certificates_waiting many 50
-- Those that wait for somebody to see the document, in a subtree of places, oldest first.
--   in  centre_id centre_id
--   in  place_id  scope_id
--   out certificate_id id
--   out person_id person_id
--   out text      name
--   out ms        at_ms
SELECT c.id, c.person_id, p.name, c.at_ms FROM certificate c
JOIN person p ON p.centre_id = c.centre_id AND p.id = c.person_id
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
WHERE c.centre_id = :centre_id AND (SELECT MAX(m.kind) FROM certificate_event m WHERE m.centre_id = c.centre_id AND m.certificate_id = c.id) = 1
ORDER BY c.id LIMIT 51;

-- query certificates_ended many 200
-- The public list of numbers that are no longer valid, newest first.
--   in  centre_id centre_id
--   out text      number
--   out int       state
--   out ms        at_ms
SELECT i.number, e.kind AS state, e.at_ms FROM certificate_event e
JOIN certificate_issue i ON i.centre_id = e.centre_id AND i.certificate_id = e.certificate_id
WHERE e.centre_id = :centre_id AND e.kind IN (4, 5)
	AND e.kind = (SELECT MAX(m.kind) FROM certificate_event m WHERE m.centre_id = e.centre_id AND m.certificate_id = e.certificate_id)
ORDER BY e.at_ms DESC, i.number LIMIT 201;

-- query certificates_revoked_all many 2000
-- For the signed list, revoked ones first: superseding many pushes none off. What a void record ends is on it within a minute, by the clock.
--   in  centre_id centre_id
--   out text      number
--   out bool      is_superseded
--   out ms        at_ms
SELECT i.number, e.kind = 4 AS is_superseded, e.at_ms FROM certificate_event e
JOIN certificate_issue i ON i.centre_id = e.centre_id AND i.certificate_id = e.certificate_id
WHERE e.centre_id = :centre_id AND e.kind IN (4, 5)
	AND e.kind = (SELECT MAX(m.kind) FROM certificate_event m WHERE m.centre_id = e.centre_id AND m.certificate_id = e.certificate_id)
ORDER BY e.kind DESC, e.at_ms DESC, i.number LIMIT 2001;

-- query certificates_outdated many 100
-- Issued ones that counted a record that no longer says so.
--   in  centre_id centre_id
--   out certificate_id id
--   out person_id person_id
SELECT DISTINCT k.certificate_id AS id, c.person_id FROM record_event v
JOIN certificate_record k ON k.centre_id = v.centre_id AND k.record_id = v.record_id
JOIN certificate c ON c.centre_id = k.centre_id AND c.id = k.certificate_id
WHERE v.centre_id = :centre_id AND v.kind = 3
	AND NOT EXISTS (SELECT 1 FROM certificate_event e WHERE e.centre_id = k.centre_id AND e.certificate_id = k.certificate_id AND e.kind = 5)
ORDER BY id LIMIT 101;

-- query certificate_handler one
-- The member of staff who saw the document.
--   in  centre_id centre_id
--   in  person_id person_id
--   out text      name
SELECT name FROM person WHERE centre_id = :centre_id AND id = :person_id;

-- query certificate_volunteer one
-- Whose number a volunteer's is.
--   in  centre_id centre_id
--   in  text      number
--   out person_id person_id
SELECT person_id FROM volunteer WHERE centre_id = :centre_id AND number = :number;
