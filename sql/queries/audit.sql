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
--   out int      changed_at_ms
SELECT id, state, resume_state, deadline_at_ms, promised_at_ms, from_ms, to_ms, is_escalated, changed_at_ms FROM request
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
--   in int       changed_at_ms
UPDATE request SET state = :state, resume_state = :resume_state, deadline_at_ms = :deadline_at_ms, promised_at_ms = :promised_at_ms,
	from_ms = :from_ms, to_ms = :to_ms, is_escalated = :is_escalated, changed_at_ms = :changed_at_ms
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

-- query audit_events many 500
-- What happened to a request, as told by its events.
--   in centre_id centre_id
--   in request_id request_id
--   out event_id id
--   out int      seq
--   out int      kind
--   out int      from_state
--   out int      to_state
--   out int      promised_at_ms
--   out person_id? actor_id
--   out text     reason
--   out int      at_ms
SELECT id, seq, kind, from_state, to_state, promised_at_ms, actor_id, reason, at_ms
FROM request_event WHERE centre_id = :centre_id AND request_id = :request_id ORDER BY id;

-- query audit_trail_steps many 500
-- The same as told by the trail; a confirmation by her card or by a text message puts a line of its own before the step.
--   in centre_id centre_id
--   in int       request_id
--   out int      id
--   out text     act
--   out person_id? actor_id
--   out text     detail
--   out int      at_ms
SELECT id, act, actor_id, detail, at_ms FROM trail
WHERE centre_id = :centre_id AND object_kind = 'request' AND object_id = :request_id
	AND act NOT IN ('requests.confirm_by_card', 'requests.confirm_by_message') ORDER BY id;

-- query audit_duties many 1000
-- Duties of requests whose shown state, or agreed time, is not what attendance, assignments and the request give. A called-off duty
-- is the newest of a request that was cancelled (16) or merged (17); a list is open while its request is open (5), or suspended from there.
--   in centre_id centre_id
--   out duty_id  id
--   out int      state
--   out int      is_open
--   out int      from_ms
--   out int      to_ms
--   out int      facts_state
--   out int      facts_open
--   out int      facts_from_ms
--   out int      facts_to_ms
WITH counted AS (
	SELECT d.centre_id, d.id, d.request_id, d.people,
		(SELECT COUNT(*) FROM attendance a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.kind = 1) AS came,
		(SELECT COUNT(*) FROM attendance a WHERE a.centre_id = d.centre_id AND a.duty_id = d.id AND a.kind = 2) AS gone,
		(SELECT COUNT(*) FROM assignment g WHERE g.centre_id = d.centre_id AND g.duty_id = d.id AND g.ended_at_ms IS NULL) AS going,
		(SELECT MAX(n.id) FROM duty n WHERE n.centre_id = d.centre_id AND n.request_id = d.request_id) AS newest_id
	FROM duty d WHERE d.centre_id = :centre_id AND d.request_id IS NOT NULL
), computed AS (
	SELECT d.id, d.state, CASE WHEN d.is_open THEN 1 ELSE 0 END AS is_open, d.from_ms, d.to_ms,
		CASE WHEN c.came > 0 AND c.came = c.gone THEN 4 WHEN c.came > 0 THEN 3 WHEN r.state IN (16, 17) AND d.id = c.newest_id THEN 5
			WHEN c.going >= c.people THEN 2 ELSE 1 END AS facts_state,
		CASE WHEN d.id = c.newest_id AND c.came = 0 AND (r.state = 5 OR (r.state = 14 AND r.resume_state = 5)) THEN 1 ELSE 0 END AS facts_open,
		CASE WHEN d.id = c.newest_id AND r.state IN (7, 8, 9, 10, 11) THEN r.from_ms ELSE d.from_ms END AS facts_from_ms,
		CASE WHEN d.id = c.newest_id AND r.state IN (7, 8, 9, 10, 11) THEN r.to_ms ELSE d.to_ms END AS facts_to_ms
	FROM counted c JOIN duty d ON d.centre_id = c.centre_id AND d.id = c.id
	JOIN request r ON r.centre_id = c.centre_id AND r.id = c.request_id
)
SELECT id, state, is_open, from_ms, to_ms, facts_state, facts_open, facts_from_ms, facts_to_ms FROM computed
WHERE state <> facts_state OR is_open <> facts_open OR from_ms <> facts_from_ms OR to_ms <> facts_to_ms ORDER BY id;

-- query audit_duty_fix exec
-- Write the state and the time that the facts give.
--   in centre_id centre_id
--   in duty_id   id
--   in int       state
--   in bool      is_open
--   in int       from_ms
--   in int       to_ms
UPDATE duty SET state = :state, is_open = :is_open, from_ms = :from_ms, to_ms = :to_ms WHERE centre_id = :centre_id AND id = :id;

-- query audit_answers many 1000
-- Offers answered with yes (2) without an assignment, and assignments from an offer that did not say yes.
--   in centre_id centre_id
--   out offer_id id
--   out int      answer
--   out int      assignments
SELECT o.id, COALESCE(a.answer, 1) AS answer,
	(SELECT COUNT(*) FROM assignment g WHERE g.centre_id = o.centre_id AND g.offer_id = o.id AND g.duty_id = o.duty_id AND g.person_id = o.person_id) AS assignments
