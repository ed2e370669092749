-- query record_add exec
-- Minutes of one person on one duty.
--   in centre_id centre_id
--   in record_id id
--   in duty_id   duty_id
--   in person_id person_id
--   in ms        from_ms
--   in ms        to_ms
--   in int       minutes_raw
--   in int       minutes
--   in int       rule_version
--   in int       evidence
--   in person_id recorded_by
--   in ms        due_at_ms
--   in ms        created_at_ms
INSERT INTO record (centre_id, id, duty_id, person_id, from_ms, to_ms, minutes_raw, minutes, rule_version, evidence, recorded_by, due_at_ms, created_at_ms)
VALUES (:centre_id, :id, :duty_id, :person_id, :from_ms, :to_ms, :minutes_raw, :minutes, :rule_version, :evidence, :recorded_by, :due_at_ms, :created_at_ms);

-- query record_event_add exec
-- A record reaches a state, once each.
--   in centre_id centre_id
--   in event_id  id
--   in record_id record_id
--   in int       kind
--   in person_id? actor_id
--   in text      reason
--   in ms        at_ms
INSERT INTO record_event (centre_id, id, record_id, kind, actor_id, reason, at_ms) VALUES (:centre_id, :id, :record_id, :kind, :actor_id, :reason, :at_ms);

-- query record_get one
-- One record with the last state it reached.
--   in centre_id centre_id
--   in record_id id
--   out duty_id  duty_id
--   out person_id person_id
--   out int      minutes
--   out int      state
SELECT r.duty_id, r.person_id, r.minutes,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state
FROM record r WHERE r.centre_id = :centre_id AND r.id = :id;

-- query record_of one
-- The record of a person on a duty.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   out record_id id
SELECT id FROM record WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id;

-- query records_of_duty many 50
-- The records of a duty with state, coefficient and request.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out record_id id
--   out person_id person_id
--   out int      minutes
--   out int      rule_version
--   out int      state
--   out int      coefficient_percent
--   out request_id? request_id
SELECT r.id, r.person_id, r.minutes, r.rule_version,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state, d.coefficient_percent, d.request_id
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
WHERE r.centre_id = :centre_id AND r.duty_id = :duty_id ORDER BY r.id;

-- query record_day one
-- Minutes that a person has on record between two moments, and the latest end of one that reaches behind from_ms; void ones do not count.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        day_from_ms
--   in ms        day_to_ms
--   in ms        from_ms
--   in ms        to_ms
--   out int      minutes
--   out ms       overlap_to_ms
SELECT COALESCE(SUM(CASE WHEN r.from_ms >= :day_from_ms AND r.from_ms < :day_to_ms THEN r.minutes ELSE 0 END), 0) AS minutes,
	COALESCE(MAX(CASE WHEN r.from_ms < :to_ms AND r.to_ms > :from_ms THEN r.to_ms ELSE 0 END), 0) AS overlap_to_ms
FROM record r WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.from_ms >= :day_from_ms - 86400000 AND r.from_ms < :day_to_ms
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3);

-- query record_rule one
-- The rule of a version.
--   in centre_id centre_id
--   in int       version
--   out int      points_per_hour
--   out int      round_min
--   out int      session_cap_min
--   out int      day_cap_min
SELECT points_per_hour, round_min, session_cap_min, day_cap_min FROM rule WHERE centre_id = :centre_id AND version = :version;

-- query record_total one
-- Final minutes of a person: machine-made (code) and manual apart.
--   in centre_id centre_id
--   in person_id person_id
--   out int      minutes_machine
--   out int      minutes_manual
--   out int      count
SELECT COALESCE(SUM(CASE WHEN r.evidence = 1 THEN r.minutes ELSE 0 END), 0) AS minutes_machine,
	COALESCE(SUM(CASE WHEN r.evidence <> 1 THEN r.minutes ELSE 0 END), 0) AS minutes_manual, COUNT(*) AS count
FROM record r WHERE r.centre_id = :centre_id AND r.person_id = :person_id
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2;
