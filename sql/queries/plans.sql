-- query plan_duties many 2000
-- The duties of a subtree that still want people and may begin between two instants, for which nobody is being asked.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        from_ms
--   in ms        to_ms
--   out duty_id  id
--   out request_id request_id
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      people
--   out person_id resident_id
--   out bool     lives_alone
--   out bool     is_hardship
--   out ms?      deadline_at_ms
SELECT d.id, r.id AS request_id, d.place_id, d.lng_e6, d.lat_e6, d.from_ms, d.to_ms, d.duration_min,
	d.people - (SELECT COUNT(*) FROM assignment a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL) AS people,
	r.person_id AS resident_id, p.lives_alone, p.is_hardship, r.deadline_at_ms
FROM duty d JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
JOIN place_within w ON w.centre_id = d.centre_id AND w.place_id = d.place_id AND w.ancestor_id = :scope_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
WHERE d.centre_id = :centre_id AND d.state = 1 AND r.state IN (3, 5, 12) AND d.from_ms < :to_ms AND d.to_ms > :from_ms
	AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.centre_id = d.centre_id AND o.duty_id = d.id AND o.state = 1)
ORDER BY d.id LIMIT 2001;

-- query plan_duty_skills many 20000
-- The skills that waiting duties need.
--   in centre_id centre_id
--   out duty_id  duty_id
--   out text     skill
SELECT s.duty_id, s.skill FROM duty d JOIN duty_skill s ON s.centre_id = d.centre_id AND s.duty_id = d.id
WHERE d.centre_id = :centre_id AND d.state = 1 ORDER BY s.duty_id, s.skill;

-- query plan_volunteers many 20000
-- The volunteers of a subtree who do not rest on all of some days and have not enough of the week already, with what of it they have, and the minutes they have served since an instant (the smallest id of it).
--   in centre_id centre_id
--   in place_id  scope_id
--   in int       day
--   in int       days
--   in ms        last_day_ms
--   in ms        week_from_ms
--   in ms        week_to_ms
--   in int       month_from_id
--   out person_id id
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out int      reach_m
--   out ms       paused_until_ms
--   out int      week_most
--   out int      week_count
--   out int      served_min
SELECT p.id, p.place_id, p.lng_e6, p.lat_e6, v.reach_m, v.paused_until_ms, v.week_most, COALESCE(week.n, 0) AS week_count, COALESCE(went.n, 0) AS served_min
FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
LEFT JOIN (SELECT +a.person_id AS person_id, SUM(d.duration_min) AS n FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
	WHERE a.centre_id = :centre_id AND a.id >= :month_from_id AND a.ended_at_ms IS NULL GROUP BY +a.person_id) went ON went.person_id = p.id
LEFT JOIN (SELECT b.person_id, COUNT(*) AS n FROM duty e CROSS JOIN assignment b
	WHERE e.centre_id = :centre_id AND e.state IN (1, 2, 3, 4) AND e.from_ms >= :week_from_ms AND e.from_ms < :week_to_ms
		AND b.centre_id = e.centre_id AND b.duty_id = e.id AND b.ended_at_ms IS NULL GROUP BY b.person_id) week ON week.person_id = p.id
WHERE v.centre_id = :centre_id AND v.paused_until_ms <= :last_day_ms
	AND (:days > 1 OR NOT EXISTS (SELECT 1 FROM volunteer_day_off c WHERE c.centre_id = v.centre_id AND c.person_id = v.person_id AND c.day = :day))
	AND (v.week_most = 0 OR v.week_most > COALESCE(week.n, 0))
ORDER BY p.id;

-- query plan_days_off many 5000
-- Who said that she cannot come on which of some days.
--   in centre_id centre_id
--   in int       from_day
--   in int       to_day
--   out person_id person_id
--   out int      day
SELECT person_id, day FROM volunteer_day_off WHERE centre_id = :centre_id AND day >= :from_day AND day < :to_day ORDER BY person_id, day;