FROM offer o LEFT JOIN offer_answer a ON a.centre_id = o.centre_id AND a.offer_id = o.id
WHERE o.centre_id = :centre_id AND (CASE WHEN a.answer = 2 THEN 1 ELSE 0 END)
	<> (SELECT COUNT(*) FROM assignment g WHERE g.centre_id = o.centre_id AND g.offer_id = o.id AND g.duty_id = o.duty_id AND g.person_id = o.person_id)
ORDER BY o.id;

-- query audit_goers many 1000
-- Attendances of somebody who is not assigned, and check-outs without a check-in or before it.
--   in centre_id centre_id
--   out attendance_id id
--   out int      kind
SELECT a.id, a.kind FROM attendance a
WHERE a.centre_id = :centre_id
	AND (NOT EXISTS (SELECT 1 FROM assignment g WHERE g.centre_id = a.centre_id AND g.duty_id = a.duty_id AND g.person_id = a.person_id)
	OR a.kind NOT IN (1, 2)
	OR (a.kind = 2 AND NOT EXISTS (SELECT 1 FROM attendance i
		WHERE i.centre_id = a.centre_id AND i.duty_id = a.duty_id AND i.person_id = a.person_id AND i.kind = 1 AND i.at_ms <= a.at_ms)))
ORDER BY a.id;

-- query audit_ratings many 1000
-- Ratings without the event of their moment and person (18), and such events without a rating.
--   in centre_id centre_id
--   out request_id id
--   out int      at_ms
SELECT g.request_id AS id, g.at_ms FROM rating g
WHERE g.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM request_event e WHERE e.centre_id = g.centre_id AND e.request_id = g.request_id
	AND e.kind = 18 AND e.at_ms = g.at_ms AND e.actor_id = g.person_id)
UNION ALL
SELECT e.request_id, e.at_ms FROM request_event e
WHERE e.centre_id = :centre_id AND e.kind = 18 AND NOT EXISTS (SELECT 1 FROM rating g WHERE g.centre_id = e.centre_id
	AND g.request_id = e.request_id AND g.at_ms = e.at_ms AND g.person_id = e.actor_id)
ORDER BY 1, 2;

-- query audit_unrecorded many 1000
-- Check-outs (2) that made no record.
--   in centre_id centre_id
--   out attendance_id id
SELECT a.id FROM attendance a
WHERE a.centre_id = :centre_id AND a.kind = 2 AND NOT EXISTS (SELECT 1 FROM record r
	WHERE r.centre_id = a.centre_id AND r.duty_id = a.duty_id AND r.person_id = a.person_id) ORDER BY a.id;

-- query audit_places many 1000
-- The subtree table against the tree: pairs that are missing (is_missing 1) and pairs that do not belong (0).
--   in centre_id centre_id
--   out place_id place_id
--   out place_id ancestor_id
--   out int      is_missing
WITH RECURSIVE tree AS (
	SELECT p.id AS place_id, p.id AS ancestor_id, p.parent_id FROM place p WHERE p.centre_id = :centre_id
	UNION
	SELECT t.place_id, p.id, p.parent_id FROM tree t JOIN place p ON p.centre_id = :centre_id AND p.id = t.parent_id
)
SELECT t.place_id, t.ancestor_id, 1 AS is_missing FROM tree t
WHERE NOT EXISTS (SELECT 1 FROM place_within w WHERE w.centre_id = :centre_id AND w.place_id = t.place_id AND w.ancestor_id = t.ancestor_id)
UNION ALL
SELECT w.place_id, w.ancestor_id, 0 FROM place_within w
WHERE w.centre_id = :centre_id AND NOT EXISTS (SELECT 1 FROM tree t WHERE t.place_id = w.place_id AND t.ancestor_id = w.ancestor_id)
ORDER BY 1, 2;

-- query audit_place_fix exec
-- A pair that the tree gives.
--   in centre_id centre_id
--   in place_id  place_id
--   in place_id  ancestor_id
INSERT INTO place_within (centre_id, place_id, ancestor_id) VALUES (:centre_id, :place_id, :ancestor_id);

-- query audit_place_drop exec
-- A pair that the tree does not give.
--   in centre_id centre_id
--   in place_id  place_id
--   in place_id  ancestor_id
DELETE FROM place_within WHERE centre_id = :centre_id AND place_id = :place_id AND ancestor_id = :ancestor_id;

-- query audit_records many 500
-- Records behind an id with what they follow from: the two attendances (of those made of attendance), and the states they reached.
--   in centre_id centre_id
--   in record_id after_id
--   out record_id id
--   out person_id person_id
--   out int      from_ms
--   out int      to_ms
--   out int      minutes_raw
--   out int      minutes
--   out int      points
--   out int      serves
--   out int      coefficient_percent
--   out int      rule_version
--   out int      evidence
--   out bool     is_attended
--   out request_id? request_id
--   out int      in_id
--   out int      in_at_ms
--   out int      in_evidence
--   out int      out_id
--   out int      out_at_ms
--   out int      out_evidence
--   out int      is_pending
--   out int      is_final
--   out int      is_void
--   out int      own_events
--   out int      gathered
SELECT r.id, r.person_id, r.from_ms, r.to_ms, r.minutes_raw, r.minutes, r.points, r.serves, r.coefficient_percent, r.rule_version, r.evidence,
	CASE WHEN r.source = 1 AND r.replaces_id IS NULL THEN TRUE ELSE FALSE END AS is_attended, d.request_id,
	COALESCE(i.id, 0) AS in_id, COALESCE(i.at_ms, 0) AS in_at_ms, COALESCE(i.evidence, 0) AS in_evidence,
	COALESCE(o.id, 0) AS out_id, COALESCE(o.at_ms, 0) AS out_at_ms, COALESCE(o.evidence, 0) AS out_evidence,
	(SELECT COUNT(*) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 1) AS is_pending,
	(SELECT COUNT(*) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2) AS is_final,
	(SELECT COUNT(*) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3) AS is_void,
	(SELECT COUNT(*) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind IN (2, 3) AND e.actor_id = r.person_id) AS own_events,
	COALESCE((SELECT MAX(a.credits_posted) FROM account a WHERE a.centre_id = r.centre_id AND a.kind = 3 AND a.person_id = r.person_id), 0) AS gathered
