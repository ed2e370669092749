-- query statement_opening one
-- What an account held before an instant. (IN, not a join, here and wherever a chain is read: for a join SQLite first
-- makes a filter out of the whole journal.)
--   in centre_id centre_id
--   in account_id account_id
--   in ms        from_ms
--   out int      points
WITH RECURSIVE line (id, before_id) AS (
	SELECT a.newest_id,
		(SELECT CASE WHEN t.target_id = a.id THEN t.target_before_id WHEN t.source_id = a.id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id)
	FROM account a WHERE a.centre_id = :centre_id AND a.id = :account_id
	UNION
	SELECT n.before_id,
		(SELECT CASE WHEN t.target_id = :account_id THEN t.target_before_id WHEN t.source_id = :account_id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.before_id)
	FROM line n WHERE n.before_id <> 0
)
SELECT CAST(COALESCE(SUM(CASE WHEN t.target_id = :account_id THEN t.amount ELSE -t.amount END), 0) AS BIGINT) AS points
FROM transfer t WHERE t.centre_id = :centre_id AND t.id IN (SELECT n.id FROM line n WHERE n.before_id IS NOT NULL) AND t.step IN (1, 3) AND t.at_ms < :from_ms;

-- query statement_lines many 1000
-- The lines of an account in a span, oldest first: for which service, when and where it was, by which rule, who confirmed it.
--   in centre_id centre_id
--   in account_id account_id
--   in ms        from_ms
--   in ms        to_ms
--   out transfer_id id
--   out int      amount
--   out int      reason
--   out ms       at_ms
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     unit
--   out record_id? record_id
--   out ms?      served_at_ms
--   out int      minutes
--   out int      coefficient_percent
--   out int      rule_version
--   out int      source
--   out text     who
--   out text     kin
WITH RECURSIVE line (id, before_id) AS (
	SELECT a.newest_id,
		(SELECT CASE WHEN t.target_id = a.id THEN t.target_before_id WHEN t.source_id = a.id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id)
	FROM account a WHERE a.centre_id = :centre_id AND a.id = :account_id
	UNION
	SELECT n.before_id,
		(SELECT CASE WHEN t.target_id = :account_id THEN t.target_before_id WHEN t.source_id = :account_id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.before_id)
	FROM line n WHERE n.before_id <> 0
)
SELECT t.id, CASE WHEN t.target_id = :account_id THEN t.amount ELSE -t.amount END AS amount, t.reason, t.at_ms, COALESCE(q.title, d.title, g.title, '') AS title,
	COALESCE(m.title_en, g.title_en, '') AS title_en, COALESCE(q.item_id, d.item_id) IS NULL AND q.id IS NOT NULL AS is_own,
	COALESCE(o.name, l.name, '') AS unit, t.record_id, r.from_ms AS served_at_ms, COALESCE(r.minutes, 0) AS minutes,
	COALESCE(r.coefficient_percent, 100) AS coefficient_percent, t.rule_version, COALESCE(r.source, 0) AS source,
	COALESCE((SELECT p.name FROM record_event e JOIN person p ON p.centre_id = e.centre_id AND p.id = e.actor_id
		WHERE e.centre_id = t.centre_id AND e.record_id = t.record_id AND e.kind = 2), '') AS who,
	COALESCE((SELECT p.name FROM account a JOIN person p ON p.centre_id = a.centre_id AND p.id = a.person_id WHERE t.reason = 4 AND a.centre_id = t.centre_id
		AND a.id = CASE WHEN t.target_id = :account_id THEN t.source_id ELSE t.target_id END), '') AS kin