-- query plan_free_times many 60000
-- When volunteers are free on a day of the week.
--   in centre_id centre_id
--   in int       weekday
--   out person_id person_id
--   out int      from_min
--   out int      to_min
SELECT person_id, from_min, to_min FROM free_time WHERE centre_id = :centre_id AND weekday = :weekday ORDER BY person_id, from_min;

-- query plan_busy many 20000
-- Appointments of volunteers between two instants; a promise without an hour is none yet.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out person_id person_id
--   out ms       from_ms
--   out ms       to_ms
SELECT a.person_id, d.from_ms, d.to_ms FROM duty d JOIN assignment a ON a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL
WHERE d.centre_id = :centre_id AND d.state IN (1, 2, 3) AND d.from_ms < :to_ms AND d.to_ms > :from_ms
	AND d.to_ms - d.from_ms <= (d.duration_min + 30) * 60000
ORDER BY a.person_id, d.from_ms;

-- query plan_skills many 100000
-- The skills volunteers hold on a day.
--   in centre_id centre_id
--   in int       day
--   out person_id person_id
--   out text     skill
SELECT person_id, skill FROM person_skill WHERE centre_id = :centre_id AND (valid_until_day = 0 OR valid_until_day >= :day) ORDER BY person_id, skill;

-- query plan_unwilling many 20000
-- Who is not asked again for a waiting duty: said no, let the question pass, or gave it back.
--   in centre_id centre_id
--   out duty_id  duty_id
--   out person_id person_id
SELECT o.duty_id, o.person_id FROM duty d CROSS JOIN offer o
WHERE d.centre_id = :centre_id AND d.state = 1 AND o.centre_id = d.centre_id AND o.duty_id = d.id AND o.state IN (3, 4)
UNION SELECT a.duty_id, a.person_id FROM duty d CROSS JOIN assignment a
WHERE d.centre_id = :centre_id AND d.state = 1 AND a.centre_id = d.centre_id AND a.duty_id = d.id
ORDER BY person_id, duty_id;

-- query plan_known many 50000
-- How often volunteers have been with the residents of waiting duties.
--   in centre_id centre_id
--   out person_id resident_id
--   out person_id person_id
--   out int      count
SELECT r.person_id AS resident_id, a.person_id, COUNT(*) AS count
FROM (SELECT DISTINCT q.person_id FROM duty w CROSS JOIN request q
	WHERE w.centre_id = :centre_id AND w.state = 1 AND q.centre_id = w.centre_id AND q.id = w.request_id) k
CROSS JOIN request r CROSS JOIN duty d CROSS JOIN assignment a
WHERE r.centre_id = :centre_id AND r.person_id = k.person_id AND d.centre_id = r.centre_id AND d.request_id = r.id AND d.state = 4
	AND a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL
GROUP BY r.person_id, a.person_id ORDER BY a.person_id, r.person_id;

-- query plan_add exec
-- A plan as it was made.
--   in centre_id centre_id
--   in plan_id   id
--   in place_id  place_id
--   in int       day
--   in int       days
--   in int       kind
--   in plan_id?  follows_id
--   in int       rule
--   in int       seed
--   in bytes     problem
--   in bytes     problem_hash
--   in int       value
--   in int       bound
--   in person_id? made_by
--   in ms        made_at_ms
INSERT INTO plan (centre_id, id, place_id, day, days, kind, follows_id, rule, seed, problem, problem_hash, value, bound, made_by, made_at_ms)
VALUES (:centre_id, :id, :place_id, :day, :days, :kind, :follows_id, :rule, :seed, :problem, :problem_hash, :value, :bound, :made_by, :made_at_ms);