FROM record r LEFT JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN attendance i ON i.centre_id = r.centre_id AND i.duty_id = r.duty_id AND i.person_id = r.person_id AND i.kind = 1
LEFT JOIN attendance o ON o.centre_id = r.centre_id AND o.duty_id = r.duty_id AND o.person_id = r.person_id AND o.kind = 2
WHERE r.centre_id = :centre_id AND r.id > :after_id ORDER BY r.id LIMIT 501;

-- query audit_payments many 10
-- What the journal has for a record: promised (step 2), posted (1, 3) or given back (4, 5) of what it earns (reason 1), taken back (3).
--   in centre_id centre_id
--   in record_id record_id
--   out transfer_id id
--   out int      step
--   out int      reason
--   out int      amount
--   out int      rule_version
--   out request_id? request_id
--   out person_id? source_person
--   out person_id? target_person
SELECT t.id, t.step, t.reason, t.amount, t.rule_version, t.request_id, s.person_id AS source_person, g.person_id AS target_person
FROM transfer t JOIN account s ON s.centre_id = t.centre_id AND s.id = t.source_id JOIN account g ON g.centre_id = t.centre_id AND g.id = t.target_id
WHERE t.centre_id = :centre_id AND t.record_id = :record_id ORDER BY t.id;

-- query audit_unexplained many 1000
-- Entries that no fact explains: earned (1) and taken back (3) need a record, spent (2) an order, a good (8) that somebody took it; one that ends a hold (steps 3, 4, 5)
-- needs a hold between the same accounts that is not smaller; and between no accounts, or of nothing, points do not move.
--   in centre_id centre_id
--   out transfer_id id
--   out int      reason
SELECT t.id, t.reason FROM transfer t
LEFT JOIN account s ON s.centre_id = t.centre_id AND s.id = t.source_id
LEFT JOIN account g ON g.centre_id = t.centre_id AND g.id = t.target_id
LEFT JOIN transfer h ON h.centre_id = t.centre_id AND h.id = t.hold_id AND h.step = 2
WHERE t.centre_id = :centre_id AND (s.id IS NULL OR g.id IS NULL OR s.id = g.id OR t.amount <= 0
	OR (t.reason IN (1, 3) AND NOT EXISTS (SELECT 1 FROM record r WHERE r.centre_id = t.centre_id AND r.id = t.record_id))
	OR (t.reason = 1 AND (s.kind <> 1 OR g.kind <> 3))
	OR (t.reason = 3 AND (s.kind <> 3 OR g.kind <> 1))
	OR (t.reason = 2 AND NOT EXISTS (SELECT 1 FROM request r WHERE r.centre_id = t.centre_id AND r.id = t.request_id))
	OR (t.reason = 8 AND (t.step = 1 OR s.kind <> 3 OR g.kind NOT IN (2, 5)
		OR NOT EXISTS (SELECT 1 FROM redemption d WHERE d.centre_id = t.centre_id AND d.id = COALESCE(t.hold_id, t.id))))
	OR (t.step IN (3, 4, 5)) <> (t.hold_id IS NOT NULL)
	OR (t.reason IN (1, 2) AND t.reverses_id IS NOT NULL)
	OR (t.hold_id IS NOT NULL AND (h.id IS NULL OR h.source_id <> t.source_id OR h.target_id <> t.target_id OR h.reason <> t.reason OR h.amount < t.amount)))
ORDER BY t.id;

