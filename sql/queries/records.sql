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
--   in int       source
--   in int       serves
--   in int       coefficient_percent
--   in int       points
--   in record_id? replaces_id
--   in person_id recorded_by
--   in ms        due_at_ms
--   in ms        created_at_ms
INSERT INTO record (centre_id, id, duty_id, person_id, from_ms, to_ms, minutes_raw, minutes, rule_version, evidence, source, serves, coefficient_percent,
	points, replaces_id, recorded_by, due_at_ms, created_at_ms)
VALUES (:centre_id, :id, :duty_id, :person_id, :from_ms, :to_ms, :minutes_raw, :minutes, :rule_version, :evidence, :source, :serves, :coefficient_percent,
	:points, :replaces_id, :recorded_by, :due_at_ms, :created_at_ms);

-- query record_event_add exec
-- A record reaches a state, once each.
--   in centre_id centre_id
--   in event_id  id
--   in record_id record_id
--   in int       kind
--   in person_id? actor_id
--   in text      reason
--   in ms        at_ms
INSERT INTO record_event (centre_id, id, record_id, kind, actor_id, reason, at_ms)
VALUES (:centre_id, :id, :record_id, :kind, :actor_id, :reason, :at_ms);

-- query record_signal_add exec
-- What speaks for a record or against it; the first word on each stays.
--   in centre_id centre_id
--   in record_id record_id
--   in int       signal
--   in int       verdict
--   in int       number
--   in person_id? actor_id
--   in ms        at_ms
--   in bytes     digest
INSERT INTO record_signal (centre_id, record_id, signal, verdict, number, actor_id, at_ms, digest)
VALUES (:centre_id, :record_id, :signal, :verdict, :number, :actor_id, :at_ms, :digest)
ON CONFLICT (centre_id, record_id, signal) DO NOTHING;

-- query record_signals many 20
-- The signals of a record.
--   in centre_id centre_id
--   in record_id record_id
--   out int      signal
--   out int      verdict
--   out int      number
SELECT signal, verdict, number FROM record_signal WHERE centre_id = :centre_id AND record_id = :record_id ORDER BY signal;

-- query record_get one
-- One record with the last state it reached.
--   in centre_id centre_id
--   in record_id id
--   out duty_id  duty_id
--   out person_id person_id
--   out ms       from_ms
--   out ms       to_ms
--   out int      minutes
--   out int      points
--   out int      rule_version
--   out int      evidence
--   out int      source
--   out int      serves
--   out person_id recorded_by
--   out ms       due_at_ms
--   out request_id? request_id
--   out person_id? receiver_id
--   out place_id place_id
--   out text     title
--   out int      state
SELECT r.duty_id, r.person_id, r.from_ms, r.to_ms, r.minutes, r.points, r.rule_version, r.evidence, r.source, r.serves, r.recorded_by, r.due_at_ms,
	d.request_id, q.person_id AS receiver_id, d.place_id, d.title,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE r.centre_id = :centre_id AND r.id = :id;

-- query record_certificates one
-- How many certificates that were not revoked count a record.
--   in centre_id centre_id
--   in record_id record_id
--   out int      count
SELECT COUNT(*) AS count FROM certificate_record k WHERE k.centre_id = :centre_id AND k.record_id = :record_id
	AND NOT EXISTS (SELECT 1 FROM certificate_event e WHERE e.centre_id = k.centre_id AND e.certificate_id = k.certificate_id AND e.kind = 5);

-- query record_of one
-- The first record of a person on a duty.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   out record_id id
SELECT id FROM record WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id AND replaces_id IS NULL;

-- query records_of_duty many 50
-- The records of a duty with their state.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out record_id id
--   out person_id person_id
--   out person_id recorded_by
--   out int      state
SELECT r.id, r.person_id, r.recorded_by,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state
FROM record r WHERE r.centre_id = :centre_id AND r.duty_id = :duty_id ORDER BY r.id;

