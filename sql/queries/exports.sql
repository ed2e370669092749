-- query export_candidates many 2000
-- Final records in a subtree that have to go to the national system: never sent, or refused and corrected since; the oldest
-- first, found before anything else is looked up about them. What is sealed stays sealed: only whether it is there.
--   in centre_id centre_id
--   in place_id  scope_id
--   out record_id id
--   out person_id person_id
--   out text     volunteer
--   out int      sex
--   out bool     has_birth_day
--   out bool     has_document
--   out bool     has_phone
--   out bool     has_in_charge
--   out text     number
--   out text     title
--   out ms       from_ms
--   out int      minutes
--   out int      attempts
SELECT r.id, r.person_id, v.name AS volunteer, v.sex, v.birth_day IS NOT NULL AS has_birth_day, v.document_sealed IS NOT NULL AS has_document,
	v.phone_sealed IS NOT NULL AS has_phone,
	EXISTS (SELECT 1 FROM membership b JOIN organisation o ON o.centre_id = b.centre_id AND o.id = b.organisation_id AND o.status <> 5
			WHERE b.centre_id = r.centre_id AND b.organisation_id = m.provider_id AND b.is_leader AND b.ended_at_ms IS NULL)
		OR d.place_id IN (SELECT u.place_id FROM person_role g JOIN place_within u ON u.centre_id = g.centre_id AND u.ancestor_id = g.place_id
			WHERE g.centre_id = :centre_id AND g.role = 7 AND g.ended_at_ms IS NULL) AS has_in_charge,
	COALESCE(n.number, '') AS number, d.title, r.from_ms, r.minutes,
	(SELECT COUNT(*) FROM export_line x WHERE x.centre_id = r.centre_id AND x.record_id = r.id) AS attempts
FROM (SELECT k.centre_id, k.id FROM record k WHERE k.centre_id = :centre_id AND k.from_ms > 0
		AND NOT EXISTS (SELECT 1 FROM export_line x WHERE x.centre_id = k.centre_id AND x.record_id = k.id AND x.attempt > 0
			AND COALESCE((SELECT y.kind FROM export_answer y WHERE y.centre_id = x.centre_id AND y.export_id = x.export_id AND y.record_id = x.record_id
				ORDER BY y.id DESC LIMIT 1), 0) <> 3)
		AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = k.centre_id AND e.record_id = k.id) = 2
		AND EXISTS (SELECT 1 FROM duty s JOIN place_within w ON w.centre_id = s.centre_id AND w.place_id = s.place_id AND w.ancestor_id = :scope_id
			WHERE s.centre_id = k.centre_id AND s.id = k.duty_id)
	ORDER BY k.from_ms, k.id LIMIT 2001) waiting
JOIN record r ON r.centre_id = waiting.centre_id AND r.id = waiting.id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN volunteer n ON n.centre_id = r.centre_id AND n.person_id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
ORDER BY r.from_ms, r.id LIMIT 2001;

-- query export_rows many 500
-- The records of one file with all that may stand in it, sealed facts still sealed, in the order of the file.
--   in centre_id centre_id
--   in int       export_id
--   out record_id id
--   out person_id person_id
--   out text     volunteer
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out int      document_kind
--   out bytes    document_sealed
--   out bytes    phone_sealed
--   out text     area
--   out text     area_code
--   out text     number
--   out text     title
--   out text     place_name
--   out text     place_code
--   out text     content
--   out bool     is_own
--   out text     unit
--   out organisation_id? provider_id
--   out place_id place_id
--   out ms       from_ms
--   out ms       to_ms
--   out int      minutes
--   out int      source
--   out record_id? replaces_id
--   out int      score
--   out ms       rated_at_ms
SELECT r.id, r.person_id, v.name AS volunteer, v.sex, v.birth_day IS NOT NULL AS has_birth_day, v.birth_day, v.document_kind, v.document_sealed, v.phone_sealed,
	a.name AS area, a.code AS area_code, COALESCE(n.number, '') AS number, d.title, l.name AS place_name, l.code AS place_code,
	COALESCE(m.done, '') AS content, d.item_id IS NULL AND d.request_id IS NOT NULL AS is_own,
	COALESCE(o.name, l.name) AS unit,
	m.provider_id, d.place_id,
	r.from_ms, r.to_ms, r.minutes, r.source, r.replaces_id,
	COALESCE((SELECT s.score FROM rating s WHERE s.centre_id = d.centre_id AND s.request_id = d.request_id ORDER BY s.at_ms DESC LIMIT 1), 0) AS score,
	COALESCE((SELECT MAX(s.at_ms) FROM rating s WHERE s.centre_id = d.centre_id AND s.request_id = d.request_id), 0) AS rated_at_ms