-- query audit_holds many 500
-- Points set aside for orders, behind an id, with the order they belong to and the step that ended them (0 = they stand). They are due
-- (step 3) when the service was confirmed (events 15, 16) and a record of it is final, wait while one is pending or the service is done again
-- (another state than 10, 11), and are free again (4) when all are void, or when the order was rejected, cancelled or merged. What the pool
-- pays (account kind 4) costs the orderer nothing: its price is that of the item as it was ordered, which the title and version tell, also
-- where the desk put another item in its place; of several items of that name, of one of them.
--   in centre_id centre_id
--   in transfer_id after_id
--   out transfer_id id
--   out int      amount
--   out person_id? owner_id
--   out int      price_points
--   out person_id? payer_id
--   out int      ended
--   out int      facts_ended
--   out transfer_id? ended_id
--   out int      spent
WITH held AS (
	SELECT h.id, h.amount, h.source_id, h.request_id, COALESCE(e.step, 0) AS ended, e.id AS ended_id, COALESCE(e.amount, 0) AS spent,
		CASE WHEN EXISTS (SELECT 1 FROM request_event v WHERE v.centre_id = h.centre_id AND v.request_id = h.request_id AND v.kind IN (15, 16))
			THEN 1 ELSE 0 END AS is_confirmed,
		(SELECT COUNT(*) FROM duty d JOIN record r ON r.centre_id = d.centre_id AND r.duty_id = d.id
			WHERE d.centre_id = h.centre_id AND d.request_id = h.request_id
			AND NOT EXISTS (SELECT 1 FROM record_event x WHERE x.centre_id = r.centre_id AND x.record_id = r.id AND x.kind IN (2, 3))) AS pending,
		(SELECT COUNT(*) FROM duty d JOIN record r ON r.centre_id = d.centre_id AND r.duty_id = d.id
			WHERE d.centre_id = h.centre_id AND d.request_id = h.request_id
			AND EXISTS (SELECT 1 FROM record_event x WHERE x.centre_id = r.centre_id AND x.record_id = r.id AND x.kind = 2)) AS final
	FROM transfer h LEFT JOIN transfer e ON e.centre_id = h.centre_id AND e.hold_id = h.id
	WHERE h.centre_id = :centre_id AND h.step = 2 AND h.reason = 2 AND h.id > :after_id ORDER BY h.id LIMIT 501
)
SELECT h.id, h.amount, a.person_id AS owner_id,
	CASE WHEN a.kind <> 4 THEN r.price_points
		WHEN EXISTS (SELECT 1 FROM menu_change c WHERE c.centre_id = r.centre_id AND c.title = r.title AND c.version = r.item_version AND c.price_points = h.amount)
		THEN h.amount ELSE COALESCE((SELECT MAX(c.price_points) FROM menu_change c
		WHERE c.centre_id = r.centre_id AND c.title = r.title AND c.version = r.item_version), 0) END AS price_points,
	r.payer_id, h.ended,
	CASE WHEN h.ended = 4 AND r.state IN (15, 16, 17) THEN 4 WHEN h.is_confirmed = 1 AND h.ended = 3 AND h.final > 0 THEN 3
		WHEN h.is_confirmed = 1 AND (h.pending > 0 OR (h.ended = 0 AND r.state NOT IN (10, 11, 15, 16, 17))) THEN h.ended WHEN h.is_confirmed = 1 AND h.final > 0 THEN 3 WHEN h.is_confirmed = 1 THEN 4
		WHEN r.state IN (15, 16, 17) THEN 4 ELSE 0 END AS facts_ended,
	h.ended_id, h.spent
FROM held h JOIN account a ON a.centre_id = :centre_id AND a.id = h.source_id
JOIN request r ON r.centre_id = :centre_id AND r.id = h.request_id ORDER BY h.id;

-- query audit_unheld many 1000
-- Paid orders for which no points were ever set aside.
--   in centre_id centre_id
--   out request_id id
--   out int      price_points
SELECT r.id, r.price_points FROM request r
WHERE r.centre_id = :centre_id AND r.price_points > 0 AND NOT EXISTS (SELECT 1 FROM transfer h
	WHERE h.centre_id = r.centre_id AND h.request_id = r.id AND h.step = 2 AND h.reason = 2) ORDER BY r.id;

-- query audit_people many 500
-- People behind an id, whose search terms are written anew by rebuild.
--   in centre_id centre_id
--   in person_id after_id
--   out person_id id
SELECT id FROM person WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT 501;

-- query audit_person one
-- A person's sealed fields and what was made from them.
--   in centre_id centre_id
--   in person_id id
--   out bytes?   phone_sealed
--   out bytes?   phone_index
--   out text     phone_mask
--   out bytes?   document_sealed
--   out bytes?   document_index
--   out bytes?   address_sealed
--   out bytes?   health_sealed
SELECT phone_sealed, phone_index, phone_mask, document_sealed, document_index, address_sealed, health_sealed
FROM person WHERE centre_id = :centre_id AND id = :id;

-- query audit_menu many 500
-- Services that are not as their last fact says.
--   in centre_id centre_id
--   out item_id  id
--   out int      version
--   out int      price_points
--   out int      risk_level
--   out bool     is_open
--   out int?     facts_version
--   out int?     facts_price_points
--   out int?     facts_risk_level
--   out bool     facts_is_open
SELECT m.id, m.version, m.price_points, m.risk_level, m.is_open, c.version AS facts_version, c.price_points AS facts_price_points,
	c.risk_level AS facts_risk_level, COALESCE(c.is_open, FALSE) AS facts_is_open
FROM menu_item m
LEFT JOIN menu_change c ON c.centre_id = m.centre_id AND c.item_id = m.id
	AND c.id = (SELECT MAX(x.id) FROM menu_change x WHERE x.centre_id = m.centre_id AND x.item_id = m.id)
WHERE m.centre_id = :centre_id AND (c.id IS NULL OR c.version <> m.version OR c.is_open <> m.is_open OR c.brings <> m.brings OR c.serves <> m.serves
	OR c.title <> m.title OR c.title_en <> m.title_en OR c.done <> m.done OR c.done_en <> m.done_en OR c.risk <> m.risk OR c.risk_en <> m.risk_en
	OR c.risk_level <> m.risk_level OR c.insurance <> m.insurance OR c.provider_id <> m.provider_id OR c.place_id <> m.place_id
	OR c.duration_min <> m.duration_min OR c.people <> m.people OR c.price_points <> m.price_points OR c.lead_min <> m.lead_min
	OR c.coefficient_percent <> m.coefficient_percent OR c.icon <> m.icon OR c.sort <> m.sort)