-- query record_duty one
-- A duty with what the rules ask: whom it served, the kind of service, whether the volunteer leads the organisation or is the resident's kin, how many have it on record.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   out request_id? request_id
--   out person_id? receiver_id
--   out int      serves
--   out int      duration_min
--   out int      people
--   out int      coefficient_percent
--   out int      lng_e6
--   out int      lat_e6
--   out int      leads
--   out int      credited
SELECT d.request_id, q.person_id AS receiver_id, COALESCE(i.serves, 0) AS serves, d.duration_min, d.people, d.coefficient_percent, d.lng_e6, d.lat_e6,
	(SELECT COUNT(*) FROM membership m WHERE m.centre_id = d.centre_id AND m.organisation_id = i.provider_id AND m.person_id = :person_id
		AND m.is_leader AND m.ended_at_ms IS NULL) AS leads,
	(SELECT COUNT(*) FROM record r WHERE r.centre_id = d.centre_id AND r.duty_id = d.id AND r.person_id <> :person_id
		AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3)) AS credited
FROM duty d LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
LEFT JOIN menu_item i ON i.centre_id = d.centre_id AND i.id = d.item_id
WHERE d.centre_id = :centre_id AND d.id = :duty_id;

-- query record_sums one
-- What a person has on record on the day, in the week and in the year (void ones do not count), the other people served that day, and what the recorder put down today and in the last minute.
--   in centre_id centre_id
--   in person_id person_id
--   in record_id without_id
--   in person_id recorder_id
--   in person_id receiver_id
--   in ms        day_from_ms
--   in ms        day_to_ms
--   in ms        week_from_ms
--   in ms        week_to_ms
--   in ms        year_from_ms
--   in ms        today_from_ms
--   in ms        minute_from_ms
--   out int      day_minutes
--   out int      day_points
--   out int      week_minutes
--   out int      year_minutes
--   out int      other_receivers
--   out int      staff_minutes
--   out int      staff_rush
SELECT CAST(COALESCE(SUM(CASE WHEN r.from_ms >= :day_from_ms AND r.from_ms < :day_to_ms THEN r.minutes ELSE 0 END), 0) AS BIGINT) AS day_minutes,
	CAST(COALESCE(SUM(CASE WHEN r.from_ms >= :day_from_ms AND r.from_ms < :day_to_ms THEN r.points ELSE 0 END), 0) AS BIGINT) AS day_points,
	CAST(COALESCE(SUM(CASE WHEN r.from_ms >= :week_from_ms AND r.from_ms < :week_to_ms THEN r.minutes ELSE 0 END), 0) AS BIGINT) AS week_minutes,
	CAST(COALESCE(SUM(r.minutes), 0) AS BIGINT) AS year_minutes,
	COUNT(DISTINCT CASE WHEN r.from_ms >= :day_from_ms AND r.from_ms < :day_to_ms AND q.person_id <> :receiver_id THEN q.person_id END) AS other_receivers,
	(SELECT CAST(COALESCE(SUM(s.minutes), 0) AS BIGINT) FROM record s WHERE s.centre_id = :centre_id AND s.recorded_by = :recorder_id
		AND s.created_at_ms >= :today_from_ms AND s.person_id <> :recorder_id) AS staff_minutes,
	(SELECT COUNT(*) FROM record s WHERE s.centre_id = :centre_id AND s.recorded_by = :recorder_id
		AND s.created_at_ms >= :minute_from_ms AND s.person_id <> :recorder_id) AS staff_rush
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.from_ms >= :year_from_ms AND r.id <> :without_id
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3);

-- query record_overlap one
-- How long a time overlaps, at most, with another that a person has on record, and whether it does at all.
--   in centre_id centre_id
--   in person_id person_id
--   in record_id without_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      overlap_ms
--   out ms       overlap_to_ms
SELECT COALESCE(MAX(CASE WHEN r.to_ms < :to_ms THEN r.to_ms ELSE :to_ms END - CASE WHEN r.from_ms > :from_ms THEN r.from_ms ELSE :from_ms END), 0) AS overlap_ms,
	COALESCE(MAX(r.to_ms), 0) AS overlap_to_ms
FROM record r WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.id <> :without_id
	AND r.from_ms < :to_ms AND r.to_ms > :from_ms
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3);

