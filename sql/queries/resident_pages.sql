-- query my_requests many 50
-- The requests of a person, of those she may order for, and those she ordered; open ones first, newest first.
--   in centre_id centre_id
--   in person_id me
--   out request_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     name
--   out bool     is_mine
--   out int      state
--   out ms       wanted_from_ms
--   out ms       from_ms
--   out ms       deadline_at_ms
SELECT r.id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, p.name, r.person_id = :me AS is_mine, r.state, r.wanted_from_ms, r.from_ms, r.deadline_at_ms
FROM (SELECT q.centre_id, q.id, CASE WHEN q.state IN (11, 15, 16, 17) THEN 1 ELSE 0 END AS is_over FROM request q
	WHERE q.centre_id = :centre_id AND (q.person_id = :me OR q.orderer_id = :me
		OR q.person_id IN (SELECT k.person_id FROM kin k WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL AND k.may_order))
	ORDER BY CASE WHEN q.state IN (11, 15, 16, 17) THEN 1 ELSE 0 END, q.id DESC LIMIT 51) mine
JOIN request r ON r.centre_id = mine.centre_id AND r.id = mine.id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
ORDER BY mine.is_over, r.id DESC LIMIT 51;

-- query my_request_may one
-- Whether a request is this person's to see: hers, ordered by her, or of kin she may order for.
--   in centre_id centre_id
--   in request_id id
--   in person_id me
--   out int      may
SELECT 1 AS may FROM request r WHERE r.centre_id = :centre_id AND r.id = :id AND (r.person_id = :me OR r.orderer_id = :me
	OR r.person_id IN (SELECT k.person_id FROM kin k WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL));

-- query my_points many 50
-- The lines of a person's account, newest first: what came (plus) and went (minus), for what, and for a service how long, by which rule, who confirmed it.
--   in centre_id centre_id
--   in account_id account_id
--   out transfer_id id
--   out int      amount
--   out int      reason
--   out ms       at_ms
--   out text?    title
--   out text     title_en
--   out bool     is_own
--   out record_id? record_id
--   out int      minutes
--   out int      coefficient_percent
--   out int      rule_version
--   out text     who
--   out text     kin
WITH RECURSIVE line (id, before_id, shown) AS (
	SELECT a.newest_id,
		(SELECT CASE WHEN t.target_id = a.id THEN t.target_before_id WHEN t.source_id = a.id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id), 0
	FROM account a WHERE a.centre_id = :centre_id AND a.id = :account_id
	UNION
	SELECT n.before_id,
		(SELECT CASE WHEN t.target_id = :account_id THEN t.target_before_id WHEN t.source_id = :account_id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.before_id),
		n.shown + CASE WHEN (SELECT t.step FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.id) IN (1, 3) THEN 1 ELSE 0 END
	FROM line n WHERE n.before_id <> 0 AND n.shown < 51
)
SELECT t.id, CASE WHEN t.target_id = :account_id THEN t.amount ELSE -t.amount END AS amount, t.reason, t.at_ms, COALESCE(q.title, d.title, g.title) AS title,
	COALESCE(m.title_en, g.title_en, '') AS title_en, COALESCE(q.item_id, d.item_id, g.id) IS NULL AS is_own, t.record_id, COALESCE(r.minutes, 0) AS minutes,
	COALESCE(r.coefficient_percent, 100) AS coefficient_percent, t.rule_version,
	COALESCE((SELECT p.name FROM record_event e JOIN person p ON p.centre_id = e.centre_id AND p.id = e.actor_id
		WHERE e.centre_id = t.centre_id AND e.record_id = t.record_id AND e.kind = 2), '') AS who,
	COALESCE((SELECT p.name FROM account a JOIN person p ON p.centre_id = a.centre_id AND p.id = a.person_id WHERE t.reason = 4 AND a.centre_id = t.centre_id
		AND a.id = CASE WHEN t.target_id = :account_id THEN t.source_id ELSE t.target_id END), '') AS kin
FROM transfer t
LEFT JOIN request q ON q.centre_id = t.centre_id AND q.id = t.request_id
LEFT JOIN record r ON r.centre_id = t.centre_id AND r.id = t.record_id
LEFT JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN menu_item m ON m.centre_id = t.centre_id AND m.id = COALESCE(q.item_id, d.item_id)
LEFT JOIN redemption x ON x.centre_id = t.centre_id AND x.id = COALESCE(t.hold_id, t.id) AND t.reason = 8
LEFT JOIN good g ON g.centre_id = x.centre_id AND g.id = x.good_id
WHERE t.centre_id = :centre_id AND t.id IN (SELECT n.id FROM line n WHERE n.before_id IS NOT NULL) AND t.step IN (1, 3)
ORDER BY t.at_ms DESC, t.id DESC LIMIT 51;