ORDER BY m.id;

-- query audit_undigested many 10
-- Up to which ids rows are older than the digest.
--   in  centre_id centre_id
--   out text      name
--   out int       last_id
SELECT name, last_id FROM undigested WHERE centre_id = :centre_id ORDER BY name;

-- query audit_accounts many 500
-- Accounts behind an id, with the digest of what of them never changes.
--   in  centre_id centre_id
--   in  account_id after_id
--   out account_id id
--   out int       kind
--   out person_id? person_id
--   out organisation_id? organisation_id
--   out int       created_at_ms
--   out bytes?    digest
SELECT id, kind, person_id, organisation_id, created_at_ms, digest FROM account WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT 501;

-- query audit_accounts_gone many 100
-- Accounts that entries name and that are not there.
--   in  centre_id centre_id
--   out int       id
SELECT DISTINCT t.id FROM (SELECT source_id AS id FROM transfer WHERE centre_id = :centre_id
	UNION SELECT target_id FROM transfer WHERE centre_id = :centre_id) t
WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.centre_id = :centre_id AND a.id = t.id) ORDER BY t.id LIMIT 101;

-- query audit_rules many 100
-- Every version of the rule.
--   in  centre_id centre_id
--   out int       version
--   out int       points_per_hour
--   out int       round_min
--   out int       session_cap_min
--   out int       day_cap_min
--   out int       week_cap_min
--   out int       year_cap_min
--   out int       receivers_cap
--   out int       staff_cap_min
--   out int       day_cap_points
--   out int       balance_cap_points
--   out int       night_from_min
--   out int       night_to_min
--   out int       night_percent
--   out int       organiser_percent
--   out int?      pair_cap_min
--   out int       is_undecided
--   out int       from_ms
--   out int?      decided_by
--   out int       decided_at_ms
--   out bytes?    digest
SELECT version, points_per_hour, round_min, session_cap_min, day_cap_min, week_cap_min, year_cap_min, receivers_cap, staff_cap_min, day_cap_points,
	balance_cap_points, night_from_min, night_to_min, night_percent, organiser_percent, pair_cap_min, CASE WHEN pair_cap_min IS NULL THEN 1 ELSE 0 END AS is_undecided,
	from_ms, decided_by, decided_at_ms, digest
FROM rule WHERE centre_id = :centre_id ORDER BY version LIMIT 101;

-- query audit_rates many 1000
-- Every rate by kind of service.
--   in  centre_id centre_id
--   out int       version
--   out int       serves
--   out int       points_per_hour
--   out bytes?    digest
SELECT version, serves, points_per_hour, digest FROM rule_rate WHERE centre_id = :centre_id ORDER BY version, serves LIMIT 1001;

-- query audit_signals many 500
-- Signals behind one, with their digest.
--   in  centre_id centre_id
--   in  record_id after_record
--   in  int       after_signal
--   out record_id record_id
--   out int       signal
--   out int       verdict
--   out int       number
--   out int?      actor_id
--   out int       at_ms
--   out bytes?    digest
SELECT record_id, signal, verdict, number, actor_id, at_ms, digest FROM record_signal
WHERE centre_id = :centre_id AND (record_id, signal) > (:after_record, :after_signal) ORDER BY record_id, signal LIMIT 501;

