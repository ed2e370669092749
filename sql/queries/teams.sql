-- SPDX-License-Identifier: Apache-2.0

-- query team_claim_live one
-- The team that has a duty now.
--   in centre_id centre_id
--   in duty_id   duty_id
--   out int      id
--   out organisation_id organisation_id
--   out text     name
--   out person_id claimed_by
--   out ms       until_ms
SELECT c.id, c.organisation_id, o.name, c.claimed_by, c.until_ms FROM team_claim c JOIN organisation o ON o.centre_id = c.centre_id AND o.id = c.organisation_id
WHERE c.centre_id = :centre_id AND c.duty_id = :duty_id
	AND NOT EXISTS (SELECT 1 FROM team_claim_end e WHERE e.centre_id = c.centre_id AND e.claim_id = c.id)
ORDER BY c.id DESC LIMIT 1;

-- query team_claims_count one
-- How many orders a team has taken upon itself and not found somebody for.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   out int      count
SELECT COUNT(*) AS count FROM team_claim c WHERE c.centre_id = :centre_id AND c.organisation_id = :organisation_id
	AND NOT EXISTS (SELECT 1 FROM team_claim_end e WHERE e.centre_id = c.centre_id AND e.claim_id = c.id);

-- query team_claims_before one
-- How often a team had this duty and its time ran out (3), or gave it back (2; enum team_end).
--   in centre_id centre_id
--   in organisation_id organisation_id
--   in duty_id   duty_id
--   out int      lapsed
--   out int      given_back
SELECT COALESCE(SUM(CASE WHEN e.kind = 3 THEN 1 ELSE 0 END), 0) AS lapsed, COALESCE(SUM(CASE WHEN e.kind = 2 THEN 1 ELSE 0 END), 0) AS given_back
FROM team_claim c JOIN team_claim_end e ON e.centre_id = c.centre_id AND e.claim_id = c.id
WHERE c.centre_id = :centre_id AND c.duty_id = :duty_id AND c.organisation_id = :organisation_id;

-- query team_fit one
-- How many of a team hold the skills that a duty needs on its day, do not rest, and are not the one who is served.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   in duty_id   duty_id
--   in person_id resident_id
--   in int       day
--   in ms        now_ms
--   out int      count
SELECT COUNT(*) AS count FROM membership m JOIN volunteer v ON v.centre_id = m.centre_id AND v.person_id = m.person_id AND v.paused_until_ms <= :now_ms
WHERE m.centre_id = :centre_id AND m.organisation_id = :organisation_id AND m.ended_at_ms IS NULL AND m.person_id <> :resident_id
	AND NOT EXISTS (SELECT 1 FROM duty_skill s WHERE s.centre_id = m.centre_id AND s.duty_id = :duty_id AND NOT EXISTS (SELECT 1 FROM person_skill p
		WHERE p.centre_id = s.centre_id AND p.person_id = m.person_id AND p.skill = s.skill AND (p.valid_until_day = 0 OR p.valid_until_day >= :day)));

-- query team_open many 20
-- What a team could take upon itself: orders open to all, soonest first.
--   in centre_id centre_id
--   in ms        now_ms
--   out request_id request_id
--   out duty_id  duty_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
SELECT d.request_id, d.id AS duty_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms
FROM duty d JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id AND r.state = 5
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE d.centre_id = :centre_id AND d.state = 1 AND d.is_open AND d.to_ms > :now_ms + 1800000 ORDER BY d.from_ms, d.id LIMIT 21;

-- query team_claimed many 50
-- What a team has taken upon itself and not found somebody for.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   out request_id request_id
--   out duty_id  duty_id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     place_name
--   out ms       from_ms
--   out ms       to_ms
--   out ms       until_ms
SELECT c.request_id, c.duty_id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AS is_own, l.name AS place_name, d.from_ms, d.to_ms, c.until_ms
FROM team_claim c JOIN duty d ON d.centre_id = c.centre_id AND d.id = c.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
WHERE c.centre_id = :centre_id AND c.organisation_id = :organisation_id
	AND NOT EXISTS (SELECT 1 FROM team_claim_end e WHERE e.centre_id = c.centre_id AND e.claim_id = c.id)
ORDER BY c.until_ms, c.id;

-- query team_led many 20
-- The teams that a person leads, with how many belong to each.
--   in centre_id centre_id
--   in person_id person_id
--   out organisation_id id
--   out text     name
--   out int      member_count
SELECT o.id, o.name, (SELECT COUNT(*) FROM membership n WHERE n.centre_id = o.centre_id AND n.organisation_id = o.id AND n.ended_at_ms IS NULL) AS member_count
FROM membership m JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.organisation_id
WHERE m.centre_id = :centre_id AND m.person_id = :person_id AND m.is_leader AND m.ended_at_ms IS NULL AND o.status <> 5 ORDER BY o.id;

-- query team_points many 20
-- What came to an organisation's account and went from it, newest first; not from whom.
--   in centre_id centre_id
--   in organisation_id organisation_id
--   out int      amount
--   out int      reason
--   out text     title
--   out text     title_en
--   out ms       at_ms
WITH RECURSIVE line (account_id, id, before_id, shown) AS (
	SELECT a.id, a.newest_id,
		(SELECT CASE WHEN t.target_id = a.id THEN t.target_before_id WHEN t.source_id = a.id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id), 0
	FROM account a WHERE a.centre_id = :centre_id AND a.kind = 5 AND a.organisation_id = :organisation_id
	UNION
	SELECT n.account_id, n.before_id,
		(SELECT CASE WHEN t.target_id = n.account_id THEN t.target_before_id WHEN t.source_id = n.account_id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.before_id),
		n.shown + CASE WHEN (SELECT t.step FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.id) IN (1, 3) THEN 1 ELSE 0 END
	FROM line n WHERE n.before_id <> 0 AND n.shown < 21
)
SELECT CASE WHEN t.target_id = a.id THEN t.amount ELSE -t.amount END AS amount, t.reason, COALESCE(g.title, '') AS title, COALESCE(g.title_en, '') AS title_en, t.at_ms
FROM account a CROSS JOIN transfer t
LEFT JOIN redemption r ON r.centre_id = t.centre_id AND r.id = t.hold_id AND t.reason = 8
LEFT JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
WHERE a.centre_id = :centre_id AND a.kind = 5 AND a.organisation_id = :organisation_id AND t.centre_id = :centre_id AND t.id IN (SELECT n.id FROM line n WHERE n.before_id IS NOT NULL) AND t.step IN (1, 3)
ORDER BY t.at_ms DESC, t.id DESC LIMIT 21;
