-- query dispatch_duty one
-- What dispatch must know of a duty.
--   in centre_id centre_id
--   in duty_id   id
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out person_id? resident_id
SELECT d.place_id, d.lng_e6, d.lat_e6, d.from_ms, d.to_ms, d.duration_min, r.person_id AS resident_id
FROM duty d LEFT JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
WHERE d.centre_id = :centre_id AND d.id = :id;

-- query dispatch_duty_skills many 64
-- The skills a duty needs.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out text     skill
SELECT skill FROM duty_skill WHERE centre_id = :centre_id AND duty_id = :duty_id ORDER BY skill;

-- query dispatch_volunteers many 20000
-- Every volunteer with what the filters and the score need: skills held of the duty's, where in the window the first free span long enough begins (minutes after the first day's midnight, -1 none), other appointments then, an earlier no (declined, let expire, or released; a question called back is none), visits to this resident, duties taken since the month began (the smallest id of that instant; ids are in the order of time). The window lasts from from_min of the first day (weekday) to to_min of the day last_offset days later, a week at most.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id resident_id
--   in int       weekday
--   in int       from_min
--   in int       to_min
--   in int       last_offset
--   in int       duration_min
--   in int       day
--   in ms        from_ms
--   in ms        to_ms
--   in int       month_from_id
--   in ms        week_from_ms
--   in ms        week_to_ms
--   in organisation_id team_id
--   out person_id id
--   out text     name
--   out text     phone_mask
--   out text     number
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out int      reach_m
--   out ms       paused_until_ms
--   out bool     has_day_off
--   out int      week_most
--   out int      week_count
--   out int      skill_count
--   out int      free_at_min
--   out int      busy_count
--   out int      offer_state
--   out int      visit_count
--   out int      month_count
SELECT p.id, p.name, p.phone_mask, v.number, p.place_id, p.lng_e6, p.lat_e6, v.reach_m, v.paused_until_ms,
	EXISTS (SELECT 1 FROM volunteer_day_off c WHERE c.centre_id = v.centre_id AND c.person_id = v.person_id AND c.day = :day) AS has_day_off, v.week_most, COALESCE(week.n, 0) AS week_count,
	COALESCE(able.n, 0) AS skill_count, COALESCE(free.at_min, -1) AS free_at_min, COALESCE(busy.n, 0) AS busy_count,
	CASE WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.centre_id = :centre_id AND a.duty_id = :duty_id AND a.person_id = p.id
		AND a.ended_at_ms IS NOT NULL) THEN 3 ELSE COALESCE(asked.state, 0) END AS offer_state,
	COALESCE(knows.n, 0) AS visit_count, COALESCE(went.n, 0) AS month_count
FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
LEFT JOIN (SELECT s.person_id, COUNT(*) AS n FROM duty_skill ds JOIN person_skill s ON s.centre_id = ds.centre_id AND s.skill = ds.skill
	WHERE ds.centre_id = :centre_id AND ds.duty_id = :duty_id AND (s.valid_until_day = 0 OR s.valid_until_day >= :day)
	GROUP BY s.person_id) able ON able.person_id = p.id
LEFT JOIN (SELECT s.person_id, MIN(s.day_offset * 1440 + s.from_min) AS at_min FROM (SELECT f.person_id, (f.weekday - :weekday + 7) % 7 AS day_offset,
		CASE WHEN f.weekday = :weekday AND f.from_min < :from_min THEN :from_min ELSE f.from_min END AS from_min,
		CASE WHEN (f.weekday - :weekday + 7) % 7 = :last_offset AND f.to_min > :to_min THEN :to_min ELSE f.to_min END AS to_min
		FROM free_time f WHERE f.centre_id = :centre_id) s
	WHERE s.day_offset <= :last_offset AND s.to_min - s.from_min >= :duration_min
	GROUP BY s.person_id) free ON free.person_id = p.id
LEFT JOIN (SELECT a.person_id, COUNT(*) AS n FROM assignment a WHERE a.centre_id = :centre_id AND a.ended_at_ms IS NULL
	AND a.duty_id IN (SELECT d.id FROM duty d WHERE d.centre_id = :centre_id AND d.state IN (1, 2, 3) AND (d.id = :duty_id
		OR (d.to_ms - d.from_ms <= (d.duration_min + 30) * 60000 AND d.from_ms < :to_ms AND d.to_ms > :from_ms)))
	GROUP BY a.person_id) busy ON busy.person_id = p.id
LEFT JOIN (SELECT o.person_id, MAX(CASE WHEN o.state IN (1, 3, 4) THEN o.state ELSE 0 END) AS state FROM offer o
	WHERE o.centre_id = :centre_id AND o.duty_id = :duty_id
	GROUP BY o.person_id) asked ON asked.person_id = p.id
LEFT JOIN (SELECT a.person_id, COUNT(*) AS n FROM assignment a WHERE a.centre_id = :centre_id AND a.ended_at_ms IS NULL
	AND a.duty_id IN (SELECT d.id FROM request r JOIN duty d ON d.centre_id = r.centre_id AND d.request_id = r.id AND d.state = 4
		WHERE r.centre_id = :centre_id AND r.person_id = :resident_id)
	GROUP BY a.person_id) knows ON knows.person_id = p.id
LEFT JOIN (SELECT +a.person_id AS person_id, COUNT(*) AS n FROM assignment a WHERE a.centre_id = :centre_id AND a.id >= :month_from_id AND a.ended_at_ms IS NULL
	GROUP BY +a.person_id) went ON went.person_id = p.id
