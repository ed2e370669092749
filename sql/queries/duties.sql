-- query duty_add exec
-- Somebody is needed.
--   in centre_id centre_id
--   in duty_id   id
--   in request_id? request_id
--   in item_id?  item_id
--   in place_id  place_id
--   in text      title
--   in int       lng_e6
--   in int       lat_e6
--   in ms        from_ms
--   in ms        to_ms
--   in int       duration_min
--   in int       people
--   in int       coefficient_percent
--   in ms        created_at_ms
INSERT INTO duty (centre_id, id, request_id, item_id, place_id, title, lng_e6, lat_e6, from_ms, to_ms, duration_min, people, coefficient_percent,
	state, is_open, created_at_ms)
VALUES (:centre_id, :id, :request_id, :item_id, :place_id, :title, :lng_e6, :lat_e6, :from_ms, :to_ms, :duration_min, :people, :coefficient_percent,
	1, FALSE, :created_at_ms);

-- query duty_skill_add exec
-- A duty needs a skill.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in text      skill
INSERT INTO duty_skill (centre_id, duty_id, skill) VALUES (:centre_id, :duty_id, :skill)
ON CONFLICT (centre_id, duty_id, skill) DO NOTHING;

-- query duty_get one
-- One duty with the number of people who go.
--   in centre_id centre_id
--   in duty_id   id
--   out request_id? request_id
--   out place_id place_id
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      people
--   out int      coefficient_percent
--   out int      state
--   out bool     is_open
--   out int      going
SELECT d.request_id, d.place_id, d.from_ms, d.to_ms, d.duration_min, d.people, d.coefficient_percent, d.state, d.is_open,
	(SELECT COUNT(*) FROM assignment a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL) AS going
FROM duty d WHERE d.centre_id = :centre_id AND d.id = :id;

-- query duty_set_state exec
-- The duty's shown state.
--   in centre_id centre_id
--   in duty_id   id
--   in int       state
--   in bool      is_open
UPDATE duty SET state = :state, is_open = :is_open WHERE centre_id = :centre_id AND id = :id;

-- query duty_set_times exec
-- The duty's window.
--   in centre_id centre_id
--   in duty_id   id
--   in ms        from_ms
--   in ms        to_ms
UPDATE duty SET from_ms = :from_ms, to_ms = :to_ms WHERE centre_id = :centre_id AND id = :id;

