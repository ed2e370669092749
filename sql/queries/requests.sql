-- query request_add exec
-- A new request as it was ordered; its first event follows at once.
--   in centre_id centre_id
--   in request_id id
--   in person_id person_id
--   in person_id orderer_id
--   in item_id?  item_id
--   in int       item_version
--   in text      title
--   in text      words
--   in place_id  place_id
--   in int       channel
--   in ms        wanted_from_ms
--   in ms        wanted_to_ms
--   in int       duration_min
--   in int       people
--   in bytes?    risks_sealed
--   in int       price_points
--   in person_id? payer_id
--   in request_id? repeat_of
--   in ms        created_at_ms
INSERT INTO request (centre_id, id, person_id, orderer_id, item_id, item_version, title, words, place_id, channel, wanted_from_ms, wanted_to_ms,
	duration_min, people, risks_sealed, price_points, payer_id, repeat_of, state, resume_state, deadline_at_ms, promised_at_ms, from_ms, to_ms,
	is_escalated, changed_at_ms, created_at_ms)
VALUES (:centre_id, :id, :person_id, :orderer_id, :item_id, :item_version, :title, :words, :place_id, :channel, :wanted_from_ms, :wanted_to_ms,
	:duration_min, :people, :risks_sealed, :price_points, :payer_id, :repeat_of, 0, 0, 0, 0, 0, 0, FALSE, :created_at_ms, :created_at_ms);

-- query request_get one
-- One request with its newest duty.
--   in centre_id centre_id
--   in request_id id
--   out person_id person_id
--   out person_id orderer_id
--   out item_id?  item_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     words
--   out place_id place_id
--   out int      channel
--   out ms       wanted_from_ms
--   out ms       wanted_to_ms
--   out int      duration_min
--   out int      people
--   out bytes?   risks_sealed
--   out int      price_points
--   out person_id? payer_id
--   out int      state
--   out int      resume_state
--   out ms       deadline_at_ms
--   out ms       promised_at_ms
--   out ms       from_ms
--   out ms       to_ms
--   out bool     is_escalated
--   out ms       changed_at_ms
--   out ms       created_at_ms
--   out duty_id? duty_id
--   out int      last_seq
SELECT r.person_id, r.orderer_id, r.item_id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, r.words, r.place_id, r.channel, r.wanted_from_ms, r.wanted_to_ms, r.duration_min, r.people,
	r.risks_sealed, r.price_points, r.payer_id, r.state, r.resume_state, r.deadline_at_ms, r.promised_at_ms, r.from_ms, r.to_ms, r.is_escalated,
	r.changed_at_ms, r.created_at_ms,
	(SELECT MAX(d.id) FROM duty d WHERE d.centre_id = r.centre_id AND d.request_id = r.id) AS duty_id,
	COALESCE((SELECT MAX(e.seq) FROM request_event e WHERE e.centre_id = r.centre_id AND e.request_id = r.id), 0) AS last_seq
FROM request r LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE r.centre_id = :centre_id AND r.id = :id;

-- query request_event_add exec
-- Something happened to a request.
--   in centre_id centre_id
--   in event_id  id
--   in request_id request_id
--   in int       seq
--   in int       kind
--   in int       from_state
--   in int       to_state
--   in int       resume_state
--   in ms        deadline_at_ms
--   in ms        promised_at_ms
--   in ms        from_ms
--   in ms        to_ms
--   in bool      is_escalated
--   in person_id? actor_id
--   in person_id? subject_id
--   in text      reason
--   in text      note
--   in ms        at_ms
INSERT INTO request_event (centre_id, id, request_id, seq, kind, from_state, to_state, resume_state, deadline_at_ms, promised_at_ms, from_ms, to_ms,
	is_escalated, actor_id, subject_id, reason, note, at_ms)
VALUES (:centre_id, :id, :request_id, :seq, :kind, :from_state, :to_state, :resume_state, :deadline_at_ms, :promised_at_ms, :from_ms, :to_ms,
	:is_escalated, :actor_id, :subject_id, :reason, :note, :at_ms);

-- query request_show exec
-- The request's shadow after an event.
--   in centre_id centre_id
--   in request_id id
--   in int       state
--   in int       resume_state
--   in ms        deadline_at_ms
--   in ms        promised_at_ms
--   in ms        from_ms
--   in ms        to_ms
--   in bool      is_escalated
--   in ms        changed_at_ms
UPDATE request SET state = :state, resume_state = :resume_state, deadline_at_ms = :deadline_at_ms, promised_at_ms = :promised_at_ms, from_ms = :from_ms,
	to_ms = :to_ms, is_escalated = :is_escalated, changed_at_ms = :changed_at_ms
WHERE centre_id = :centre_id AND id = :id;

-- query request_set_work exec
-- What staff found out about an order in words: item, duration, people, window.
--   in centre_id centre_id
--   in request_id id
--   in item_id?  item_id
--   in int       duration_min
--   in int       people
--   in ms        wanted_from_ms
--   in ms        wanted_to_ms
UPDATE request SET item_id = :item_id, duration_min = :duration_min, people = :people, wanted_from_ms = :wanted_from_ms, wanted_to_ms = :wanted_to_ms
WHERE centre_id = :centre_id AND id = :id;