-- query record_around many 500
-- What a person has on record between two moments, wholly or in part, in the order in which it began.
--   in centre_id centre_id
--   in person_id person_id
--   in record_id without_id
--   in ms        from_ms
--   in ms        to_ms
--   out ms       from_ms
--   out ms       to_ms
--   out int      minutes
--   out int      duration_min
--   out person_id? receiver_id
--   out int      lng_e6
--   out int      lat_e6
SELECT r.from_ms, r.to_ms, r.minutes, d.duration_min, q.person_id AS receiver_id, d.lng_e6, d.lat_e6
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.id <> :without_id AND r.from_ms <= :to_ms AND r.to_ms >= :from_ms
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3)
ORDER BY r.from_ms, r.id;

-- query record_absence one
-- Why a resident cannot have been served in a time; 0 when nothing is known. An absence holds until she was noted to be back, later than it was
-- noted itself (kind + 10, the same end); not by a return that who served her put down herself.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id volunteer_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      kind
SELECT COALESCE(MAX(a.kind), 0) AS kind FROM absence a
WHERE a.centre_id = :centre_id AND a.person_id = :person_id AND a.kind < 10 AND a.from_ms < :to_ms AND a.to_ms > :from_ms
	AND NOT EXISTS (SELECT 1 FROM absence b WHERE b.centre_id = a.centre_id AND b.person_id = a.person_id AND b.kind = a.kind + 10 AND b.to_ms = a.to_ms
		AND b.from_ms >= a.from_ms AND b.from_ms <= CASE WHEN a.from_ms > :from_ms THEN a.from_ms ELSE :from_ms END AND (b.at_ms, b.id) > (a.at_ms, a.id)
		AND b.recorded_by <> :volunteer_id);

-- query absence_get one
-- One that was noted, and from when on the actor noted that she was back (0 = did not): another's word may be wanted beside who served her.
--   in centre_id centre_id
--   in int       id
--   in person_id actor_id
--   out person_id person_id
--   out int      kind
--   out ms       from_ms
--   out ms       to_ms
--   out ms       back_ms
SELECT a.person_id, a.kind, a.from_ms, a.to_ms, COALESCE((SELECT MIN(b.from_ms) FROM absence b WHERE b.centre_id = a.centre_id AND b.person_id = a.person_id AND b.kind = a.kind + 10
	AND b.to_ms = a.to_ms AND b.from_ms >= a.from_ms AND (b.at_ms, b.id) > (a.at_ms, a.id)
	AND b.recorded_by = :actor_id), 0) AS back_ms
FROM absence a WHERE a.centre_id = :centre_id AND a.id = :id;

-- query record_companions one
-- How many others were on the same duty for at least half of the time.
--   in centre_id centre_id
--   in record_id id
--   out int      count
SELECT COUNT(*) AS count FROM record r JOIN record o ON o.centre_id = r.centre_id AND o.duty_id = r.duty_id AND o.person_id <> r.person_id
WHERE r.centre_id = :centre_id AND r.id = :id
	AND 2 * (CASE WHEN o.to_ms < r.to_ms THEN o.to_ms ELSE r.to_ms END - CASE WHEN o.from_ms > r.from_ms THEN o.from_ms ELSE r.from_ms END)
		>= r.to_ms - r.from_ms
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = o.centre_id AND e.record_id = o.id AND e.kind = 3);

-- query record_total one
-- Final minutes of a person: machine-made (code at the door) and manual apart.
--   in centre_id centre_id
--   in person_id person_id
--   out int      minutes_machine
--   out int      minutes_manual
--   out int      count
SELECT CAST(COALESCE(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN r.minutes ELSE 0 END), 0) AS BIGINT) AS minutes_machine,
	CAST(COALESCE(SUM(CASE WHEN r.evidence = 1 AND r.source = 1 THEN 0 ELSE r.minutes END), 0) AS BIGINT) AS minutes_manual, COUNT(*) AS count
FROM record r WHERE r.centre_id = :centre_id AND r.person_id = :person_id
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2;

