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
-- Every volunteer with what the filters and the score need: skills held of the duty's, a free span holding the window's start, other duties then, an earlier no, visits to this resident, duties since the month began.
--   in centre_id centre_id
--   in duty_id   duty_id
--   in person_id resident_id
--   in int       weekday
--   in int       from_min
--   in int       to_min
--   in int       day
--   in ms        from_ms
--   in ms        to_ms
--   in ms        month_from_ms
--   out person_id id
--   out text     name
--   out text     phone_mask
--   out text     number
--   out place_id place_id
--   out int      lng_e6
--   out int      lat_e6
--   out int      reach_m
--   out ms       paused_until_ms
--   out int      skill_count
--   out int      free_count
--   out int      busy_count
--   out int      offer_state
--   out int      visit_count
--   out int      month_count
SELECT p.id, p.name, p.phone_mask, v.number, p.place_id, p.lng_e6, p.lat_e6, v.reach_m, v.paused_until_ms,
	(SELECT COUNT(*) FROM duty_skill ds JOIN person_skill s ON s.centre_id = ds.centre_id AND s.skill = ds.skill
		WHERE ds.centre_id = :centre_id AND ds.duty_id = :duty_id AND s.person_id = p.id
		AND (s.valid_until_day = 0 OR s.valid_until_day >= :day)) AS skill_count,
	(SELECT COUNT(*) FROM free_time f WHERE f.centre_id = :centre_id AND f.person_id = p.id AND f.weekday = :weekday
		AND f.from_min <= :from_min AND f.to_min >= :to_min) AS free_count,
	(SELECT COUNT(*) FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
		WHERE a.centre_id = :centre_id AND a.person_id = p.id AND a.ended_at_ms IS NULL AND d.state IN (1, 2, 3)
		AND d.from_ms < :to_ms AND d.to_ms > :from_ms) AS busy_count,
	COALESCE((SELECT MAX(o.state) FROM offer o WHERE o.centre_id = :centre_id AND o.duty_id = :duty_id AND o.person_id = p.id), 0) AS offer_state,
	(SELECT COUNT(*) FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
		JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
		WHERE a.centre_id = :centre_id AND a.person_id = p.id AND a.ended_at_ms IS NULL AND d.state = 4 AND r.person_id = :resident_id) AS visit_count,
	(SELECT COUNT(*) FROM assignment a WHERE a.centre_id = :centre_id AND a.person_id = p.id AND a.ended_at_ms IS NULL
		AND a.accepted_at_ms >= :month_from_ms) AS month_count
FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
WHERE v.centre_id = :centre_id
ORDER BY p.id;