-- query plan_visit_add exec
-- One of its visits.
--   in centre_id centre_id
--   in plan_id   plan_id
--   in duty_id   duty_id
--   in person_id person_id
--   in ms        start_ms
--   in int       way_min
INSERT INTO plan_visit (centre_id, plan_id, duty_id, person_id, start_ms, way_min)
VALUES (:centre_id, :plan_id, :duty_id, :person_id, :start_ms, :way_min);

-- query plan_gap_add exec
-- One duty nobody was found for, with the reasons counted.
--   in centre_id centre_id
--   in plan_id   plan_id
--   in duty_id   duty_id
--   in int       too_far
--   in int       no_skill
--   in int       not_free
--   in int       not_wanted
--   in int       no_room
INSERT INTO plan_gap (centre_id, plan_id, duty_id, too_far, no_skill, not_free, not_wanted, no_room)
VALUES (:centre_id, :plan_id, :duty_id, :too_far, :no_skill, :not_free, :not_wanted, :no_room);

-- query plan_ask_add exec
-- A visit was asked for, and what became of it.
--   in centre_id centre_id
--   in plan_id   plan_id
--   in duty_id   duty_id
--   in text      refusal
--   in person_id asked_by
--   in ms        at_ms
INSERT INTO plan_ask (centre_id, plan_id, duty_id, refusal, asked_by, at_ms) VALUES (:centre_id, :plan_id, :duty_id, :refusal, :asked_by, :at_ms);

-- query plan_newest one
-- The plan of a day, or of so many days from it, that holds now.
--   in centre_id centre_id
--   in place_id  place_id
--   in int       day
--   in int       days
--   out plan_id  id
SELECT id FROM plan WHERE centre_id = :centre_id AND place_id = :place_id AND day = :day AND days = :days ORDER BY id DESC LIMIT 1;

-- query plan_get one
-- A plan with who made it.
--   in centre_id centre_id
--   in plan_id   id
--   out place_id place_id
--   out int      day
--   out int      days
--   out int      kind
--   out plan_id? follows_id
--   out int      rule
--   out int      seed
--   out bytes    problem
--   out bytes    problem_hash
--   out int      value
--   out int      bound
--   out text?    made_by
--   out ms       made_at_ms
SELECT n.place_id, n.day, n.days, n.kind, n.follows_id, n.rule, n.seed, n.problem, n.problem_hash, n.value, n.bound, p.name AS made_by, n.made_at_ms
FROM plan n LEFT JOIN person p ON p.centre_id = n.centre_id AND p.id = n.made_by WHERE n.centre_id = :centre_id AND n.id = :id;

-- query plan_visits many 4000
-- The visits of a plan with what stands about each now: the request, what was asked, and whether she said yes meanwhile.
--   in centre_id centre_id
--   in plan_id   plan_id
--   out duty_id  duty_id
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     resident_name
--   out text     place_name
--   out person_id person_id
--   out text     name
--   out ms       start_ms
--   out int      way_min
--   out int      duration_min
--   out int      request_state
--   out text?    refusal
--   out bool     is_asked
SELECT v.duty_id, r.id AS request_id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, e.name AS resident_name,
	l.name AS place_name, v.person_id, p.name, v.start_ms, v.way_min, d.duration_min, r.state AS request_state, k.refusal,
	EXISTS (SELECT 1 FROM offer o WHERE o.centre_id = v.centre_id AND o.duty_id = v.duty_id AND o.person_id = v.person_id AND o.state IN (1, 2)) AS is_asked
FROM plan_visit v JOIN duty d ON d.centre_id = v.centre_id AND d.id = v.duty_id
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
JOIN person e ON e.centre_id = r.centre_id AND e.id = r.person_id
JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
LEFT JOIN plan_ask k ON k.centre_id = v.centre_id AND k.plan_id = v.plan_id AND k.duty_id = v.duty_id
WHERE v.centre_id = :centre_id AND v.plan_id = :plan_id ORDER BY (v.start_ms + 28800000) / 86400000, v.person_id, v.start_ms, v.duty_id;

