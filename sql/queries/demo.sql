-- query demo_request one
-- Where a request of the made-up history stands, with its newest duty.
--   in centre_id centre_id
--   in request_id id
--   out int      state
--   out ms       from_ms
--   out ms       to_ms
--   out int      duration_min
--   out person_id person_id
--   out duty_id? duty_id
SELECT r.state, r.from_ms, r.to_ms, r.duration_min, r.person_id,
	(SELECT MAX(d.id) FROM duty d WHERE d.centre_id = r.centre_id AND d.request_id = r.id) AS duty_id
FROM request r WHERE r.centre_id = :centre_id AND r.id = :id;

-- query demo_offers many 20
-- The offers of a duty that still wait for an answer, best first.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out offer_id id
--   out person_id person_id
SELECT id, person_id FROM offer WHERE centre_id = :centre_id AND duty_id = :duty_id AND state = 1 ORDER BY rank, id;

-- query demo_goers many 20
-- Who goes.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out person_id person_id
SELECT person_id FROM assignment WHERE centre_id = :centre_id AND duty_id = :duty_id AND ended_at_ms IS NULL ORDER BY id;