FROM export_line x JOIN record r ON r.centre_id = x.centre_id AND r.id = x.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
JOIN place a ON a.centre_id = v.centre_id AND a.id = v.place_id
LEFT JOIN volunteer n ON n.centre_id = r.centre_id AND n.person_id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
WHERE x.centre_id = :centre_id AND x.export_id = :export_id
ORDER BY r.from_ms, r.id LIMIT 501;

-- query export_skills many 50
-- What a person can do, while it holds.
--   in centre_id centre_id
--   in person_id person_id
--   in int       today
--   out text     skill
SELECT skill FROM person_skill WHERE centre_id = :centre_id AND person_id = :person_id AND (valid_until_day = 0 OR valid_until_day >= :today) ORDER BY skill LIMIT 51;

-- query export_mapping_at one
-- The mapping that holds for a place: the newest of the nearest place that has one.
--   in centre_id centre_id
--   in place_id  place_id
--   out int      id
--   out text     words
--   out ms       at_ms
--   out text     who
SELECT g.id, g.words, g.at_ms, COALESCE(p.name, '') AS who FROM export_mapping g
JOIN place_within w ON w.centre_id = g.centre_id AND w.ancestor_id = g.place_id AND w.place_id = :place_id
JOIN place l ON l.centre_id = g.centre_id AND l.id = g.place_id
LEFT JOIN person p ON p.centre_id = g.centre_id AND p.id = g.set_by
WHERE g.centre_id = :centre_id ORDER BY l.tier DESC, g.id DESC LIMIT 1;

-- query export_mapping_get one
-- One mapping as it was.
--   in centre_id centre_id
--   in int       id
--   out text     words
SELECT words FROM export_mapping WHERE centre_id = :centre_id AND id = :id;

-- query export_mapping_add exec
-- The mapping from now on.
--   in centre_id centre_id
--   in int       id
--   in place_id  place_id
--   in text      words
--   in person_id? set_by
--   in ms        at_ms
INSERT INTO export_mapping (centre_id, id, place_id, words, set_by, at_ms) VALUES (:centre_id, :id, :place_id, :words, :set_by, :at_ms);

-- query export_add exec
-- A file is made.
--   in centre_id centre_id
--   in int       id
--   in place_id  place_id
--   in int?      mapping_id
--   in text      reason
--   in person_id? made_by
--   in ms        at_ms
INSERT INTO export (centre_id, id, place_id, mapping_id, reason, made_by, at_ms) VALUES (:centre_id, :id, :place_id, :mapping_id, :reason, :made_by, :at_ms);

-- query export_line_add exec
-- A record goes into it.
--   in centre_id centre_id
--   in int       export_id
--   in record_id record_id
--   in int       attempt
INSERT INTO export_line (centre_id, export_id, record_id, attempt) VALUES (:centre_id, :export_id, :record_id, :attempt);

-- query export_get one
-- One file.
--   in centre_id centre_id
--   in int       id
--   out place_id place_id
--   out int?     mapping_id
--   out text     reason
--   out text     who
--   out ms       at_ms
SELECT x.place_id, x.mapping_id, x.reason, COALESCE(p.name, '') AS who, x.at_ms FROM export x
LEFT JOIN person p ON p.centre_id = x.centre_id AND p.id = x.made_by WHERE x.centre_id = :centre_id AND x.id = :id;

-- query export_line_get one
-- A line of a file: whether it is the record's last attempt, what became of it, whether the record still stands.
--   in centre_id centre_id
--   in int       export_id
--   in record_id record_id
--   out bool     is_last
--   out int      answer
--   out text     reason
--   out bool     is_void
SELECT NOT EXISTS (SELECT 1 FROM export_line n WHERE n.centre_id = x.centre_id AND n.record_id = x.record_id AND n.attempt > x.attempt) AS is_last,
	COALESCE((SELECT y.kind FROM export_answer y WHERE y.centre_id = x.centre_id AND y.export_id = x.export_id AND y.record_id = x.record_id
		ORDER BY y.id DESC LIMIT 1), 0) AS answer,
	COALESCE((SELECT y.reason FROM export_answer y WHERE y.centre_id = x.centre_id AND y.export_id = x.export_id AND y.record_id = x.record_id
		ORDER BY y.id DESC LIMIT 1), '') AS reason,
	EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = x.centre_id AND e.record_id = x.record_id AND e.kind = 3) AS is_void
FROM export_line x WHERE x.centre_id = :centre_id AND x.export_id = :export_id AND x.record_id = :record_id;