-- query star_level one
-- The most stars that so many minutes make by the table in force on a day.
--   in centre_id centre_id
--   in int       day
--   in int       minutes
--   out int      stars
SELECT COALESCE(MAX(s.stars), 0) AS stars FROM star_level s WHERE s.centre_id = :centre_id AND s.minutes <= :minutes
	AND s.from_day = (SELECT MAX(t.from_day) FROM star_level t WHERE t.centre_id = s.centre_id AND t.from_day <= :day);

-- query star_next one
-- The least minutes that make more stars than so many minutes do, by the table in force on a day; none when there are no more.
--   in centre_id centre_id
--   in int       day
--   in int       minutes
--   out int?     minutes
SELECT MIN(s.minutes) AS minutes FROM star_level s WHERE s.centre_id = :centre_id AND s.minutes > :minutes
	AND s.from_day = (SELECT MAX(t.from_day) FROM star_level t WHERE t.centre_id = s.centre_id AND t.from_day <= :day);

-- query call_back_add exec
-- Somebody has to ring; once for each reason.
--   in centre_id centre_id
--   in int       id
--   in record_id record_id
--   in int       reason
--   in int       number
--   in int?      measure
--   in ms        due_at_ms
--   in ms        at_ms
INSERT INTO call_back (centre_id, id, record_id, reason, number, measure, due_at_ms, at_ms)
VALUES (:centre_id, :id, :record_id, :reason, :number, :measure, :due_at_ms, :at_ms)
ON CONFLICT (centre_id, record_id, reason) DO NOTHING;

-- query call_back_get one
-- One call with its record.
--   in centre_id centre_id
--   in int       id
--   out record_id record_id
--   out int      reason
--   out person_id person_id
--   out person_id recorded_by
--   out request_id? request_id
--   out person_id? receiver_id
--   out place_id place_id
--   out ms       from_ms
--   out int      pair_minutes
--   out int      state
--   out int      answers
SELECT c.record_id, c.reason, r.person_id, r.recorded_by, d.request_id, q.person_id AS receiver_id, d.place_id, r.from_ms,
	COALESCE((SELECT s.number FROM record_signal s WHERE s.centre_id = c.centre_id AND s.record_id = c.record_id AND s.signal = 15 AND s.verdict = 3
		AND NOT EXISTS (SELECT 1 FROM record_signal o WHERE o.centre_id = s.centre_id AND o.record_id = s.record_id AND o.signal = 16)), 0) AS pair_minutes,
	(SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) AS state,
	(SELECT COUNT(*) FROM call_back_answer a WHERE a.centre_id = c.centre_id AND a.call_back_id = c.id) AS answers
FROM call_back c JOIN record r ON r.centre_id = c.centre_id AND r.id = c.record_id
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE c.centre_id = :centre_id AND c.id = :id;

-- query call_back_answer_add exec
-- What she said.
--   in centre_id centre_id
--   in int       call_back_id
--   in bool      is_true
--   in int       asked
--   in text      note
--   in person_id actor_id
--   in ms        at_ms
INSERT INTO call_back_answer (centre_id, call_back_id, is_true, asked, note, actor_id, at_ms)
VALUES (:centre_id, :call_back_id, :is_true, :asked, :note, :actor_id, :at_ms);

-- query record_pair many 500
-- What one person has on record for another that began between two moments, both out, in the order in which it began.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id receiver_id
--   in record_id without_id
--   in ms        after_ms
--   in ms        before_ms
--   out ms       from_ms
--   out int      minutes
SELECT r.from_ms, r.minutes FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id AND q.person_id = :receiver_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.id <> :without_id AND r.from_ms > :after_ms AND r.from_ms < :before_ms
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3)
ORDER BY r.from_ms, r.id LIMIT 501;