-- query audit_signal_sets many 1000
-- Records with signals that have to be there and are not, or the other way round. Each was weighed by nine signals (1, 5 to 12). Whose service
-- was confirmed has those of the resident (2) and of a companion (4). An answered call gives one (3), and two people who looked into it
-- another (13): a back-fill, and a correction of a final record, which needs no call. Where the rule has a number for it, whoever was served
-- is counted with who served (15); and that somebody else was asked about the two (16) is said of what was confirmed within 182 days behind.
--   in  centre_id centre_id
--   out record_id id
--   out int       weighed
--   out int       confirmed
--   out int       is_confirmed
--   out int       called
--   out int       is_called
--   out int       witnessed
--   out int       is_witnessed
--   out int       paired
--   out int       is_paired
--   out int       asked
--   out int       is_asked
WITH counted AS (
	SELECT r.id, r.source, r.replaces_id,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND (s.signal = 1 OR s.signal BETWEEN 5 AND 12)) AS weighed,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal IN (2, 4)) AS confirmed,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 3) AS called,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 13) AS witnessed,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 15) AS paired,
		(SELECT COUNT(*) FROM record_signal s WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 16) AS asked,
		CASE WHEN q.person_id IS NOT NULL AND u.pair_cap_min > 0 THEN 1 ELSE 0 END AS is_paired,
		CASE WHEN EXISTS (SELECT 1 FROM record_signal s JOIN record_signal t ON t.centre_id = s.centre_id AND t.record_id = s.record_id AND t.signal = 2
			JOIN record o ON o.centre_id = r.centre_id AND o.person_id = r.person_id
			JOIN duty f ON f.centre_id = o.centre_id AND f.id = o.duty_id
			JOIN request g ON g.centre_id = f.centre_id AND g.id = f.request_id AND g.person_id = q.person_id
			JOIN record_signal h ON h.centre_id = o.centre_id AND h.record_id = o.id AND h.signal = 15 AND h.verdict = 3
			JOIN call_back b ON b.centre_id = o.centre_id AND b.record_id = o.id AND b.reason = 1
			JOIN call_back_answer a ON a.centre_id = b.centre_id AND a.call_back_id = b.id AND a.is_true AND a.asked > 1
				AND a.at_ms > r.from_ms - 15724800000 AND (a.at_ms < t.at_ms OR (a.at_ms = t.at_ms AND EXISTS (SELECT 1 FROM record_signal w
					WHERE w.centre_id = r.centre_id AND w.record_id = r.id AND w.signal = 16)))
			WHERE s.centre_id = r.centre_id AND s.record_id = r.id AND s.signal = 15 AND s.verdict = 3
				AND NOT EXISTS (SELECT 1 FROM call_back_answer x JOIN call_back y ON y.centre_id = x.centre_id AND y.id = x.call_back_id
					JOIN record z ON z.centre_id = y.centre_id AND z.id = y.record_id AND z.person_id = r.person_id
					JOIN duty c ON c.centre_id = z.centre_id AND c.id = z.duty_id
					JOIN request v ON v.centre_id = c.centre_id AND v.id = c.request_id AND v.person_id = q.person_id
					WHERE x.centre_id = a.centre_id AND NOT x.is_true AND x.at_ms >= a.at_ms AND x.at_ms <= t.at_ms)) THEN 1 ELSE 0 END AS is_asked,
		(SELECT COUNT(*) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2) AS is_final,
		(SELECT COUNT(*) FROM call_back b WHERE b.centre_id = r.centre_id AND b.record_id = r.id AND b.reason = 1) AS is_held,
		CASE WHEN EXISTS (SELECT 1 FROM call_back b JOIN call_back_answer a ON a.centre_id = b.centre_id AND a.call_back_id = b.id
			WHERE b.centre_id = r.centre_id AND b.record_id = r.id) THEN 1 ELSE 0 END AS is_called
	FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
	LEFT JOIN rule u ON u.centre_id = r.centre_id AND u.version = r.rule_version
	LEFT JOIN request q ON q.centre_id = d.centre_id AND q.id = d.request_id
	WHERE r.centre_id = :centre_id
), expected AS (
	SELECT c.id, c.weighed, c.confirmed, c.called, c.is_called, c.witnessed, c.paired, c.is_paired, c.asked, c.is_asked,
		CASE WHEN c.source = 1 AND c.replaces_id IS NULL AND c.is_final + c.is_held > 0 THEN 2 ELSE 0 END AS is_confirmed,
		CASE WHEN (c.source = 2 OR c.replaces_id IS NOT NULL) AND c.is_final > 0 AND c.is_held = 0 THEN 1 ELSE 0 END AS is_witnessed
	FROM counted c WHERE c.weighed + c.confirmed + c.called + c.witnessed > 0
)
SELECT id, weighed, confirmed, is_confirmed, called, is_called, witnessed, is_witnessed, paired, is_paired, asked, is_asked FROM expected
WHERE weighed <> 9 OR confirmed <> is_confirmed OR called <> is_called OR witnessed <> is_witnessed OR paired <> is_paired OR asked <> is_asked ORDER BY id LIMIT 1001;

-- query audit_counted many 500
-- Certificates whose sums are not those of the records they counted, as these were then.
--   in  centre_id centre_id
--   out certificate_id id
--   out int       minutes
--   out int       counted_minutes
--   out int       record_minutes
--   out int       line_minutes
--   out int       count
--   out int       counted
WITH said AS (
	SELECT i.certificate_id AS id, i.minutes_machine + i.minutes_manual AS minutes, i.count,
		(SELECT COUNT(*) FROM certificate_record k WHERE k.centre_id = i.centre_id AND k.certificate_id = i.certificate_id) AS counted,
		CAST((SELECT COALESCE(SUM(k.minutes), 0) FROM certificate_record k WHERE k.centre_id = i.centre_id AND k.certificate_id = i.certificate_id) AS BIGINT)
			AS counted_minutes,
		CAST((SELECT COALESCE(SUM(r.minutes), 0) FROM certificate_record k JOIN record r ON r.centre_id = k.centre_id AND r.id = k.record_id
			JOIN certificate c ON c.centre_id = k.centre_id AND c.id = k.certificate_id AND c.person_id = r.person_id
			WHERE k.centre_id = i.centre_id AND k.certificate_id = i.certificate_id) AS BIGINT) AS record_minutes,
		CAST((SELECT COALESCE(SUM(l.minutes_machine + l.minutes_manual), 0) FROM certificate_line l
			WHERE l.centre_id = i.centre_id AND l.certificate_id = i.certificate_id) AS BIGINT) AS line_minutes
	FROM certificate_issue i WHERE i.centre_id = :centre_id
)
SELECT id, minutes, counted_minutes, record_minutes, line_minutes, count, counted FROM said
WHERE minutes <> counted_minutes OR minutes <> record_minutes OR minutes <> line_minutes OR count <> counted ORDER BY id LIMIT 501;

