-- query fairness_people many 20000
-- The volunteers of a subtree, when each last served (the hour of the newest of her duties that are done), and how long she is free a week.
--   in centre_id centre_id
--   in place_id  scope_id
--   out person_id id
--   out text     name
--   out place_id place_id
--   out text     place_name
--   out ms       since_ms
--   out ms       paused_until_ms
--   out ms       last_ms
--   out int      free_min
SELECT p.id, p.name, p.place_id, l.name AS place_name, v.since_ms, v.paused_until_ms,
	COALESCE((SELECT d.from_ms FROM assignment a JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
		WHERE a.centre_id = v.centre_id AND a.person_id = v.person_id AND a.ended_at_ms IS NULL AND d.state = 4
		ORDER BY a.duty_id DESC LIMIT 1), 0) AS last_ms,
	COALESCE((SELECT SUM(f.to_min - f.from_min) FROM free_time f WHERE f.centre_id = v.centre_id AND f.person_id = v.person_id), 0) AS free_min
FROM volunteer v JOIN person p ON p.centre_id = v.centre_id AND p.id = v.person_id
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
WHERE v.centre_id = :centre_id
ORDER BY p.place_id, p.id;

-- query fairness_served many 20000
-- Minutes of the duties done that began between two instants, by who went.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out person_id id
--   out int      minutes
SELECT a.person_id AS id, SUM(d.duration_min) AS minutes FROM duty d CROSS JOIN assignment a
WHERE d.centre_id = :centre_id AND d.state = 4 AND d.from_ms >= :from_ms AND d.from_ms < :to_ms
	AND a.centre_id = d.centre_id AND a.duty_id = d.id AND a.ended_at_ms IS NULL
GROUP BY a.person_id ORDER BY a.person_id;

-- query fairness_asked many 20000
-- How many questions went out between two instants (the smallest ids of them), by who was asked.
--   in centre_id centre_id
--   in int       from_id
--   in int       to_id
--   out person_id id
--   out int      count
SELECT +o.person_id AS id, COUNT(*) AS count FROM offer o WHERE o.centre_id = :centre_id AND o.id >= :from_id AND o.id < :to_id
GROUP BY +o.person_id ORDER BY +o.person_id;

-- query fairness_could many 3
-- Services of the menu that a volunteer has all skills for, those with skills first.
--   in centre_id centre_id
--   in person_id person_id
--   in int       day
--   out text     title
--   out text     title_en
SELECT m.title, m.title_en FROM menu_item m WHERE m.centre_id = :centre_id AND m.is_open
	AND NOT EXISTS (SELECT 1 FROM menu_item_skill n WHERE n.centre_id = m.centre_id AND n.item_id = m.id
		AND NOT EXISTS (SELECT 1 FROM person_skill s WHERE s.centre_id = n.centre_id AND s.person_id = :person_id AND s.skill = n.skill
			AND (s.valid_until_day = 0 OR s.valid_until_day >= :day)))
ORDER BY CASE WHEN EXISTS (SELECT 1 FROM menu_item_skill n WHERE n.centre_id = m.centre_id AND n.item_id = m.id) THEN 0 ELSE 1 END, m.id LIMIT 4;
