-- query numbers_served one
-- How many requests were served between two instants: the last volunteer left.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      count
SELECT COUNT(DISTINCT request_id) AS count FROM request_event
WHERE centre_id = :centre_id AND kind = 14 AND to_state = 9 AND at_ms >= :from_ms AND at_ms < :to_ms;

-- query numbers_given one
-- The minutes given between two instants, and by how many people; void records do not count.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      minutes
--   out int      people
SELECT CAST(COALESCE(SUM(r.minutes), 0) AS BIGINT) AS minutes, COUNT(DISTINCT r.person_id) AS people FROM record r
WHERE r.centre_id = :centre_id AND r.from_ms >= :from_ms AND r.from_ms < :to_ms
	AND NOT EXISTS (SELECT 1 FROM record_event v WHERE v.centre_id = r.centre_id AND v.record_id = r.id AND v.kind = 3);

-- query numbers_median one
-- For requests that reached a state by an event between two instants: the middle of how long it took from the order. No row without any.
--   in centre_id centre_id
--   in int       kind
--   in int       to_state
--   in ms        from_ms
--   in ms        to_ms
--   out int      median_ms
--   out int      count
WITH took AS (SELECT MIN(e.at_ms) - MIN(r.created_at_ms) AS long_ms FROM request_event e
	JOIN request r ON r.centre_id = e.centre_id AND r.id = e.request_id
	WHERE e.centre_id = :centre_id AND e.kind = :kind AND e.to_state = :to_state AND e.at_ms >= :from_ms AND e.at_ms < :to_ms
	GROUP BY e.request_id),
ranked AS (SELECT long_ms, ROW_NUMBER() OVER (ORDER BY long_ms) AS place, COUNT(*) OVER () AS count FROM took)
SELECT long_ms AS median_ms, count FROM ranked WHERE place = (count + 1) / 2;

-- query numbers_open one
-- How many requests wait to be served now, and how many of them missed a deadline.
--   in centre_id centre_id
--   out int      count
--   out int      late
SELECT COUNT(*) AS count, CAST(COALESCE(SUM(CASE WHEN is_escalated THEN 1 ELSE 0 END), 0) AS BIGINT) AS late FROM request
WHERE centre_id = :centre_id AND state IN (1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14);

-- query numbers_scores many 5
-- How often each score was given between two instants.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      score
--   out int      count
SELECT score, COUNT(*) AS count FROM rating WHERE centre_id = :centre_id AND at_ms >= :from_ms AND at_ms < :to_ms GROUP BY score ORDER BY score;

-- query numbers_confirmed one
-- How many services were confirmed between two instants, so that they could be rated.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out int      count
SELECT COUNT(*) AS count FROM request_event
WHERE centre_id = :centre_id AND kind IN (15, 16) AND to_state = 10 AND at_ms >= :from_ms AND at_ms < :to_ms;

-- query numbers_places many 500
-- Every community and village: served between two instants, and waiting now.
--   in centre_id centre_id
--   in ms        from_ms
--   in ms        to_ms
--   out text     name
--   out int      served
--   out int      open
SELECT p.name, COALESCE(s.count, 0) AS served, COALESCE(o.count, 0) AS open FROM place p
LEFT JOIN (SELECT r.place_id, COUNT(DISTINCT e.request_id) AS count FROM request_event e
	JOIN request r ON r.centre_id = e.centre_id AND r.id = e.request_id
	WHERE e.centre_id = :centre_id AND e.kind = 14 AND e.to_state = 9 AND e.at_ms >= :from_ms AND e.at_ms < :to_ms GROUP BY r.place_id) s ON s.place_id = p.id
LEFT JOIN (SELECT q.place_id, COUNT(*) AS count FROM request q
	WHERE q.centre_id = :centre_id AND q.state IN (1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14) GROUP BY q.place_id) o ON o.place_id = p.id
WHERE p.centre_id = :centre_id AND p.tier IN (3, 4) ORDER BY served DESC, p.code;