-- query audit_keys many 100
-- What a row has to do with: whom, and which other rows; kinds of the house's own accounts stand below nought, versions of the rule below -1000.
--   in  centre_id centre_id
--   in  int       id
--   out int?      a
--   out int?      b
--   out int?      c
--   out int?      d
--   out int?      e
--   out int?      f
--   out int?      g
SELECT source_id AS a, target_id AS b, record_id AS c, request_id AS d, hold_id AS e, reverses_id AS f, -1000 - rule_version AS g FROM transfer WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT person_id, CASE WHEN person_id IS NULL AND organisation_id IS NULL THEN -kind END, organisation_id, NULL, NULL, NULL, NULL FROM account WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT duty_id, person_id, replaces_id, -1000 - rule_version, NULL, NULL, NULL FROM record WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT record_id, NULL, NULL, NULL, NULL, NULL, NULL FROM record_event WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT duty_id, person_id, NULL, NULL, NULL, NULL, NULL FROM attendance WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT duty_id, NULL, NULL, NULL, NULL, NULL, NULL FROM offer WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT request_id, NULL, NULL, NULL, NULL, NULL, NULL FROM duty WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT payer_id, NULL, NULL, NULL, NULL, NULL, NULL FROM request WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT request_id, NULL, NULL, NULL, NULL, NULL, NULL FROM request_event WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT record_id, NULL, NULL, NULL, NULL, NULL, NULL FROM call_back WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL FROM assignment WHERE centre_id = :centre_id AND duty_id = :id
UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL FROM backfill WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT backfill_id, NULL, NULL, NULL, NULL, NULL, NULL FROM backfill_event WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT record_id, NULL, NULL, NULL, NULL, NULL, NULL FROM record_fix WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL FROM record_part WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL FROM absence WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT person_id, NULL, NULL, NULL, NULL, NULL, NULL FROM certificate WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT certificate_id, NULL, NULL, NULL, NULL, NULL, NULL FROM certificate_event WHERE centre_id = :centre_id AND id = :id
UNION ALL SELECT r.good_id, r.person_id, g.provider_id, NULL, NULL, NULL, NULL FROM redemption r LEFT JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
	WHERE r.centre_id = :centre_id AND r.id = :id
UNION ALL SELECT good_id, NULL, NULL, NULL, NULL, NULL, NULL FROM good_event WHERE centre_id = :centre_id AND id = :id;

-- query audit_account_of one
-- The account of a person, the house's own of a kind, or (kind 5) that of whoever gave the good that an entry is about.
--   in  centre_id centre_id
--   in  person_id person_id
--   in  int       kind
--   in  int       entry_id
--   out account_id id
SELECT MIN(id) AS id FROM account WHERE centre_id = :centre_id
	AND ((kind = 3 AND person_id = :person_id) OR (kind = :kind AND person_id IS NULL AND organisation_id IS NULL)
		OR (kind = 5 AND kind = :kind AND organisation_id IN (SELECT g.provider_id FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
			WHERE r.centre_id = :centre_id AND r.id IN (SELECT COALESCE(t.hold_id, t.id) FROM transfer t WHERE t.centre_id = :centre_id AND t.id = :entry_id))))
HAVING MIN(id) IS NOT NULL;

-- query audit_goods many 500
-- Goods behind an id, beside what their events and what was taken of them give.
--   in  centre_id centre_id
--   in  good_id   after_id
--   out good_id   id
--   out int       version
--   out int       price_points
--   out int       stock
--   out bool      is_withdrawn
--   out int       facts_version
--   out int       facts_last
--   out int       facts_price_points
--   out int       facts_stock
--   out int       facts_switch
--   out int       facts_told
--   out int?      provider_id
--   out int       place_id
--   out int       month_limit
--   out text      title
--   out text      title_en
--   out text      given
--   out text      given_en
--   out text      pick_up
--   out text      pick_up_en
--   out bytes?    digest
SELECT g.id, g.version, g.price_points, g.stock, g.is_withdrawn,
	(SELECT COUNT(*) FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id) AS facts_version,
	COALESCE((SELECT MAX(e.seq) FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id), 0) AS facts_last,
	COALESCE((SELECT e.price_points FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id ORDER BY e.seq DESC LIMIT 1), 0) AS facts_price_points,
	CAST(COALESCE((SELECT SUM(e.pieces) FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id), 0)
		- COALESCE((SELECT SUM(r.pieces) FROM redemption r WHERE r.centre_id = g.centre_id AND r.good_id = g.id AND NOT EXISTS (SELECT 1 FROM redemption_end x
			WHERE x.centre_id = r.centre_id AND x.redemption_id = r.id AND x.kind <> 1)), 0) AS BIGINT) AS facts_stock,
	COALESCE((SELECT e.kind FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id AND e.kind IN (4, 5) ORDER BY e.seq DESC LIMIT 1), 0) AS facts_switch,
	COALESCE((SELECT MAX(e.seq) FROM good_event e WHERE e.centre_id = g.centre_id AND e.good_id = g.id AND e.kind IN (1, 2)), 0) AS facts_told,
	g.provider_id, g.place_id, g.month_limit, g.title, g.title_en, g.given, g.given_en, g.pick_up, g.pick_up_en, g.digest
FROM good g WHERE g.centre_id = :centre_id AND g.id > :after_id ORDER BY g.id LIMIT 501;

-- query audit_good_fix exec
-- Write what the facts give (rebuild).
--   in centre_id centre_id
--   in good_id   id
--   in int       version
--   in int       price_points
--   in int       stock
--   in bool      is_withdrawn
UPDATE good SET version = :version, price_points = :price_points, stock = :stock, is_withdrawn = :is_withdrawn WHERE centre_id = :centre_id AND id = :id;