-- query export_answer_add exec
-- What became of a line.
--   in centre_id centre_id
--   in int       id
--   in int       export_id
--   in record_id record_id
--   in int       kind
--   in text      reason
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO export_answer (centre_id, id, export_id, record_id, kind, reason, actor_id, at_ms)
VALUES (:centre_id, :id, :export_id, :record_id, :kind, :reason, :actor_id, :at_ms);

-- query exports_recent many 50
-- The files of a subtree, newest first, with how their lines stand.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int      id
--   out ms       at_ms
--   out text     who
--   out text     reason
--   out int      lines
--   out int      accepted
--   out int      refused
--   out int      corrected
SELECT x.id, x.at_ms, COALESCE(p.name, '') AS who, x.reason, COUNT(*) AS lines,
	COUNT(*) FILTER (WHERE y.kind IN (1, 4)) AS accepted, COUNT(*) FILTER (WHERE y.kind = 2) AS refused, COUNT(*) FILTER (WHERE y.kind = 3) AS corrected
FROM (SELECT f.centre_id, f.id, f.at_ms, f.reason, f.made_by FROM export f
	JOIN place_within w ON w.centre_id = f.centre_id AND w.place_id = f.place_id AND w.ancestor_id = :scope_id
	WHERE f.centre_id = :centre_id ORDER BY f.id DESC LIMIT 51) x
JOIN export_line n ON n.centre_id = x.centre_id AND n.export_id = x.id
LEFT JOIN export_answer y ON y.centre_id = n.centre_id AND y.export_id = n.export_id AND y.record_id = n.record_id
	AND y.id = (SELECT MAX(z.id) FROM export_answer z WHERE z.centre_id = n.centre_id AND z.export_id = n.export_id AND z.record_id = n.record_id)
LEFT JOIN person p ON p.centre_id = x.centre_id AND p.id = x.made_by
GROUP BY x.id, x.at_ms, p.name, x.reason ORDER BY x.id DESC;

-- query export_lines many 500
-- The lines of a file for the desk: names for masking, what became of each; those that want something first.
--   in centre_id centre_id
--   in int       export_id
--   out record_id record_id
--   out person_id person_id
--   out text     volunteer
--   out text     title
--   out ms       from_ms
--   out int      minutes
--   out int      attempt
--   out bool     is_last
--   out int      answer
--   out text     reason
--   out bool     is_void
SELECT s.record_id, r.person_id, v.name AS volunteer, d.title, r.from_ms, r.minutes, s.attempt,
	NOT EXISTS (SELECT 1 FROM export_line n WHERE n.centre_id = s.centre_id AND n.record_id = s.record_id AND n.attempt > s.attempt) AS is_last, COALESCE(y.kind, 0) AS answer, COALESCE(y.reason, '') AS reason,
	EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = s.centre_id AND e.record_id = s.record_id AND e.kind = 3) AS is_void
FROM export_line s JOIN record r ON r.centre_id = s.centre_id AND r.id = s.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN export_answer y ON y.centre_id = s.centre_id AND y.export_id = s.export_id AND y.record_id = s.record_id
	AND y.id = (SELECT MAX(z.id) FROM export_answer z WHERE z.centre_id = s.centre_id AND z.export_id = s.export_id AND z.record_id = s.record_id)
WHERE s.centre_id = :centre_id AND s.export_id = :export_id
ORDER BY CASE WHEN y.kind = 2 THEN 0 WHEN y.kind IS NULL THEN 1 ELSE 2 END, r.from_ms, r.id LIMIT 501;

-- query export_wrong many 50
-- What was accepted there and does not stand here any more: somebody has to have it withdrawn.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int      export_id
--   out record_id record_id
--   out text     volunteer
--   out text     title
--   out ms       from_ms
SELECT s.export_id, s.record_id, v.name AS volunteer, d.title, r.from_ms
FROM record_event e CROSS JOIN export_line s
JOIN export x ON x.centre_id = s.centre_id AND x.id = s.export_id
JOIN place_within w ON w.centre_id = x.centre_id AND w.place_id = x.place_id AND w.ancestor_id = :scope_id
JOIN record r ON r.centre_id = s.centre_id AND r.id = s.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
WHERE e.centre_id = :centre_id AND e.kind = 3 AND s.centre_id = e.centre_id AND s.record_id = e.record_id AND s.attempt > 0
	AND COALESCE((SELECT y.kind FROM export_answer y WHERE y.centre_id = s.centre_id AND y.export_id = s.export_id AND y.record_id = s.record_id
		ORDER BY y.id DESC LIMIT 1), 0) IN (0, 1)
ORDER BY s.export_id, r.from_ms, r.id LIMIT 51;
