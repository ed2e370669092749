-- query audit_requests many 500
-- The shown state of requests behind an id, to be compared with what their events give.
--   in centre_id centre_id
--   in request_id after_id
--   out request_id id
--   out int      state
--   out int      resume_state
--   out int      deadline_at_ms
--   out int      promised_at_ms
--   out int      from_ms
--   out int      to_ms
--   out bool     is_escalated
SELECT id, state, resume_state, deadline_at_ms, promised_at_ms, from_ms, to_ms, is_escalated FROM request
WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT 501;

-- query audit_request_fix exec
-- Write the state that the events give.
--   in centre_id centre_id
--   in request_id id
--   in int       state
--   in int       resume_state
--   in int       deadline_at_ms
--   in int       promised_at_ms
--   in int       from_ms
--   in int       to_ms
--   in bool      is_escalated
UPDATE request SET state = :state, resume_state = :resume_state, deadline_at_ms = :deadline_at_ms, promised_at_ms = :promised_at_ms,
	from_ms = :from_ms, to_ms = :to_ms, is_escalated = :is_escalated
WHERE centre_id = :centre_id AND id = :id;

-- query audit_offers many 1000
-- Offers whose shown state is not their answer.
--   in centre_id centre_id
--   out offer_id id
--   out int      state
--   out int      answer
SELECT o.id, o.state, COALESCE(a.answer, 1) AS answer FROM offer o
LEFT JOIN offer_answer a ON a.centre_id = o.centre_id AND a.offer_id = o.id
WHERE o.centre_id = :centre_id AND o.state <> COALESCE(a.answer, 1) ORDER BY o.id;

-- query audit_offer_fix exec
-- Write the state that the answer gives.
--   in centre_id centre_id
--   in offer_id  id
--   in int       state
UPDATE offer SET state = :state WHERE centre_id = :centre_id AND id = :id;

-- query audit_places many 1000
-- Places that are missing from their own or their parent's subtree.
--   in centre_id centre_id
--   out place_id id
SELECT p.id FROM place p
WHERE p.centre_id = :centre_id AND (NOT EXISTS (SELECT 1 FROM place_within w WHERE w.centre_id = p.centre_id AND w.place_id = p.id AND w.ancestor_id = p.id)
	OR (p.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM place_within w
		WHERE w.centre_id = p.centre_id AND w.place_id = p.id AND w.ancestor_id = p.parent_id)))
ORDER BY p.id;

-- query audit_records many 1000
-- Final records that should have earned points under the rule of their version and did not, or earned although not final.
--   in centre_id centre_id
--   out record_id id
--   out int      is_final
--   out int      transfer_count
SELECT r.id, CAST(EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2) AS BIGINT) AS is_final,
	(SELECT COUNT(*) FROM transfer t WHERE t.centre_id = r.centre_id AND t.record_id = r.id AND t.reason = 1 AND t.step IN (1, 3)) AS transfer_count
FROM record r JOIN rule u ON u.centre_id = r.centre_id AND u.version = r.rule_version
WHERE r.centre_id = :centre_id
	AND (CASE WHEN EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2)
		AND r.minutes >= u.round_min THEN 1 ELSE 0 END)
	<> (SELECT COUNT(*) FROM transfer t WHERE t.centre_id = r.centre_id AND t.record_id = r.id AND t.reason = 1 AND t.step IN (1, 3))
ORDER BY r.id;

-- query audit_people many 500
-- People behind an id, whose search terms are written anew by rebuild.
--   in centre_id centre_id
--   in person_id after_id
--   out person_id id
SELECT id FROM person WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT 501;