-- query duty_fit one
-- A volunteer against a duty: pause, skills of it she has not, other appointments at that time (a duty whose hour is not agreed yet stands in nobody's way).
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   in int       day
--   in ms        from_ms
--   in ms        to_ms
--   out ms       paused_until_ms
--   out int      missing_skills
--   out int      busy_count
SELECT v.paused_until_ms,
	(SELECT COUNT(*) FROM duty_skill s WHERE s.centre_id = v.centre_id AND s.duty_id = :duty_id AND NOT EXISTS (SELECT 1 FROM person_skill p
		WHERE p.centre_id = s.centre_id AND p.person_id = v.person_id AND p.skill = s.skill AND (p.valid_until_day = 0 OR p.valid_until_day >= :day))) AS missing_skills,
	(SELECT COUNT(*) FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
		WHERE a.centre_id = v.centre_id AND a.person_id = v.person_id AND a.ended_at_ms IS NULL AND d.id <> :duty_id AND d.state IN (1, 2, 3)
		AND a.duty_id >= (SELECT MIN(l.id) FROM duty l WHERE l.centre_id = v.centre_id AND l.state <= 3)
		AND d.to_ms - d.from_ms <= (d.duration_min + 30) * 60000 AND d.from_ms < :to_ms AND d.to_ms > :from_ms) AS busy_count
FROM volunteer v WHERE v.centre_id = :centre_id AND v.person_id = :person_id;

-- query duty_clashes one
-- How many of those who go to a duty have another appointment in a time.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      count
SELECT COUNT(*) AS count FROM assignment a
JOIN assignment b ON b.centre_id = a.centre_id AND b.person_id = a.person_id AND b.ended_at_ms IS NULL AND b.duty_id <> a.duty_id
JOIN duty d ON d.centre_id = b.centre_id AND d.id = b.duty_id AND d.state IN (1, 2, 3)
WHERE a.centre_id = :centre_id AND a.duty_id = :duty_id AND a.ended_at_ms IS NULL
	AND b.duty_id >= (SELECT MIN(l.id) FROM duty l WHERE l.centre_id = :centre_id AND l.state <= 3)
	AND d.to_ms - d.from_ms <= (d.duration_min + 30) * 60000 AND d.from_ms < :to_ms AND d.to_ms > :from_ms;

-- query offer_add exec
-- One volunteer is asked.
--   in centre_id centre_id
--   in offer_id  id
--   in duty_id   duty_id
--   in person_id person_id
--   in person_id? sent_by
--   in ms        sent_at_ms
--   in ms        expires_at_ms
--   in int       rank
--   in text      reasons
INSERT INTO offer (centre_id, id, duty_id, person_id, sent_by, sent_at_ms, expires_at_ms, rank, reasons, state)
VALUES (:centre_id, :id, :duty_id, :person_id, :sent_by, :sent_at_ms, :expires_at_ms, :rank, :reasons, 1);

-- query offer_get one
-- One offer.
--   in centre_id centre_id
--   in offer_id  id
--   out duty_id  duty_id
--   out person_id person_id
--   out ms       expires_at_ms
--   out int      state
--   out bool     has_yes
SELECT o.duty_id, o.person_id, o.expires_at_ms, o.state,
	EXISTS (SELECT 1 FROM offer_yes y WHERE y.centre_id = o.centre_id AND y.offer_id = o.id) AS has_yes
FROM offer o WHERE o.centre_id = :centre_id AND o.id = :id;

-- query offer_yes_add exec
-- She would go.
--   in centre_id centre_id
--   in offer_id  offer_id
--   in ms        at_ms
INSERT INTO offer_yes (centre_id, offer_id, at_ms) VALUES (:centre_id, :offer_id, :at_ms);

-- query offers_yes many 200
-- The offers of a duty whose volunteers would go and are not decided yet, best ranked first; of equals who said so first.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out offer_id id
--   out person_id person_id
SELECT o.id, o.person_id FROM offer o JOIN offer_yes y ON y.centre_id = o.centre_id AND y.offer_id = o.id
WHERE o.centre_id = :centre_id AND o.duty_id = :duty_id AND o.state = 1 ORDER BY o.rank, y.at_ms, o.id;

-- query offer_live_of one
-- The offer of a duty that a volunteer has not answered.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   out offer_id id
SELECT id FROM offer WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id AND state = 1;

-- query offers_live many 200
-- The offers of a duty that nobody has answered.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out offer_id id
--   out ms       expires_at_ms
SELECT id, expires_at_ms FROM offer WHERE centre_id = :centre_id AND duty_id = :duty_id AND state = 1 ORDER BY id;

-- query offer_answer_add exec
-- The one answer of an offer.
--   in centre_id centre_id
--   in offer_id  offer_id
--   in int       answer
--   in text      reason
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO offer_answer (centre_id, offer_id, answer, reason, actor_id, at_ms) VALUES (:centre_id, :offer_id, :answer, :reason, :actor_id, :at_ms);

-- query offer_set_state exec
-- The offer's shown state.
--   in centre_id centre_id
--   in offer_id  id
--   in int       state
UPDATE offer SET state = :state WHERE centre_id = :centre_id AND id = :id;

-- query assignment_add exec
-- Somebody goes.
--   in centre_id centre_id
--   in int       id
--   in duty_id   duty_id
--   in person_id person_id
--   in offer_id? offer_id
--   in ms        accepted_at_ms
INSERT INTO assignment (centre_id, id, duty_id, person_id, offer_id, accepted_at_ms, end_reason)
VALUES (:centre_id, :id, :duty_id, :person_id, :offer_id, :accepted_at_ms, '');

-- query assignment_live one
-- Whether a person goes.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   out int      id
SELECT id FROM assignment WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id AND ended_at_ms IS NULL;

-- query assignments_live many 50
-- Everybody who goes.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out person_id person_id
SELECT person_id FROM assignment WHERE centre_id = :centre_id AND duty_id = :duty_id AND ended_at_ms IS NULL ORDER BY id;

-- query duty_concerned many 200
-- Whom a step of the duty concerns: everybody who goes, and those who went or were asked until this very instant.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in ms        now_ms
--   out person_id person_id
SELECT a.person_id FROM assignment a WHERE a.centre_id = :centre_id AND a.duty_id = :duty_id AND (a.ended_at_ms IS NULL OR a.ended_at_ms = :now_ms)
UNION
SELECT o.person_id FROM offer o JOIN offer_answer w ON w.centre_id = o.centre_id AND w.offer_id = o.id
WHERE o.centre_id = :centre_id AND o.duty_id = :duty_id AND o.state = 5 AND w.at_ms = :now_ms
ORDER BY person_id;

-- query assignment_end exec
-- Somebody does not go after all.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   in text      end_reason
--   in ms        ended_at_ms
UPDATE assignment SET ended_at_ms = :ended_at_ms, end_reason = :end_reason
WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id AND ended_at_ms IS NULL;

-- query attendance_add exec
-- A check-in (1) or check-out (2).
--   in centre_id centre_id
--   in attendance_id id
--   in duty_id   duty_id
--   in person_id person_id
--   in int       kind
--   in ms        at_ms
--   in int       evidence
--   in text      note
--   in person_id recorded_by
INSERT INTO attendance (centre_id, id, duty_id, person_id, kind, at_ms, evidence, note, recorded_by)
VALUES (:centre_id, :id, :duty_id, :person_id, :kind, :at_ms, :evidence, :note, :recorded_by);

-- query attendance_get one
-- When a person checked in or out.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id person_id
--   in int       kind
--   out ms       at_ms
--   out int      evidence
--   out person_id recorded_by
SELECT at_ms, evidence, recorded_by FROM attendance WHERE centre_id = :centre_id AND duty_id = :duty_id AND person_id = :person_id AND kind = :kind;

-- query attendance_missing_out one
-- How many who came have not checked out; who never came does not hold up the rest.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out int      count
SELECT COUNT(*) AS count FROM assignment a WHERE a.centre_id = :centre_id AND a.duty_id = :duty_id AND a.ended_at_ms IS NULL
	AND EXISTS (SELECT 1 FROM attendance i WHERE i.centre_id = a.centre_id AND i.duty_id = a.duty_id AND i.person_id = a.person_id AND i.kind = 1)
	AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.centre_id = a.centre_id AND t.duty_id = a.duty_id AND t.person_id = a.person_id AND t.kind = 2);