-- query plan_points many 4000
-- Where the visits of a plan are and where their volunteers live, in the order of plan_visits.
--   in centre_id centre_id
--   in plan_id   plan_id
--   out person_id person_id
--   out ms       start_ms
--   out int      lng_e6
--   out int      lat_e6
--   out int      home_lng_e6
--   out int      home_lat_e6
SELECT v.person_id, v.start_ms, d.lng_e6, d.lat_e6, p.lng_e6 AS home_lng_e6, p.lat_e6 AS home_lat_e6
FROM plan_visit v JOIN duty d ON d.centre_id = v.centre_id AND d.id = v.duty_id
JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
WHERE v.centre_id = :centre_id AND v.plan_id = :plan_id ORDER BY (v.start_ms + 28800000) / 86400000, v.person_id, v.start_ms, v.duty_id;

-- query plan_gaps many 2000
-- The duties a plan leaves open, with the reasons.
--   in centre_id centre_id
--   in plan_id   plan_id
--   out duty_id  duty_id
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     resident_name
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out int      people
--   out int      request_state
--   out int      too_far
--   out int      no_skill
--   out int      not_free
--   out int      not_wanted
--   out int      no_room
SELECT g.duty_id, r.id AS request_id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, e.name AS resident_name,
	l.name AS place_name, d.from_ms, d.to_ms, d.people, r.state AS request_state, g.too_far, g.no_skill, g.not_free, g.not_wanted, g.no_room
FROM plan_gap g JOIN duty d ON d.centre_id = g.centre_id AND d.id = g.duty_id
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
JOIN person e ON e.centre_id = r.centre_id AND e.id = r.person_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE g.centre_id = :centre_id AND g.plan_id = :plan_id ORDER BY d.from_ms, g.duty_id;

-- query plan_promised many 500
-- Who is expected where on a day: appointments of a subtree.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        from_ms
--   in ms        to_ms
--   out request_id request_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     resident_name
--   out text     place_name
--   out person_id person_id
--   out text     name
--   out ms       from_ms
--   out ms       to_ms
SELECT r.id AS request_id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, e.name AS resident_name, l.name AS place_name,
	a.person_id, p.name, d.from_ms, d.to_ms
FROM duty d JOIN assignment a ON a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL
JOIN place_within w ON w.centre_id = d.centre_id AND w.place_id = d.place_id AND w.ancestor_id = :scope_id
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
JOIN person e ON e.centre_id = r.centre_id AND e.id = r.person_id
JOIN person p ON p.centre_id = a.centre_id AND p.id = a.person_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE d.centre_id = :centre_id AND d.state IN (1, 2, 3) AND d.from_ms < :to_ms AND d.to_ms > :from_ms
	AND d.to_ms - d.from_ms <= (d.duration_min + 30) * 60000
ORDER BY (d.from_ms + 28800000) / 86400000, a.person_id, d.from_ms;

-- query plan_promises_of many 50
-- The requests that one volunteer has promised to serve between two instants, or was asked for.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        from_ms
--   in ms        to_ms
--   out request_id request_id
--   out offer_id? offer_id
SELECT d.request_id, CAST(NULL AS BIGINT) AS offer_id FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
WHERE a.centre_id = :centre_id AND a.person_id = :person_id AND a.ended_at_ms IS NULL AND d.request_id IS NOT NULL
	AND d.state IN (1, 2) AND d.from_ms < :to_ms AND d.to_ms > :from_ms
UNION ALL SELECT d.request_id, o.id AS offer_id FROM offer o JOIN duty d ON d.centre_id = o.centre_id AND d.id = o.duty_id
WHERE o.centre_id = :centre_id AND o.person_id = :person_id AND o.state = 1 AND d.request_id IS NOT NULL
	AND d.from_ms < :to_ms AND d.to_ms > :from_ms
ORDER BY request_id LIMIT 51;
