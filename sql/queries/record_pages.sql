-- query record_parts many 100
-- Trainings, commendations and evaluations of a person, newest first.
--   in centre_id centre_id
--   in person_id person_id
--   out int      kind
--   out text     title
--   out text     content
--   out text     given_by
--   out int      minutes
--   out int      day
SELECT kind, title, content, given_by, minutes, day FROM record_part WHERE centre_id = :centre_id AND person_id = :person_id
ORDER BY kind, day DESC, id DESC LIMIT 101;

-- query call_back_open many 100
-- The calls that wait, nearest deadline first, in a subtree of places.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int      id
--   out record_id record_id
--   out int      reason
--   out int      number
--   out int?     measure
--   out ms       due_at_ms
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     resident
--   out person_id volunteer_id
--   out text     volunteer
--   out ms       from_ms
--   out int      minutes
--   out bool     lives_alone
SELECT c.id, c.record_id, c.reason, c.number, c.measure, c.due_at_ms, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, COALESCE(p.name, '') AS resident, r.person_id AS volunteer_id, v.name AS volunteer, r.from_ms, r.minutes, COALESCE(p.lives_alone, FALSE) AS lives_alone
FROM call_back c JOIN record r ON r.centre_id = c.centre_id AND r.id = c.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place_within w ON w.centre_id = d.centre_id AND w.place_id = d.place_id AND w.ancestor_id = :scope_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
LEFT JOIN person p ON p.centre_id = q.centre_id AND p.id = q.person_id
WHERE c.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM call_back_answer a WHERE a.centre_id = c.centre_id AND a.call_back_id = c.id)
ORDER BY c.due_at_ms, c.id LIMIT 101;

-- query record_overdue many 50
-- Records that wait past the ten working days of the law, oldest deadline first, in a subtree of places.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        now_ms
--   out record_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     volunteer
--   out ms       from_ms
--   out ms       due_at_ms
SELECT r.id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, v.name AS volunteer, r.from_ms, r.due_at_ms
FROM (SELECT e.centre_id, e.record_id FROM record_event e WHERE e.centre_id = :centre_id GROUP BY e.centre_id, e.record_id HAVING MAX(e.kind) = 1) waiting
JOIN record r ON r.centre_id = waiting.centre_id AND r.id = waiting.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place_within w ON w.centre_id = d.centre_id AND w.place_id = d.place_id AND w.ancestor_id = :scope_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE r.due_at_ms < :now_ms
ORDER BY r.due_at_ms, r.id LIMIT 51;

-- query record_fixes_open many 50
-- Corrections that wait for a decision, nearest deadline first, in a subtree of places.
--   in centre_id centre_id
--   in place_id  scope_id
--   out record_id record_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     volunteer
--   out text     reason
--   out ms       from_ms
--   out ms       due_at_ms
SELECT f.record_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, v.name AS volunteer, f.reason, r.from_ms, f.due_at_ms FROM record_fix f
JOIN record r ON r.centre_id = f.centre_id AND r.id = f.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place_within w ON w.centre_id = d.centre_id AND w.place_id = d.place_id AND w.ancestor_id = :scope_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE f.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM record_fix_answer a WHERE a.centre_id = f.centre_id AND a.fix_id = f.id)
ORDER BY f.due_at_ms, f.id LIMIT 51;