LEFT JOIN (SELECT a.person_id, COUNT(*) AS n FROM assignment a WHERE a.centre_id = :centre_id AND a.ended_at_ms IS NULL
	AND a.duty_id IN (SELECT d.id FROM duty d WHERE d.centre_id = :centre_id AND d.state IN (1, 2, 3, 4) AND d.from_ms >= :week_from_ms AND d.from_ms < :week_to_ms)
	GROUP BY a.person_id) week ON week.person_id = p.id
WHERE v.centre_id = :centre_id AND (:team_id = 0 OR EXISTS (SELECT 1 FROM membership t WHERE t.centre_id = v.centre_id AND t.organisation_id = :team_id
	AND t.person_id = v.person_id AND t.ended_at_ms IS NULL))
ORDER BY p.id;

-- query dispatch_unanswered many 200
-- Requests back at the station because nobody of those asked said yes, or who said yes cannot come; with how often and how many people were asked for them.
--   in centre_id centre_id
--   in ms        now_ms
--   out request_id id
--   out duty_id  duty_id
--   out int      wave_count
--   out int      last_count
SELECT r.id, d.id AS duty_id,
	(SELECT COUNT(DISTINCT o.sent_at_ms) FROM offer o WHERE o.centre_id = d.centre_id AND o.duty_id = d.id) AS wave_count,
	(SELECT COUNT(*) FROM offer o WHERE o.centre_id = d.centre_id AND o.duty_id = d.id AND o.sent_at_ms = (SELECT MAX(l.sent_at_ms) FROM offer l
		WHERE l.centre_id = d.centre_id AND l.duty_id = d.id)) AS last_count
FROM request r JOIN request_event e ON e.centre_id = r.centre_id AND e.request_id = r.id
JOIN duty d ON d.centre_id = r.centre_id AND d.request_id = r.id AND d.state = 1
WHERE r.centre_id = :centre_id AND r.state = 3 AND r.wanted_to_ms > :now_ms
	AND e.seq = (SELECT MAX(m.seq) FROM request_event m WHERE m.centre_id = r.centre_id AND m.request_id = r.id)
	AND (e.kind IN (8, 9) OR (e.kind = 12 AND e.subject_id IS NOT NULL))
ORDER BY r.id LIMIT 201;

-- query dispatch_open_duties many 60
-- Orders open to all, soonest first, with what of a volunteer each asks: how many of its skills she holds on its day, whether she said no to it before (or was silent, or gave it back), and how often she was with this resident. Her own orders are not there.
--   in centre_id centre_id
--   in person_id me
--   in ms        now_ms
--   out request_id request_id
--   out duty_id  duty_id
--   out int      skill_count
--   out int      offer_state
--   out int      visit_count
SELECT d.request_id, d.id AS duty_id,
	(SELECT COUNT(*) FROM duty_skill s JOIN person_skill p ON p.centre_id = s.centre_id AND p.person_id = :me AND p.skill = s.skill
		WHERE s.centre_id = d.centre_id AND s.duty_id = d.id AND (p.valid_until_day = 0 OR p.valid_until_day >= (d.from_ms + 28800000) / 86400000)) AS skill_count,
	CASE WHEN EXISTS (SELECT 1 FROM assignment a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.person_id = :me AND a.ended_at_ms IS NOT NULL) THEN 3
		ELSE COALESCE((SELECT MAX(CASE WHEN o.state IN (1, 3, 4) THEN o.state ELSE 0 END) FROM offer o
			WHERE o.centre_id = d.centre_id AND o.duty_id = d.id AND o.person_id = :me), 0) END AS offer_state,
	(SELECT COUNT(*) FROM request q JOIN duty b ON b.centre_id = q.centre_id AND b.request_id = q.id AND b.state = 4
		JOIN assignment w ON w.centre_id = b.centre_id AND w.duty_id = b.id AND w.person_id = :me AND w.ended_at_ms IS NULL
		WHERE q.centre_id = d.centre_id AND q.person_id = r.person_id) AS visit_count
FROM duty d JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id AND r.state = 5 AND r.person_id <> :me
WHERE d.centre_id = :centre_id AND d.state = 1 AND d.is_open AND d.to_ms > :now_ms ORDER BY d.from_ms, d.id LIMIT 61;

-- query dispatch_me one
-- One volunteer with what the filters ask of everybody.
--   in centre_id centre_id
--   in person_id me
--   in int       month_from_id
--   out person_id id
--   out text     name
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out int      reach_m
--   out ms       paused_until_ms
--   out int      week_most
--   out int      month_count
SELECT p.id, p.name, p.place_id, p.lng_e6, p.lat_e6, v.reach_m, v.paused_until_ms, v.week_most,
	(SELECT COUNT(*) FROM assignment a WHERE a.centre_id = v.centre_id AND a.person_id = v.person_id AND a.id >= :month_from_id AND a.ended_at_ms IS NULL) AS month_count
FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id WHERE v.centre_id = :centre_id AND v.person_id = :me;

-- query dispatch_my_times many 500
-- Where a volunteer goes or went since an instant.
--   in centre_id centre_id
--   in person_id me
--   in ms        since_ms
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out int      state
SELECT d.from_ms, d.to_ms, d.duration_min, d.state FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id AND d.state IN (1, 2, 3, 4)
WHERE a.centre_id = :centre_id AND a.person_id = :me AND a.ended_at_ms IS NULL AND d.to_ms > :since_ms ORDER BY d.from_ms, d.id LIMIT 501;

-- query dispatch_my_days_off many 400
-- Days from one on for which a volunteer said that she cannot come.
--   in centre_id centre_id
--   in person_id me
--   in int       day
--   out int      day
SELECT day FROM volunteer_day_off WHERE centre_id = :centre_id AND person_id = :me AND day >= :day ORDER BY day;