FROM transfer t
LEFT JOIN record r ON r.centre_id = t.centre_id AND r.id = t.record_id
LEFT JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
LEFT JOIN request q ON q.centre_id = t.centre_id AND q.id = COALESCE(t.request_id, d.request_id)
LEFT JOIN place l ON l.centre_id = t.centre_id AND l.id = COALESCE(d.place_id, q.place_id)
LEFT JOIN menu_item m ON m.centre_id = t.centre_id AND m.id = COALESCE(d.item_id, q.item_id)
LEFT JOIN organisation o ON o.centre_id = t.centre_id AND o.id = m.provider_id
LEFT JOIN redemption x ON x.centre_id = t.centre_id AND x.id = COALESCE(t.hold_id, t.id) AND t.reason = 8
LEFT JOIN good g ON g.centre_id = x.centre_id AND g.id = x.good_id
WHERE t.centre_id = :centre_id AND t.id IN (SELECT n.id FROM line n WHERE n.before_id IS NOT NULL) AND t.step IN (1, 3) AND t.at_ms >= :from_ms AND t.at_ms < :to_ms
ORDER BY t.at_ms, t.id LIMIT 1001;

-- query dossier_person one
-- The first part of a volunteer's record: who she is, nothing sealed.
--   in centre_id centre_id
--   in person_id id
--   out text     name
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out int      document_kind
--   out bool     has_document
--   out text     phone_mask
--   out text     place_name
--   out text     estate
--   out text     number
--   out ms       since_ms
SELECT p.name, p.sex, p.birth_day IS NOT NULL AS has_birth_day, p.birth_day, p.document_kind, p.document_sealed IS NOT NULL AS has_document, p.phone_mask, l.name AS place_name, p.estate,
	COALESCE(v.number, '') AS number, COALESCE(v.since_ms, 0) AS since_ms
FROM person p JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
LEFT JOIN volunteer v ON v.centre_id = p.centre_id AND v.person_id = p.id WHERE p.centre_id = :centre_id AND p.id = :id;

-- query dossier_services many 500
-- The second part: her final records, newest first, with what article 7 wants of each.
--   in centre_id centre_id
--   in person_id person_id
--   out record_id id
--   out text     title
--   out text     title_en
--   out bool     is_own
--   out text     done
--   out text     done_en
--   out text     place_name
--   out text     unit
--   out organisation_id? provider_id
--   out place_id place_id
--   out ms       from_ms
--   out ms       to_ms
--   out int      minutes
--   out int      source
--   out int      score
--   out ms       rated_at_ms
SELECT r.id, d.title, COALESCE(m.title_en, '') AS title_en, d.item_id IS NULL AND d.request_id IS NOT NULL AS is_own, COALESCE(m.done, '') AS done,
	COALESCE(m.done_en, '') AS done_en, l.name AS place_name, COALESCE(o.name, l.name) AS unit,
	m.provider_id, d.place_id,
	r.from_ms, r.to_ms, r.minutes, r.source,
	COALESCE((SELECT s.score FROM rating s WHERE s.centre_id = d.centre_id AND s.request_id = d.request_id ORDER BY s.at_ms DESC LIMIT 1), 0) AS score,
	COALESCE((SELECT MAX(s.at_ms) FROM rating s WHERE s.centre_id = d.centre_id AND s.request_id = d.request_id), 0) AS rated_at_ms
FROM record r JOIN duty d ON d.centre_id = r.centre_id AND d.id = r.duty_id
JOIN place l ON l.centre_id = d.centre_id AND l.id = d.place_id
LEFT JOIN menu_item m ON m.centre_id = d.centre_id AND m.id = d.item_id
LEFT JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id
	AND EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2)
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3)
ORDER BY r.from_ms DESC, r.id DESC LIMIT 501;

-- query dossier_kinds many 10
-- Whom she served, by kind, most first.
--   in centre_id centre_id
--   in person_id person_id
--   out int      serves
--   out int      minutes
SELECT r.serves, SUM(r.minutes) AS minutes FROM record r WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.serves > 0
	AND EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 2)
	AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id AND e.kind = 3)
GROUP BY r.serves ORDER BY SUM(r.minutes) DESC, r.serves LIMIT 11;

-- query record_states many 10
-- The states a record reached, for its receipts: each is an entry of the public tree.
--   in centre_id centre_id
--   in record_id record_id
--   out event_id id
--   out int      kind
--   out ms       at_ms
--   out int      minutes
SELECT e.id, e.kind, e.at_ms, r.minutes FROM record_event e JOIN record r ON r.centre_id = e.centre_id AND r.id = e.record_id
WHERE e.centre_id = :centre_id AND e.record_id = :record_id ORDER BY e.kind LIMIT 11;