-- query request_duplicate one
-- An open request of the same kind for the same person, wanted within three days.
--   in centre_id centre_id
--   in person_id person_id
--   in item_id?  item_id
--   in ms        from_ms
--   in ms        to_ms
--   out request_id id
SELECT id FROM request WHERE centre_id = :centre_id AND person_id = :person_id AND item_id IS NOT DISTINCT FROM :item_id
	AND state <= 8 AND wanted_from_ms > :from_ms AND wanted_from_ms < :to_ms ORDER BY id LIMIT 1;

-- query request_events many 500
-- Everything that happened to a request, in order.
--   in centre_id centre_id
--   in request_id request_id
--   out int      seq
--   out int      kind
--   out int      from_state
--   out int      to_state
--   out int      resume_state
--   out ms       deadline_at_ms
--   out ms       promised_at_ms
--   out ms       from_ms
--   out ms       to_ms
--   out bool     is_escalated
--   out person_id? actor_id
--   out person_id? subject_id
--   out text     reason
--   out text     note
--   out ms       at_ms
SELECT seq, kind, from_state, to_state, resume_state, deadline_at_ms, promised_at_ms, from_ms, to_ms, is_escalated, actor_id, subject_id, reason, note, at_ms
FROM request_event WHERE centre_id = :centre_id AND request_id = :request_id ORDER BY seq;

-- query requests_due many 1000
-- Requests whose deadline has passed and for which the clock has something to do, oldest deadline first.
--   in centre_id centre_id
--   in ms        now_ms
--   out request_id id
--   out int      state
SELECT id, state FROM request
WHERE centre_id = :centre_id AND state <= 14 AND deadline_at_ms > 0 AND deadline_at_ms <= :now_ms
	AND (state IN (4, 5, 9, 10, 14) OR NOT is_escalated)
ORDER BY deadline_at_ms, id LIMIT 1001;

-- query rating_add exec
-- A request is rated at its end.
--   in centre_id centre_id
--   in request_id request_id
--   in person_id person_id
--   in int       score
--   in text      comment
--   in ms        at_ms
INSERT INTO rating (centre_id, request_id, person_id, score, comment, at_ms) VALUES (:centre_id, :request_id, :person_id, :score, :comment, :at_ms);

-- query rating_get one
-- The newest rating of a request.
--   in centre_id centre_id
--   in request_id request_id
--   out int      score
--   out text     comment
--   out ms       at_ms
SELECT score, comment, at_ms FROM rating WHERE centre_id = :centre_id AND request_id = :request_id
ORDER BY at_ms DESC LIMIT 1;

-- query request_records one
-- Where a request stands and how many records of its duties wait or are final.
--   in centre_id centre_id
--   in request_id request_id
--   out int      state
--   out int      pending
--   out int      final
SELECT q.state, CAST(COALESCE(SUM(CASE WHEN s.state = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS pending, CAST(COALESCE(SUM(CASE WHEN s.state = 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS final
FROM request q LEFT JOIN (SELECT d.centre_id, d.request_id, MAX(e.kind) AS state FROM duty d
	JOIN record r ON r.centre_id = d.centre_id AND r.duty_id = d.id JOIN record_event e ON e.centre_id = r.centre_id AND e.record_id = r.id
	WHERE d.centre_id = :centre_id AND d.request_id = :request_id GROUP BY d.centre_id, d.request_id, r.id) s
	ON s.centre_id = q.centre_id AND s.request_id = q.id
WHERE q.centre_id = :centre_id AND q.id = :request_id GROUP BY q.state;

-- query team_claim_add exec
-- A team takes an order upon itself.
--   in centre_id centre_id
--   in int       id
--   in organisation_id organisation_id
--   in request_id request_id
--   in duty_id   duty_id
--   in person_id claimed_by
--   in ms        claimed_at_ms
--   in ms        until_ms
INSERT INTO team_claim (centre_id, id, organisation_id, request_id, duty_id, claimed_by, claimed_at_ms, until_ms)
VALUES (:centre_id, :id, :organisation_id, :request_id, :duty_id, :claimed_by, :claimed_at_ms, :until_ms);

-- query team_claim_end_add exec
-- How that ended.
--   in centre_id centre_id
--   in int       claim_id
--   in int       kind
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO team_claim_end (centre_id, claim_id, kind, actor_id, at_ms) VALUES (:centre_id, :claim_id, :kind, :actor_id, :at_ms);

-- query request_same_phone one
-- Whether whoever asks for a message, or one who served, has the resident's telephone number.
--   in centre_id centre_id
--   in person_id person_id
--   in duty_id?  duty_id
--   in person_id me
--   out int      count
SELECT COUNT(*) AS count FROM person r JOIN person o ON o.centre_id = r.centre_id AND o.phone_index = r.phone_index
WHERE r.centre_id = :centre_id AND r.id = :person_id AND (o.id = :me OR EXISTS (SELECT 1 FROM assignment a
	WHERE a.centre_id = o.centre_id AND a.duty_id = :duty_id AND a.person_id = o.id AND a.ended_at_ms IS NULL));