-- query record_page one
-- One record as its page shows it: the service part of the law (article 7), what it counts, who served whom.
--   in centre_id centre_id
--   in record_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out person_id person_id
--   out text     volunteer
--   out text     resident
--   out person_id? resident_id
--   out place_id place_id
--   out text     place_name
--   out text     provider
--   out text     leader
--   out text     report
--   out ms       from_ms
--   out ms       to_ms
--   out int      minutes_raw
--   out int      minutes
--   out int      points
--   out int      coefficient_percent
--   out int      rule_version
--   out int      evidence
--   out int      source
--   out ms       due_at_ms
--   out record_id? replaces_id
--   out record_id? replaced_by
--   out int      state
SELECT d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, r.person_id, v.name AS volunteer, COALESCE(p.name, '') AS resident, q.person_id AS resident_id,
	d.place_id, l.name AS place_name, COALESCE(o.name, '') AS provider,
	COALESCE((SELECT MIN(n.name) FROM membership b JOIN person n ON n.centre_id = b.centre_id AND n.id = b.person_id
		WHERE b.centre_id = d.centre_id AND b.organisation_id = m.provider_id AND b.is_leader AND b.ended_at_ms IS NULL), '') AS leader,
	COALESCE((SELECT t.note FROM attendance t WHERE t.centre_id = r.centre_id AND t.duty_id = r.duty_id AND t.person_id = r.person_id AND t.kind = 2), '') AS report,
	r.from_ms, r.to_ms, r.minutes_raw, r.minutes, r.points, r.coefficient_percent, r.rule_version, r.evidence, r.source, r.due_at_ms, r.replaces_id,
	(SELECT x.id FROM record x WHERE x.centre_id = r.centre_id AND x.replaces_id = r.id) AS replaced_by,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
JOIN person v ON v.centre_id = r.centre_id AND v.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
LEFT JOIN person p ON p.centre_id = q.centre_id AND p.id = q.person_id
WHERE r.centre_id = :centre_id AND r.id = :id;

-- query absences many 20
-- When a person was or is not at home (and, kind + 10, was back sooner), newest first; to_ms is the end of time when none is known, back_ms when
-- she was back (0 = not sooner).
--   in centre_id centre_id
--   in person_id person_id
--   out int      id
--   out int      kind
--   out ms       from_ms
--   out ms       to_ms
--   out ms       back_ms
--   out text     who
SELECT a.id, a.kind, a.from_ms, a.to_ms, COALESCE((SELECT MIN(b.from_ms) FROM absence b WHERE b.centre_id = a.centre_id AND b.person_id = a.person_id AND b.kind = a.kind + 10
	AND b.to_ms = a.to_ms AND b.from_ms >= a.from_ms AND (b.at_ms, b.id) > (a.at_ms, a.id)), 0) AS back_ms, p.name AS who FROM absence a JOIN person p ON p.centre_id = a.centre_id AND p.id = a.recorded_by
WHERE a.centre_id = :centre_id AND a.person_id = :person_id ORDER BY a.from_ms DESC, a.id DESC LIMIT 21;

-- query record_history many 10
-- The states a record reached, and by whom.
--   in centre_id centre_id
--   in record_id record_id
--   out int      kind
--   out text     reason
--   out text     who
--   out ms       at_ms
SELECT e.kind, e.reason, COALESCE(p.name, '') AS who, e.at_ms FROM record_event e
LEFT JOIN person p ON p.centre_id = e.centre_id AND p.id = e.actor_id
WHERE e.centre_id = :centre_id AND e.record_id = :record_id ORDER BY e.kind;

-- query record_calls many 10
-- The calls about a record and what was said.
--   in centre_id centre_id
--   in record_id record_id
--   out int      id
--   out int      reason
--   out int      number
--   out int?     measure
--   out ms       due_at_ms
--   out bool     is_answered
--   out bool     is_true
--   out int?     asked
--   out text     note
--   out text     who
--   out ms?      answered_at_ms
SELECT c.id, c.reason, c.number, c.measure, c.due_at_ms, a.call_back_id IS NOT NULL AS is_answered, COALESCE(a.is_true, FALSE) AS is_true, a.asked, COALESCE(a.note, '') AS note,
	COALESCE(p.name, '') AS who, a.at_ms AS answered_at_ms
FROM call_back c LEFT JOIN call_back_answer a ON a.centre_id = c.centre_id AND a.call_back_id = c.id
LEFT JOIN person p ON p.centre_id = a.centre_id AND p.id = a.actor_id
WHERE c.centre_id = :centre_id AND c.record_id = :record_id ORDER BY c.id;