-- query record_pair_asked one
-- When somebody else than these two last said that one serves the other so much (0 never), since a moment and with nobody who said since then
-- that a service of the two was not so. Only a call about a record that was held for it asks that.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id receiver_id
--   in ms        since_ms
--   out ms       said_ms
SELECT COALESCE(MAX(CASE WHEN a.is_true AND a.asked > 1 AND b.reason = 1 AND a.at_ms > :since_ms AND EXISTS (SELECT 1 FROM record_signal s
		WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 15 AND s.verdict = 3)
		AND NOT EXISTS (SELECT 1 FROM call_back_answer x JOIN call_back y ON y.centre_id = x.centre_id AND y.id = x.call_back_id
			JOIN record z ON z.centre_id = y.centre_id AND z.id = y.record_id AND z.person_id = r.person_id
			JOIN duty u ON u.centre_id = z.centre_id AND u.id = z.duty_id
			JOIN request v ON v.centre_id = u.centre_id AND v.id = u.request_id AND v.person_id = q.person_id
			WHERE x.centre_id = a.centre_id AND NOT x.is_true AND x.at_ms >= a.at_ms)
	THEN a.at_ms ELSE 0 END), 0) AS said_ms
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id AND q.person_id = :receiver_id
JOIN call_back b ON b.centre_id = r.centre_id AND b.record_id = r.id
JOIN call_back_answer a ON a.centre_id = b.centre_id AND a.call_back_id = b.id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id;

-- query record_pair_kin one
-- How many services of these two, begun between two moments, both out, somebody confirmed who is her kin on record.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id receiver_id
--   in ms        after_ms
--   in ms        before_ms
--   out int      count
SELECT COUNT(*) AS count FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id AND q.person_id = :receiver_id
JOIN record_signal s ON s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 2 AND s.number = 1
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.from_ms > :after_ms AND r.from_ms < :before_ms
	AND EXISTS (SELECT 1 FROM kin k WHERE k.centre_id = r.centre_id AND k.person_id = :receiver_id AND k.kin_id = s.actor_id);

-- query record_pair_waiting many 50
-- Records of these two, oldest first, that wait for a call only because one serves the other so much: a proof is there, and nothing else is against
-- them.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id receiver_id
--   in record_id without_id
--   out int      call_id
--   out record_id record_id
--   out person_id recorded_by
--   out request_id request_id
--   out place_id place_id
SELECT b.id AS call_id, r.id AS record_id, r.recorded_by, q.id AS request_id, d.place_id
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id AND q.person_id = :receiver_id
JOIN call_back b ON b.centre_id = r.centre_id AND b.record_id = r.id AND b.reason = 1
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.id <> :without_id
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind > 1)
	AND NOT EXISTS (SELECT 1 FROM call_back_answer a WHERE a.centre_id = b.centre_id AND a.call_back_id = b.id)
	AND EXISTS (SELECT 1 FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 15 AND s.verdict = 3)
	AND EXISTS (SELECT 1 FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal IN (1, 2) AND s.verdict = 1)
	AND NOT EXISTS (SELECT 1 FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal <> 15 AND s.verdict = 3)
ORDER BY r.id LIMIT 51;

-- query record_absence_add exec
-- A resident cannot be served for a time.
--   in centre_id centre_id
--   in int       id
--   in person_id person_id
--   in int       kind
--   in ms        from_ms
--   in ms        to_ms
--   in person_id recorded_by
--   in ms        at_ms
INSERT INTO absence (centre_id, id, person_id, kind, from_ms, to_ms, recorded_by, at_ms)
VALUES (:centre_id, :id, :person_id, :kind, :from_ms, :to_ms, :recorded_by, :at_ms);

-- query record_part_add exec
-- A training, commendation or evaluation.
--   in centre_id centre_id
--   in int       id
--   in person_id person_id
--   in int       kind
--   in text      title
--   in text      content
--   in text      given_by
--   in int       minutes
--   in int       day
--   in person_id recorded_by
--   in ms        at_ms
INSERT INTO record_part (centre_id, id, person_id, kind, title, content, given_by, minutes, day, recorded_by, at_ms)
VALUES (:centre_id, :id, :person_id, :kind, :title, :content, :given_by, :minutes, :day, :recorded_by, :at_ms);

-- query call_back_of one
-- The newest call about a record.
--   in centre_id centre_id
--   in record_id record_id
--   out int      id
SELECT id FROM call_back WHERE centre_id = :centre_id AND record_id = :record_id ORDER BY id DESC LIMIT 1;

-- query record_star_level_add exec
-- The minutes that a star takes from a day on.
--   in centre_id centre_id
--   in int       from_day
--   in int       stars
--   in int       minutes
INSERT INTO star_level (centre_id, from_day, stars, minutes) VALUES (:centre_id, :from_day, :stars, :minutes);