-- query give_receivers many 20
-- To whom a person may give points: spouse, parents, grandparents, children on record with evidence.
--   in centre_id centre_id
--   in person_id giver_id
--   out person_id id
--   out text     name
SELECT DISTINCT p.id, p.name FROM kin k JOIN person p ON p.centre_id = k.centre_id AND p.id = CASE WHEN k.kin_id = :giver_id THEN k.person_id ELSE k.kin_id END
WHERE k.centre_id = :centre_id AND k.ended_at_ms IS NULL AND k.evidence <> ''
	AND ((k.kin_id = :giver_id AND k.relation IN (1, 2, 3, 4)) OR (k.person_id = :giver_id AND k.relation IN (1, 2, 3)))
ORDER BY p.id LIMIT 21;

-- query my_transfer one
-- A transfer on a person's own account: what came (plus) or went (minus).
--   in centre_id centre_id
--   in transfer_id id
--   in person_id me
--   out int      amount
SELECT CASE WHEN t.target_id = a.id THEN t.amount ELSE -t.amount END AS amount FROM transfer t
JOIN account a ON a.centre_id = t.centre_id AND a.kind = 3 AND a.person_id = :me AND (a.id = t.target_id OR a.id = t.source_id)
WHERE t.centre_id = :centre_id AND t.id = :id;

-- query my_cards many 10
-- Whose card a person holds: her own, and that of kin she may confirm for.
--   in centre_id centre_id
--   in person_id me
--   out person_id id
--   out text     name
SELECT p.id, p.name FROM person p WHERE p.centre_id = :centre_id AND (p.id = :me
	OR p.id IN (SELECT k.person_id FROM kin k WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL AND k.may_rate))
ORDER BY CASE WHEN p.id = :me THEN 0 ELSE 1 END, p.id LIMIT 11;

-- query my_served many 10
-- Services that wait to be confirmed by a person: hers, and those of kin she may confirm for, unless she served them herself.
--   in centre_id centre_id
--   in person_id me
--   out request_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     name
SELECT r.id, r.title, COALESCE(m.title_en, '') AS title_en, r.item_id IS NULL AS is_own, p.name FROM request r
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
LEFT JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id
WHERE r.centre_id = :centre_id AND r.state = 9 AND (r.person_id = :me
	OR r.person_id IN (SELECT k.person_id FROM kin k WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL AND k.may_rate))
	AND NOT EXISTS (SELECT 1 FROM duty d JOIN assignment a ON a.centre_id = d.centre_id AND a.duty_id = d.id
		WHERE d.centre_id = r.centre_id AND d.request_id = r.id AND a.person_id = :me)
ORDER BY r.id LIMIT 11;

-- query my_again many 10
-- Services a person ordered for somebody, or had, that came to a good end: the newest of each item still on the menu, newest first.
--   in centre_id centre_id
--   in person_id for_id
--   out request_id id
--   out text     title
--   out text     title_en
--   out text     icon
SELECT r.id, m.title, m.title_en, m.icon FROM request r
JOIN menu_item m ON m.centre_id = r.centre_id AND m.id = r.item_id AND m.is_open
WHERE r.centre_id = :centre_id AND r.person_id = :for_id AND r.state IN (10, 11)
	AND r.id = (SELECT MAX(n.id) FROM request n WHERE n.centre_id = r.centre_id AND n.person_id = r.person_id AND n.item_id = r.item_id AND n.state IN (10, 11))
ORDER BY r.id DESC LIMIT 3;

-- query my_kin many 20
-- For whom a person may act now, as she would say it: what they are to her, and what was seen.
--   in centre_id centre_id
--   in person_id me
--   out kin_id   id
--   out person_id person_id
--   out text     name
--   out int      sex
--   out int      relation
--   out text     place_name
--   out text     evidence
--   out ms       created_at_ms
--   out bool     may_order
--   out bool     may_rate
--   out bool     may_spend
SELECT k.id, k.person_id, p.name, p.sex, k.relation, l.name AS place_name, k.evidence, k.created_at_ms, k.may_order, k.may_rate, k.may_spend
FROM kin k JOIN person p ON p.centre_id = k.centre_id AND p.id = k.person_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL ORDER BY k.id;

-- query my_helpers many 20
-- Who may act for a person now, and what was seen.
--   in centre_id centre_id
--   in person_id me
--   out kin_id   id
--   out text     name
--   out text     phone_mask
--   out int      relation
--   out text     evidence
--   out ms       created_at_ms
--   out bool     may_order
--   out bool     may_rate
--   out bool     may_spend
SELECT k.id, p.name, p.phone_mask, k.relation, k.evidence, k.created_at_ms, k.may_order, k.may_rate, k.may_spend
FROM kin k JOIN person p ON p.centre_id = k.centre_id AND p.id = k.kin_id
WHERE k.centre_id = :centre_id AND k.person_id = :me AND k.ended_at_ms IS NULL ORDER BY k.id;