-- query audit_good_digest exec
-- The digest of a description that has none yet (rebuild).
--   in centre_id centre_id
--   in good_id   id
--   in bytes     digest
UPDATE good SET digest = :digest WHERE centre_id = :centre_id AND id = :id AND digest IS NULL;

-- query audit_good_events many 500
-- What was done to goods, behind one; is_alone: there is no such good.
--   in  centre_id centre_id
--   in  good_id   after_good
--   in  int       after_seq
--   out good_id   good_id
--   out int       seq
--   out int       id
--   out int       kind
--   out int       price_points
--   out int       pieces
--   out text      reason
--   out int?      actor_id
--   out int       at_ms
--   out bytes     digest
--   out int       is_alone
SELECT e.good_id, e.seq, e.id, e.kind, e.price_points, e.pieces, e.reason, e.actor_id, e.at_ms, e.digest, CASE WHEN g.id IS NULL THEN 1 ELSE 0 END AS is_alone
FROM good_event e LEFT JOIN good g ON g.centre_id = e.centre_id AND g.id = e.good_id
WHERE e.centre_id = :centre_id AND (e.good_id, e.seq) > (:after_good, :after_seq) ORDER BY e.good_id, e.seq LIMIT 501;

-- query audit_redemptions many 500
-- What was taken, behind an id, with the hold that belongs to it, how that ended, and how it ended itself.
--   in  centre_id centre_id
--   in  redemption_id after_id
--   out redemption_id id
--   out int       good_id
--   out int       person_id
--   out int       taken_by
--   out int       pieces
--   out int       points
--   out bytes     code_sealed
--   out bytes     code_index
--   out int       deadline_at_ms
--   out int       at_ms
--   out bytes     digest
--   out int       held
--   out int?      holder_id
--   out int       receiver_id
--   out int       provider_id
--   out int       hold_ended
--   out int       has_end
--   out int       ended
--   out text      reason
--   out int?      end_actor_id
--   out int       end_at_ms
--   out bytes?    end_digest
SELECT r.id, r.good_id, r.person_id, r.taken_by, r.pieces, r.points, r.code_sealed, r.code_index, r.deadline_at_ms, r.at_ms, r.digest,
	COALESCE(h.amount, 0) AS held, s.person_id AS holder_id, COALESCE(t.organisation_id, 0) AS receiver_id, COALESCE(g.provider_id, 0) AS provider_id,
	COALESCE(x.step, 0) AS hold_ended, CASE WHEN e.redemption_id IS NULL THEN 0 ELSE 1 END AS has_end, COALESCE(e.kind, 0) AS ended, COALESCE(e.reason, '') AS reason, e.actor_id AS end_actor_id,
	COALESCE(e.at_ms, 0) AS end_at_ms, e.digest AS end_digest
FROM redemption r LEFT JOIN transfer h ON h.centre_id = r.centre_id AND h.id = r.id AND h.step = 2 AND h.reason = 8
LEFT JOIN account s ON s.centre_id = h.centre_id AND s.id = h.source_id
LEFT JOIN account t ON t.centre_id = h.centre_id AND t.id = h.target_id
LEFT JOIN transfer x ON x.centre_id = h.centre_id AND x.hold_id = h.id
LEFT JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
LEFT JOIN redemption_end e ON e.centre_id = r.centre_id AND e.redemption_id = r.id
WHERE r.centre_id = :centre_id AND r.id > :after_id ORDER BY r.id LIMIT 501;

-- query audit_ends_alone many 100
-- Ends of what nobody took.
--   in  centre_id centre_id
--   out int       redemption_id
--   out int       kind
--   out text      reason
--   out int?      actor_id
--   out int       at_ms
--   out bytes     digest
SELECT e.redemption_id, e.kind, e.reason, e.actor_id, e.at_ms, e.digest FROM redemption_end e WHERE e.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.centre_id = e.centre_id AND r.id = e.redemption_id) ORDER BY e.redemption_id LIMIT 101;

-- query audit_redemptions_gone many 100
-- Points that are set aside for a good that nobody took.
--   in  centre_id centre_id
--   out int       id
SELECT h.id FROM transfer h WHERE h.centre_id = :centre_id AND h.step = 2 AND h.reason = 8
	AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.centre_id = h.centre_id AND r.id = h.id) ORDER BY h.id LIMIT 101;

-- query audit_settings many 1000
-- The numbers that the centre has chosen.
--   in  centre_id centre_id
--   out text      name
--   out int       value
--   out int       changed_by
--   out ms        changed_at_ms
SELECT name, value, COALESCE(changed_by, 0) AS changed_by, changed_at_ms FROM setting WHERE centre_id = :centre_id ORDER BY name LIMIT 1001;

-- query audit_choices many 500
-- The lines of the trail that say how they were chosen, oldest first.
--   in  centre_id centre_id
--   in  int       after_id
--   out int       id
--   out int       actor_id
--   out ms        at_ms
--   out text      detail
SELECT id, COALESCE(actor_id, 0) AS actor_id, at_ms, detail FROM trail
WHERE centre_id = :centre_id AND object_kind = 'centre' AND object_id = :centre_id AND act = 'settings.choose' AND id > :after_id ORDER BY id LIMIT 501;