-- query record_fix_add exec
-- A record is said to be wrong.
--   in centre_id centre_id
--   in int       id
--   in record_id record_id
--   in ms        from_ms
--   in ms        to_ms
--   in text      reason
--   in person_id asked_by
--   in ms        due_at_ms
--   in ms        at_ms
INSERT INTO record_fix (centre_id, id, record_id, from_ms, to_ms, reason, asked_by, due_at_ms, at_ms)
VALUES (:centre_id, :id, :record_id, :from_ms, :to_ms, :reason, :asked_by, :due_at_ms, :at_ms);

-- query record_fix_get one
-- One request for correction, and whether it was decided.
--   in centre_id centre_id
--   in int       id
--   out record_id record_id
--   out ms       from_ms
--   out ms       to_ms
--   out text     reason
--   out person_id asked_by
--   out int      answers
SELECT f.record_id, f.from_ms, f.to_ms, f.reason, f.asked_by,
	(SELECT COUNT(*) FROM record_fix_answer a WHERE a.centre_id = f.centre_id AND a.fix_id = f.id) AS answers
FROM record_fix f WHERE f.centre_id = :centre_id AND f.id = :id;

-- query record_fix_answer_add exec
-- What was decided.
--   in centre_id centre_id
--   in int       fix_id
--   in bool      is_done
--   in text      note
--   in record_id? new_record_id
--   in person_id actor_id
--   in ms        at_ms
INSERT INTO record_fix_answer (centre_id, fix_id, is_done, note, new_record_id, actor_id, at_ms)
VALUES (:centre_id, :fix_id, :is_done, :note, :new_record_id, :actor_id, :at_ms);

-- query record_trial many 500
-- Final records since a moment by person and time, behind the last one read, for the trial of a rule.
--   in centre_id centre_id
--   in ms        since_ms
--   in person_id after_person
--   in ms        after_ms
--   in record_id after_id
--   out record_id id
--   out person_id person_id
--   out text     name
--   out person_id? receiver_id
--   out ms       from_ms
--   out int      minutes
--   out int      points
--   out int      serves
--   out int      difficulty_percent
--   out int      people
--   out int      leads
SELECT r.id, r.person_id, p.name, q.person_id AS receiver_id, r.from_ms, r.minutes, r.points, r.serves, d.coefficient_percent AS difficulty_percent, d.people,
	(SELECT COUNT(*) FROM membership m WHERE m.centre_id = d.centre_id AND m.organisation_id = i.provider_id AND m.person_id = r.person_id
		AND m.is_leader AND m.ended_at_ms IS NULL) AS leads
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
LEFT JOIN menu_item i ON i.centre_id = d.centre_id AND i.id = d.item_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE r.centre_id = :centre_id AND r.from_ms >= :since_ms AND (r.person_id, r.from_ms, r.id) > (:after_person, :after_ms, :after_id)
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2
ORDER BY r.person_id, r.from_ms, r.id LIMIT 501;

-- query record_rule_newest one
-- The highest version of the rule, and how many say when somebody else is asked about a pair: those from before there was this number do not.
--   in centre_id centre_id
--   out int      version
--   out int      decided
SELECT COALESCE(MAX(version), 0) AS version, COUNT(pair_cap_min) AS decided FROM rule WHERE centre_id = :centre_id;

-- query backfill_person one
-- The volunteer of a number.
--   in centre_id centre_id
--   in text      number
--   out person_id id
--   out place_id place_id
SELECT p.id, p.place_id FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
WHERE v.centre_id = :centre_id AND v.number = :number;

-- query record_backfill_add exec
-- A service is proposed to be put down afterwards.
--   in centre_id centre_id
--   in int       id
--   in person_id person_id
--   in place_id  place_id
--   in text      title
--   in ms        from_ms
--   in ms        to_ms
--   in text      evidence
--   in person_id proposed_by
--   in ms        at_ms
INSERT INTO backfill (centre_id, id, person_id, place_id, title, from_ms, to_ms, evidence, proposed_by, at_ms)
VALUES (:centre_id, :id, :person_id, :place_id, :title, :from_ms, :to_ms, :evidence, :proposed_by, :at_ms);