-- query record_fixes many 10
-- The corrections asked for a record and what was decided.
--   in centre_id centre_id
--   in record_id record_id
--   out int      id
--   out ms       from_ms
--   out ms       to_ms
--   out text     reason
--   out text     who
--   out bool     is_answered
--   out bool     is_done
--   out text     note
--   out ms       at_ms
SELECT f.id, f.from_ms, f.to_ms, f.reason, p.name AS who, a.fix_id IS NOT NULL AS is_answered, COALESCE(a.is_done, FALSE) AS is_done,
	COALESCE(a.note, '') AS note, f.at_ms
FROM record_fix f JOIN person p ON p.centre_id = f.centre_id AND p.id = f.asked_by
LEFT JOIN record_fix_answer a ON a.centre_id = f.centre_id AND a.fix_id = f.id
WHERE f.centre_id = :centre_id AND f.record_id = :record_id ORDER BY f.id;

-- query rule_versions many 50
-- The versions of the rule, newest first.
--   in centre_id centre_id
--   out int      version
--   out ms       from_ms
--   out int      points_per_hour
--   out int      round_min
--   out int      pair_cap_min
--   out text     who
SELECT u.version, u.from_ms, u.points_per_hour, u.round_min, COALESCE(u.pair_cap_min, 0) AS pair_cap_min, COALESCE(p.name, '') AS who FROM rule u
LEFT JOIN person p ON p.centre_id = u.centre_id AND p.id = u.decided_by
WHERE u.centre_id = :centre_id ORDER BY u.version DESC LIMIT 51;

-- query backfills_open many 50
-- Proposals that are neither posted nor refused, oldest first, in a subtree of places.
--   in centre_id centre_id
--   in place_id  scope_id
--   out int      id
--   out text     volunteer
--   out text     title
--   out text     evidence
--   out text     proposer
--   out person_id proposed_by
--   out ms       from_ms
--   out ms       to_ms
--   out ms?      seconded_at_ms
--   out text     objection
SELECT b.id, v.name AS volunteer, b.title, b.evidence, p.name AS proposer, b.proposed_by, b.from_ms, b.to_ms, s.at_ms AS seconded_at_ms,
	COALESCE(o.reason, '') AS objection
FROM backfill b JOIN place_within w ON w.centre_id = b.centre_id AND w.place_id = b.place_id AND w.ancestor_id = :scope_id
JOIN person v ON v.centre_id = b.centre_id AND v.id = b.person_id
JOIN person p ON p.centre_id = b.centre_id AND p.id = b.proposed_by
LEFT JOIN backfill_event s ON s.centre_id = b.centre_id AND s.backfill_id = b.id AND s.kind = 1
LEFT JOIN backfill_event o ON o.centre_id = b.centre_id AND o.backfill_id = b.id AND o.kind = 2
WHERE b.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind > 2)
ORDER BY b.id LIMIT 51;

-- query backfills_posted many 50
-- What is publicly posted now: seconded, and neither final nor refused.
--   in centre_id centre_id
--   out int      id
--   out text     volunteer
--   out text     title
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out ms       seconded_at_ms
--   out bool     is_objected
SELECT b.id, v.name AS volunteer, b.title, l.name AS place_name, b.from_ms, b.to_ms, s.at_ms AS seconded_at_ms,
	EXISTS (SELECT 1 FROM backfill_event o WHERE o.centre_id = b.centre_id AND o.backfill_id = b.id AND o.kind = 2) AS is_objected
FROM backfill b JOIN backfill_event s ON s.centre_id = b.centre_id AND s.backfill_id = b.id AND s.kind = 1
JOIN person v ON v.centre_id = b.centre_id AND v.id = b.person_id
JOIN place l ON l.centre_id = b.centre_id AND l.id = b.place_id
WHERE b.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind > 2)
ORDER BY s.at_ms, b.id LIMIT 51;