-- query backfill_get one
-- One proposal and where it stands.
--   in centre_id centre_id
--   in int       id
--   out person_id person_id
--   out place_id place_id
--   out text     title
--   out ms       from_ms
--   out ms       to_ms
--   out person_id proposed_by
--   out ms       at_ms
--   out ms?      seconded_at_ms
--   out int      objections
--   out int      refusals
--   out record_id? record_id
SELECT b.person_id, b.place_id, b.title, b.from_ms, b.to_ms, b.proposed_by, b.at_ms,
	(SELECT e.at_ms FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind = 1) AS seconded_at_ms,
	(SELECT COUNT(*) FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind = 2) AS objections,
	(SELECT COUNT(*) FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind = 3) AS refusals,
	(SELECT e.record_id FROM backfill_event e WHERE e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind = 4) AS record_id
FROM backfill b WHERE b.centre_id = :centre_id AND b.id = :id;

-- query record_backfill_event_add exec
-- A step of a proposal, once each.
--   in centre_id centre_id
--   in int       id
--   in int       backfill_id
--   in int       kind
--   in text      reason
--   in record_id? record_id
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO backfill_event (centre_id, id, backfill_id, kind, reason, record_id, actor_id, at_ms)
VALUES (:centre_id, :id, :backfill_id, :kind, :reason, :record_id, :actor_id, :at_ms);

-- query backfills_due many 100
-- Proposals seconded until a moment that nothing has happened to since.
--   in centre_id centre_id
--   in ms        seconded_ms
--   out int      id
SELECT b.id FROM backfill b JOIN backfill_event e ON e.centre_id = b.centre_id AND e.backfill_id = b.id AND e.kind = 1 AND e.at_ms <= :seconded_ms
WHERE b.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM backfill_event o WHERE o.centre_id = b.centre_id AND o.backfill_id = b.id AND o.kind > 1)
ORDER BY b.id LIMIT 101;

-- query record_number one
-- The number of a volunteer.
--   in centre_id centre_id
--   in person_id person_id
--   out text     number
SELECT number FROM volunteer WHERE centre_id = :centre_id AND person_id = :person_id;

-- query watch_count one
-- How many records there are since a moment: room for watch_facts.
--   in centre_id centre_id
--   in record_id after_id
--   in ms        since_ms
--   out int      count
SELECT COUNT(*) AS count FROM record r WHERE r.centre_id = :centre_id AND r.id > :after_id AND r.from_ms >= :since_ms;

-- query watch_facts many 2000
-- Final records since a moment with what the scores ask: whom they served, who confirmed and when, by whom and when they were entered; behind one.
-- Of those who began to serve since then also what they have spent or set aside (hundredths).
--   in centre_id centre_id
--   in record_id after_id
--   in ms        since_ms
--   out record_id id
--   out person_id person_id
--   out person_id? receiver_id
--   out person_id? confirmer_id
--   out person_id recorded_by
--   out int      minutes
--   out int      minutes_raw
--   out int      duration_min
--   out ms       to_ms
--   out ms       confirmed_ms
--   out ms       created_at_ms
--   out ms       since_ms
--   out int      spent
SELECT r.id, r.person_id, q.person_id AS receiver_id, e.actor_id AS confirmer_id, r.recorded_by, r.minutes, r.minutes_raw, d.duration_min, r.to_ms,
	e.at_ms AS confirmed_ms, r.created_at_ms, v.since_ms,
	CASE WHEN v.since_ms >= :since_ms THEN COALESCE((SELECT CAST(a.debits_posted + a.debits_held AS BIGINT) FROM account a
		WHERE a.centre_id = r.centre_id AND a.kind = 3 AND a.person_id = r.person_id), 0) ELSE 0 END AS spent
FROM record r JOIN record_event e ON e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN volunteer v ON v.centre_id = r.centre_id AND v.person_id = r.person_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE r.centre_id = :centre_id AND r.id > :after_id AND r.from_ms >= :since_ms
	AND NOT EXISTS (SELECT 1 FROM record_event x WHERE x.centre_id = r.centre_id AND x.record_id = r.id AND x.kind = 3)
ORDER BY r.id LIMIT 2001;

-- query watch_ratings many 2000
-- What was given since a moment to who has a final record of it, the newest when the work was done again; behind one record.
--   in centre_id centre_id
--   in record_id after_id
--   in ms        since_ms
--   out record_id id
--   out person_id person_id
--   out person_id rater_id
--   out int      score
--   out text     comment
SELECT r.id, r.person_id, g.person_id AS rater_id, g.score, g.comment FROM record r
JOIN record_event e ON e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN rating g ON g.centre_id = d.centre_id AND g.request_id = d.request_id AND g.at_ms >= :since_ms
WHERE r.centre_id = :centre_id AND r.id > :after_id
	AND NOT EXISTS (SELECT 1 FROM record_event x WHERE x.centre_id = r.centre_id AND x.record_id = r.id AND x.kind = 3)
	AND NOT EXISTS (SELECT 1 FROM rating h WHERE h.centre_id = g.centre_id AND h.request_id = g.request_id AND h.at_ms > g.at_ms)
ORDER BY r.id LIMIT 2001;

-- query watch_rung one
-- How many calls a score asked for about a volunteer: of any score since a moment, and of this one since an earlier moment when it was said that all was so.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        since_ms
--   in int       score
--   in ms        known_since_ms
--   out int      count
SELECT COUNT(*) AS count FROM call_back c JOIN record r ON r.centre_id = c.centre_id AND r.id = c.record_id
LEFT JOIN call_back_answer a ON a.centre_id = c.centre_id AND a.call_back_id = c.id
WHERE c.centre_id = :centre_id AND r.person_id = :person_id AND c.reason = 2
	AND (c.at_ms >= :since_ms OR (c.number = :score AND a.is_true AND c.at_ms >= :known_since_ms));

-- query trace_add exec
-- What a check-in or check-out of her own leaves; the first of each stays.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   in int       kind
--   in ms        at_ms
--   in bytes?    spot
--   in bytes?    device
INSERT INTO trace (centre_id, duty_id, person_id, kind, at_ms, spot, device) VALUES (:centre_id, :duty_id, :person_id, :kind, :at_ms, :spot, :device)
ON CONFLICT (centre_id, duty_id, person_id, kind) DO NOTHING;

-- query trace_forget exec
-- What was left before a moment is forgotten.
--   in centre_id centre_id
--   in ms        before_ms
DELETE FROM trace WHERE centre_id = :centre_id AND at_ms < :before_ms;

-- query trace_count one
-- How many traces there are: room for trace_facts.
--   in centre_id centre_id
--   out int      count
SELECT COUNT(*) AS count FROM trace WHERE centre_id = :centre_id;

-- query trace_facts many 2000
-- Traces of services whose record is final, with whom they served; behind one.
--   in centre_id centre_id
--   in ms        since_ms
--   in duty_id   after_duty_id
--   in person_id after_person_id
--   in int       after_kind
--   out duty_id  duty_id
--   out person_id person_id
--   out int      kind
--   out ms       at_ms
--   out bytes?   spot
--   out bytes?   device
--   out record_id record_id
--   out person_id? receiver_id
SELECT t.duty_id, t.person_id, t.kind, t.at_ms, t.spot, t.device, r.id AS record_id, q.person_id AS receiver_id
FROM trace t JOIN record r ON r.centre_id = t.centre_id AND r.duty_id = t.duty_id AND r.person_id = t.person_id
JOIN record_event e ON e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2
JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
WHERE t.centre_id = :centre_id AND t.at_ms >= :since_ms
	AND (t.duty_id > :after_duty_id OR (t.duty_id = :after_duty_id AND (t.person_id > :after_person_id
		OR (t.person_id = :after_person_id AND t.kind > :after_kind))))
	AND NOT EXISTS (SELECT 1 FROM record_event x WHERE x.centre_id = r.centre_id AND x.record_id = r.id AND x.kind = 3)
ORDER BY t.duty_id, t.person_id, t.kind LIMIT 2001;
