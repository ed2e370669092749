-- query proof_secret_of one
-- The bytes by which a person's tags are made.
--   in  centre_id centre_id
--   in  person_id person_id
--   out bytes     secret
SELECT secret FROM proof_secret WHERE centre_id = :centre_id AND person_id = :person_id;

-- query proof_secret_add exec
-- A person's bytes, made when she first appears in an entry.
--   in centre_id centre_id
--   in person_id person_id
--   in bytes     secret
INSERT INTO proof_secret (centre_id, person_id, secret) VALUES (:centre_id, :person_id, :secret);

-- query proof_secret_erase exec
-- Her tags become meaningless; one nought stands for what was there.
--   in centre_id centre_id
--   in person_id person_id
--   in bytes     nothing
UPDATE proof_secret SET secret = :nothing WHERE centre_id = :centre_id AND person_id = :person_id;

-- query proof_next one
-- The number of the next entry.
--   in  centre_id centre_id
--   out int       seq
SELECT COALESCE(MAX(seq) + 1, 0) AS seq FROM proof_leaf WHERE centre_id = :centre_id;

-- query proof_leaf_add exec
-- One entry more.
--   in centre_id centre_id
--   in int       seq
--   in int       kind
--   in int       fact_id
--   in bytes     entry
INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES (:centre_id, :seq, :kind, :fact_id, :entry);

-- query proof_node_add exec
-- The root over a whole run of leaves.
--   in centre_id centre_id
--   in int       tier
--   in int       place
--   in bytes     hash
INSERT INTO proof_node (centre_id, tier, place, hash) VALUES (:centre_id, :tier, :place, :hash);

-- query proof_head_add exec
-- A signed head.
--   in centre_id centre_id
--   in int       size
--   in bytes     root
--   in ms        at_ms
--   in bytes     key
--   in bytes     signature
--   in int       previous_size
--   in bytes     digest
INSERT INTO proof_head (centre_id, size, root, at_ms, key, signature, previous_size, digest)
VALUES (:centre_id, :size, :root, :at_ms, :key, :signature, :previous_size, :digest);

-- query proof_end_set exec
-- Which head was signed last.
--   in centre_id centre_id
--   in int       last_id
--   in bytes     hash
INSERT INTO chain_end (centre_id, name, last_id, hash) VALUES (:centre_id, 'proof_head', :last_id, :hash)
ON CONFLICT (centre_id, name) DO UPDATE SET last_id = excluded.last_id, hash = excluded.hash;

-- query proof_transfer one
-- A transfer with every column, the accounts at its two ends and the bytes of the people who hold them.
--   in  centre_id centre_id
--   in  int       id
--   out int       step
--   out account_id source_id
--   out account_id target_id
--   out int       amount
--   out int       reason
--   out int       rule_version
--   out int?      hold_id
--   out int       over_at_ms
--   out int?      record_id
--   out int?      request_id
--   out int?      reverses_id
--   out int?      actor_id
--   out ms        at_ms
--   out int       source_kind
--   out person_id? source_person
--   out int?      source_organisation
--   out bytes?    source_secret
--   out int       target_kind
--   out person_id? target_person
--   out int?      target_organisation
--   out bytes?    target_secret
SELECT t.step, t.source_id, t.target_id, t.amount, t.reason, t.rule_version, t.hold_id, t.over_at_ms, t.record_id, t.request_id, t.reverses_id,
	t.actor_id, t.at_ms, a.kind AS source_kind, a.person_id AS source_person, a.organisation_id AS source_organisation, p.secret AS source_secret,
	b.kind AS target_kind, b.person_id AS target_person, b.organisation_id AS target_organisation, q.secret AS target_secret
FROM transfer t
JOIN account a ON a.centre_id = t.centre_id AND a.id = t.source_id
JOIN account b ON b.centre_id = t.centre_id AND b.id = t.target_id
LEFT JOIN proof_secret p ON p.centre_id = a.centre_id AND p.person_id = a.person_id
LEFT JOIN proof_secret q ON q.centre_id = b.centre_id AND q.person_id = b.person_id
WHERE t.centre_id = :centre_id AND t.id = :id;

-- query proof_record one
-- A state that a record reached with every column of both rows, and the bytes of its person.
--   in  centre_id centre_id
--   in  int       id
--   out int       record_id
--   out int       kind
--   out int?      actor_id
--   out text      reason
--   out ms        at_ms
--   out int       duty_id
--   out person_id person_id
--   out ms        from_ms
--   out ms        to_ms
--   out int       minutes_raw
--   out int       minutes
--   out int       rule_version
--   out int       evidence
--   out int       recorded_by
--   out ms        due_at_ms
--   out ms        created_at_ms
--   out int       source
--   out int       serves
--   out int       coefficient_percent
--   out int       points
--   out int?      replaces_id
--   out bytes?    secret
SELECT e.record_id, e.kind, e.actor_id, e.reason, e.at_ms, r.duty_id, r.person_id, r.from_ms, r.to_ms, r.minutes_raw, r.minutes, r.rule_version,
	r.evidence, r.recorded_by, r.due_at_ms, r.created_at_ms, r.source, r.serves, r.coefficient_percent, r.points, r.replaces_id, p.secret
FROM record_event e JOIN record r ON r.centre_id = e.centre_id AND r.id = e.record_id
LEFT JOIN proof_secret p ON p.centre_id = r.centre_id AND p.person_id = r.person_id
WHERE e.centre_id = :centre_id AND e.id = :id;

-- query proof_certificate one
-- A state that a certificate reached, what was asked for, its signed slip once it has one, and the bytes of its holder.
--   in  centre_id centre_id
--   in  int       id
--   out int       certificate_id
--   out int       kind
--   out int?      actor_id
--   out text      reason
--   out ms        at_ms
--   out person_id person_id
--   out int       shows
--   out bool      wants_seal
--   out int       from_day
--   out int       to_day
--   out int?      replaces_id
--   out int?      requested_by
--   out ms        asked_at_ms
--   out int?      minutes
--   out text?     number
--   out text?     slip
--   out bytes?    secret
SELECT e.certificate_id, e.kind, e.actor_id, e.reason, e.at_ms, c.person_id, c.shows, c.wants_seal, c.from_day, c.to_day, c.replaces_id, c.requested_by,
	c.at_ms AS asked_at_ms, i.minutes_machine + i.minutes_manual AS minutes, i.number, i.slip, p.secret
FROM certificate_event e JOIN certificate c ON c.centre_id = e.centre_id AND c.id = e.certificate_id
LEFT JOIN certificate_issue i ON i.centre_id = c.centre_id AND i.certificate_id = c.id AND e.kind >= 3
LEFT JOIN proof_secret p ON p.centre_id = c.centre_id AND p.person_id = c.person_id
WHERE e.centre_id = :centre_id AND e.id = :id;

-- query proof_leaves many 256
-- Entries by number, from `seq` up to before `end`.
--   in  centre_id centre_id
--   in  int       seq
--   in  int       end
--   out int       seq
--   out int       kind
--   out int       fact_id
--   out bytes     entry
SELECT seq, kind, fact_id, entry FROM proof_leaf WHERE centre_id = :centre_id AND seq >= :seq AND seq < :end ORDER BY seq LIMIT 257;

-- query proof_nodes many 256
-- Roots of one tier by place, from `place` up to before `end`.
--   in  centre_id centre_id
--   in  int       tier
--   in  int       place
--   in  int       end
--   out int       place
--   out bytes     hash
SELECT place, hash FROM proof_node WHERE centre_id = :centre_id AND tier = :tier AND place >= :place AND place < :end ORDER BY place LIMIT 257;

-- query proof_leaf_of one
-- The entry of one fact.
--   in  centre_id centre_id
--   in  int       kind
--   in  int       fact_id
--   out int       seq
--   out bytes     entry
SELECT seq, entry FROM proof_leaf WHERE centre_id = :centre_id AND kind = :kind AND fact_id = :fact_id;

-- query proof_head_last one
-- The newest signed head.
--   in  centre_id centre_id
--   out int       size
--   out bytes     root
--   out ms        at_ms
--   out bytes     key
--   out bytes     signature
SELECT size, root, at_ms, key, signature FROM proof_head WHERE centre_id = :centre_id ORDER BY size DESC LIMIT 1;

-- query proof_heads many 50
-- Signed heads below a size, newest first.
--   in  centre_id centre_id
--   in  int       below
--   out int       size
--   out bytes     root
--   out ms        at_ms
--   out bytes     key
--   out bytes     signature
SELECT size, root, at_ms, key, signature FROM proof_head WHERE centre_id = :centre_id AND size < :below ORDER BY size DESC LIMIT 51;

-- query proof_heads_after many 200
-- Signed heads above a size, oldest first; for the audit.
--   in  centre_id centre_id
--   in  int       after
--   out int       size
--   out bytes     root
--   out ms        at_ms
--   out bytes     key
--   out bytes     signature
--   out int       previous_size
--   out bytes?    digest
SELECT size, root, at_ms, key, signature, previous_size, digest FROM proof_head WHERE centre_id = :centre_id AND size > :after ORDER BY size LIMIT 201;

-- query proof_origin one
-- By whose name heads are signed.
--   in  centre_id centre_id
--   out text      code
SELECT code FROM centre WHERE id = :centre_id;

-- query proof_totals one
-- Points by where they are: what was issued (less what was taken back), what people, organisations and the pool hold, what was spent, what expired.
--   in  centre_id centre_id
--   out int       issued
--   out int       held
--   out int       spent
--   out int       expired
SELECT CAST(COALESCE(-SUM(CASE WHEN kind IN (1, 7) THEN credits_posted - debits_posted ELSE 0 END), 0) AS BIGINT) AS issued,
	CAST(COALESCE(SUM(CASE WHEN kind IN (3, 4, 5) THEN credits_posted - debits_posted ELSE 0 END), 0) AS BIGINT) AS held,
	CAST(COALESCE(SUM(CASE WHEN kind = 2 THEN credits_posted - debits_posted ELSE 0 END), 0) AS BIGINT) AS spent,
	CAST(COALESCE(SUM(CASE WHEN kind = 6 THEN credits_posted - debits_posted ELSE 0 END), 0) AS BIGINT) AS expired
FROM account WHERE centre_id = :centre_id;

-- query proof_kept one
-- A row that is kept as it was, of one of the tables behind enum entry_kind, written as one text: its person, when, how many minutes, every column.
--   in  centre_id centre_id
--   in  int       kind
--   in  int       id
--   out person_id? person_id
--   out ms        at_ms
--   out int       amount
--   out text      content
--   out bytes?    secret
SELECT k.person_id, k.at_ms, k.amount, k.content, p.secret FROM (
	SELECT r.centre_id, r.person_id AS person_id, r.created_at_ms AS at_ms, r.minutes AS amount,
		CAST(r.duty_id AS TEXT) || ',' || CAST(r.person_id AS TEXT) || ',' || CAST(r.from_ms AS TEXT)
		|| ',' || CAST(r.to_ms AS TEXT) || ',' || CAST(r.minutes_raw AS TEXT) || ',' || CAST(r.minutes AS TEXT)
		|| ',' || CAST(r.rule_version AS TEXT) || ',' || CAST(r.evidence AS TEXT) || ',' || CAST(r.recorded_by AS TEXT)
		|| ',' || CAST(r.due_at_ms AS TEXT) || ',' || CAST(r.created_at_ms AS TEXT) || ',' || CAST(r.source AS TEXT)
		|| ',' || CAST(r.serves AS TEXT) || ',' || CAST(r.coefficient_percent AS TEXT) || ',' || CAST(r.points AS TEXT)
		|| ',' || COALESCE(CAST(r.replaces_id AS TEXT), '-') AS content
	FROM record r WHERE r.centre_id = :centre_id AND r.id = :id AND :kind = 4
	UNION ALL SELECT a.centre_id, a.person_id AS person_id, a.at_ms AS at_ms, 0 AS amount,
		CAST(a.duty_id AS TEXT) || ',' || CAST(a.person_id AS TEXT) || ',' || CAST(a.kind AS TEXT)
		|| ',' || CAST(a.at_ms AS TEXT) || ',' || CAST(a.evidence AS TEXT) || ',' || CAST(a.recorded_by AS TEXT)
		|| ',' || CAST(LENGTH(a.note) AS TEXT) || ':' || a.note AS content
	FROM attendance a WHERE a.centre_id = :centre_id AND a.id = :id AND :kind = 5
	UNION ALL SELECT b.centre_id, o.person_id AS person_id, b.at_ms AS at_ms, 0 AS amount,
		CAST(b.record_id AS TEXT) || ',' || CAST(b.reason AS TEXT) || ',' || CAST(b.number AS TEXT)
		|| ',' || CAST(b.due_at_ms AS TEXT) || ',' || CAST(b.at_ms AS TEXT) || COALESCE(',' || CAST(b.measure AS TEXT), '') AS content
	FROM call_back b LEFT JOIN record o ON o.centre_id = b.centre_id AND o.id = b.record_id WHERE b.centre_id = :centre_id AND b.id = :id AND :kind = 6
	UNION ALL SELECT w.centre_id, o.person_id AS person_id, w.at_ms AS at_ms, 0 AS amount,
		CASE WHEN w.is_true THEN '1' ELSE '0' END || ',' || CAST(w.actor_id AS TEXT)
		|| ',' || CAST(w.at_ms AS TEXT) || COALESCE(',' || CAST(w.asked AS TEXT), '') || ',' || CAST(LENGTH(w.note) AS TEXT) || ':' || w.note AS content
	FROM call_back_answer w LEFT JOIN call_back b ON b.centre_id = w.centre_id AND b.id = w.call_back_id
	LEFT JOIN record o ON o.centre_id = b.centre_id AND o.id = b.record_id WHERE w.centre_id = :centre_id AND w.call_back_id = :id AND :kind = 7
	UNION ALL SELECT f.centre_id, f.person_id AS person_id, f.at_ms AS at_ms, 0 AS amount,
		CAST(f.person_id AS TEXT) || ',' || COALESCE(CAST(f.organisation_id AS TEXT), '-') || ',' || CAST(f.place_id AS TEXT)
		|| ',' || CAST(f.from_ms AS TEXT) || ',' || CAST(f.to_ms AS TEXT) || ',' || CAST(f.proposed_by AS TEXT)
		|| ',' || CAST(f.at_ms AS TEXT) || ',' || CAST(LENGTH(f.title) AS TEXT) || ':' || f.title
		|| ',' || CAST(LENGTH(f.evidence) AS TEXT) || ':' || f.evidence AS content
	FROM backfill f WHERE f.centre_id = :centre_id AND f.id = :id AND :kind = 8
	UNION ALL SELECT v.centre_id, f.person_id AS person_id, v.at_ms AS at_ms, 0 AS amount,
		CAST(v.backfill_id AS TEXT) || ',' || CAST(v.kind AS TEXT) || ',' || COALESCE(CAST(v.record_id AS TEXT), '-')
		|| ',' || COALESCE(CAST(v.actor_id AS TEXT), '-') || ',' || CAST(v.at_ms AS TEXT)
		|| ',' || CAST(LENGTH(v.reason) AS TEXT) || ':' || v.reason AS content
	FROM backfill_event v LEFT JOIN backfill f ON f.centre_id = v.centre_id AND f.id = v.backfill_id WHERE v.centre_id = :centre_id AND v.id = :id AND :kind = 9
	UNION ALL SELECT x.centre_id, o.person_id AS person_id, x.at_ms AS at_ms, 0 AS amount,
		CAST(x.record_id AS TEXT) || ',' || CAST(x.from_ms AS TEXT) || ',' || CAST(x.to_ms AS TEXT)
		|| ',' || CAST(x.asked_by AS TEXT) || ',' || CAST(x.due_at_ms AS TEXT) || ',' || CAST(x.at_ms AS TEXT)
		|| ',' || CAST(LENGTH(x.reason) AS TEXT) || ':' || x.reason AS content
	FROM record_fix x LEFT JOIN record o ON o.centre_id = x.centre_id AND o.id = x.record_id WHERE x.centre_id = :centre_id AND x.id = :id AND :kind = 10
	UNION ALL SELECT y.centre_id, o.person_id AS person_id, y.at_ms AS at_ms, 0 AS amount,
		CASE WHEN y.is_done THEN '1' ELSE '0' END
		|| ',' || COALESCE(CAST(y.new_record_id AS TEXT), '-') || ',' || CAST(y.actor_id AS TEXT)
		|| ',' || CAST(y.at_ms AS TEXT) || ',' || CAST(LENGTH(y.note) AS TEXT) || ':' || y.note AS content
	FROM record_fix_answer y LEFT JOIN record_fix x ON x.centre_id = y.centre_id AND x.id = y.fix_id
	LEFT JOIN record o ON o.centre_id = x.centre_id AND o.id = x.record_id WHERE y.centre_id = :centre_id AND y.fix_id = :id AND :kind = 11
	UNION ALL SELECT t.centre_id, t.person_id AS person_id, t.at_ms AS at_ms, t.minutes AS amount,
		CAST(t.person_id AS TEXT) || ',' || CAST(t.kind AS TEXT) || ',' || CAST(t.minutes AS TEXT) || ',' || CAST(t.day AS TEXT)
		|| ',' || CAST(t.recorded_by AS TEXT) || ',' || CAST(t.at_ms AS TEXT)
		|| ',' || CAST(LENGTH(t.title) AS TEXT) || ':' || t.title || ',' || CAST(LENGTH(t.content) AS TEXT) || ':' || t.content
		|| ',' || CAST(LENGTH(t.given_by) AS TEXT) || ':' || t.given_by AS content
	FROM record_part t WHERE t.centre_id = :centre_id AND t.id = :id AND :kind = 12
	UNION ALL SELECT s.centre_id, CAST(NULL AS BIGINT) AS person_id, 0 AS at_ms, s.minutes AS amount,
		CAST(s.minutes AS TEXT) AS content
	FROM star_level s WHERE s.centre_id = :centre_id AND s.from_day * 8 + s.stars = :id AND :kind = 13
	UNION ALL SELECT e.centre_id, e.person_id AS person_id, e.at_ms AS at_ms, 0 AS amount,
		CAST(e.person_id AS TEXT) || ',' || CAST(e.kind AS TEXT) || ',' || CAST(e.from_ms AS TEXT)
		|| ',' || CAST(e.to_ms AS TEXT) || ',' || CAST(e.recorded_by AS TEXT) || ',' || CAST(e.at_ms AS TEXT) AS content
	FROM absence e WHERE e.centre_id = :centre_id AND e.id = :id AND :kind = 14
	UNION ALL SELECT c.centre_id, c.person_id AS person_id, c.at_ms AS at_ms, 0 AS amount,
		CAST(c.person_id AS TEXT) || ',' || CAST(c.shows AS TEXT) || ',' || CASE WHEN c.wants_seal THEN '1' ELSE '0' END
		|| ',' || CAST(c.from_day AS TEXT) || ',' || CAST(c.to_day AS TEXT) || ',' || COALESCE(CAST(c.replaces_id AS TEXT), '-')
		|| ',' || COALESCE(CAST(c.requested_by AS TEXT), '-') || ',' || CAST(c.at_ms AS TEXT) AS content
	FROM certificate c WHERE c.centre_id = :centre_id AND c.id = :id AND :kind = 15
	UNION ALL SELECT i.centre_id, c.person_id AS person_id, 0 AS at_ms, i.minutes_machine + i.minutes_manual AS amount,
		CAST(i.document_kind AS TEXT) || ',' || CAST(i.from_day AS TEXT) || ',' || CAST(i.to_day AS TEXT)
		|| ',' || CAST(i.minutes_machine AS TEXT) || ',' || CAST(i.minutes_manual AS TEXT) || ',' || CAST(i.count AS TEXT)
		|| ',' || CAST(i.issued_day AS TEXT) || ',' || CAST(LENGTH(i.number) AS TEXT) || ':' || i.number
		|| ',' || CAST(LENGTH(i.holder_name) AS TEXT) || ':' || i.holder_name
		|| ',' || CAST(LENGTH(i.document_mask) AS TEXT) || ':' || i.document_mask
		|| ',' || CAST(LENGTH(i.volunteer_number) AS TEXT) || ':' || i.volunteer_number
		|| ',' || CAST(LENGTH(i.issuer) AS TEXT) || ':' || i.issuer
		|| ',' || CAST(LENGTH(i.contact) AS TEXT) || ':' || i.contact
		|| ',' || CAST(LENGTH(i.handler) AS TEXT) || ':' || i.handler || ',' || CAST(LENGTH(i.slip) AS TEXT) || ':' || i.slip AS content
	FROM certificate_issue i LEFT JOIN certificate c ON c.centre_id = i.centre_id AND c.id = i.certificate_id WHERE i.centre_id = :centre_id AND i.certificate_id = :id AND :kind = 16
	UNION ALL SELECT u.centre_id, CAST(NULL AS BIGINT) AS person_id, u.decided_at_ms AS at_ms, 0 AS amount,
		CAST(u.points_per_hour AS TEXT) || ',' || CAST(u.round_min AS TEXT)
		|| ',' || CAST(u.session_cap_min AS TEXT) || ',' || CAST(u.day_cap_min AS TEXT) || ',' || CAST(u.week_cap_min AS TEXT)
		|| ',' || CAST(u.year_cap_min AS TEXT) || ',' || CAST(u.receivers_cap AS TEXT) || ',' || CAST(u.staff_cap_min AS TEXT)
		|| ',' || CAST(u.day_cap_points AS TEXT) || ',' || CAST(u.balance_cap_points AS TEXT)
		|| ',' || CAST(u.night_from_min AS TEXT) || ',' || CAST(u.night_to_min AS TEXT) || ',' || CAST(u.night_percent AS TEXT)
		|| ',' || CAST(u.organiser_percent AS TEXT) || COALESCE(',' || CAST(u.pair_cap_min AS TEXT), '') || ',' || CAST(u.from_ms AS TEXT)
		|| ',' || COALESCE(CAST(u.decided_by AS TEXT), '-') || ',' || CAST(u.decided_at_ms AS TEXT) AS content
	FROM rule u WHERE u.centre_id = :centre_id AND u.version = :id AND :kind = 19
) k LEFT JOIN proof_secret p ON p.centre_id = k.centre_id AND p.person_id = k.person_id;

-- query proof_kept_lines many 100
-- The lines of a certificate, each as one text.
--   in  centre_id centre_id
--   in  certificate_id certificate_id
--   out int       amount
--   out text      content
SELECT minutes_machine + minutes_manual AS amount, CAST(l.seq AS TEXT) || ',' || CAST(l.times AS TEXT) || ',' || CAST(l.minutes_machine AS TEXT)
		|| ',' || CAST(l.minutes_manual AS TEXT) || ',' || CAST(LENGTH(l.title) AS TEXT) || ':' || l.title
		|| ',' || CAST(LENGTH(l.title_en) AS TEXT) || ':' || l.title_en || ',' || CAST(LENGTH(l.unit) AS TEXT) || ':' || l.unit AS content
FROM certificate_line l WHERE l.centre_id = :centre_id AND l.certificate_id = :certificate_id ORDER BY l.seq LIMIT 101;

-- query proof_kept_rates many 10
-- The rates of a version of the rule.
--   in  centre_id centre_id
--   in  int       version
--   out int       serves
--   out int       points_per_hour
SELECT serves, points_per_hour FROM rule_rate WHERE centre_id = :centre_id AND version = :version ORDER BY serves LIMIT 11;

-- query proof_kept_counted many 500
-- The records that a certificate counted, behind one.
--   in  centre_id centre_id
--   in  certificate_id certificate_id
--   in  record_id after_id
--   out record_id record_id
--   out int       minutes
SELECT record_id, minutes FROM certificate_record
WHERE centre_id = :centre_id AND certificate_id = :certificate_id AND record_id > :after_id ORDER BY record_id LIMIT 501;

-- query proof_kept_holder one
-- Whose certificate it is, and her bytes.
--   in  centre_id centre_id
--   in  certificate_id id
--   out person_id person_id
--   out bytes?    secret
SELECT c.person_id, p.secret FROM certificate c LEFT JOIN proof_secret p ON p.centre_id = c.centre_id AND p.person_id = c.person_id
WHERE c.centre_id = :centre_id AND c.id = :id;

-- query proof_has_kept one
-- Whether the tree holds the rows that are kept as they were, which older houses did not put there.
--   in  centre_id centre_id
--   out int       seq
SELECT MIN(seq) AS seq FROM proof_leaf WHERE centre_id = :centre_id AND kind > 3 HAVING MIN(seq) IS NOT NULL;

-- query proof_missing many 100
-- Rows that are no entry of the tree, oldest first, by enum entry_kind.
--   in  centre_id centre_id
--   out int       kind
--   out int       id
SELECT f.kind, f.id FROM (
	SELECT 1 AS kind, t.id FROM transfer t WHERE t.centre_id = :centre_id
	UNION ALL SELECT 2, e.id FROM record_event e WHERE e.centre_id = :centre_id
	UNION ALL SELECT 3, c.id FROM certificate_event c WHERE c.centre_id = :centre_id
	UNION ALL SELECT 4, r.id FROM record r WHERE r.centre_id = :centre_id
	UNION ALL SELECT 5, a.id FROM attendance a WHERE a.centre_id = :centre_id
	UNION ALL SELECT 6, b.id FROM call_back b WHERE b.centre_id = :centre_id
	UNION ALL SELECT 7, w.call_back_id FROM call_back_answer w WHERE w.centre_id = :centre_id
	UNION ALL SELECT 8, f.id FROM backfill f WHERE f.centre_id = :centre_id
	UNION ALL SELECT 9, v.id FROM backfill_event v WHERE v.centre_id = :centre_id
	UNION ALL SELECT 10, x.id FROM record_fix x WHERE x.centre_id = :centre_id
	UNION ALL SELECT 11, y.fix_id FROM record_fix_answer y WHERE y.centre_id = :centre_id
	UNION ALL SELECT 12, t.id FROM record_part t WHERE t.centre_id = :centre_id
	UNION ALL SELECT 13, s.from_day * 8 + s.stars FROM star_level s WHERE s.centre_id = :centre_id
	UNION ALL SELECT 14, e.id FROM absence e WHERE e.centre_id = :centre_id
	UNION ALL SELECT 15, c.id FROM certificate c WHERE c.centre_id = :centre_id
	UNION ALL SELECT 16, i.certificate_id FROM certificate_issue i WHERE i.centre_id = :centre_id
	UNION ALL SELECT DISTINCT 17, l.certificate_id FROM certificate_line l WHERE l.centre_id = :centre_id
	UNION ALL SELECT DISTINCT 18, n.certificate_id FROM certificate_record n WHERE n.centre_id = :centre_id
	UNION ALL SELECT 19, u.version FROM rule u WHERE u.centre_id = :centre_id
	UNION ALL SELECT DISTINCT 20, a.version FROM rule_rate a WHERE a.centre_id = :centre_id
) f WHERE NOT EXISTS (SELECT 1 FROM proof_leaf l WHERE l.centre_id = :centre_id AND l.kind = f.kind AND l.fact_id = f.id)
ORDER BY f.id LIMIT 101;

-- query proof_secrets many 500
-- Everybody's bytes, behind one person; for the audit.
--   in  centre_id centre_id
--   in  person_id after_id
--   out person_id person_id
--   out bytes     secret
SELECT person_id, secret FROM proof_secret WHERE centre_id = :centre_id AND person_id > :after_id ORDER BY person_id LIMIT 501;

-- query proof_idle_secrets many 100
-- Bytes of people about whom there is no entry.
--   in  centre_id centre_id
--   out person_id person_id
--   out bytes     secret
SELECT s.person_id, s.secret FROM proof_secret s WHERE s.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM account a WHERE a.centre_id = s.centre_id AND a.kind = 3 AND a.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM record r WHERE r.centre_id = s.centre_id AND r.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.centre_id = s.centre_id AND t.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM backfill b WHERE b.centre_id = s.centre_id AND b.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM record_part p WHERE p.centre_id = s.centre_id AND p.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM absence e WHERE e.centre_id = s.centre_id AND e.person_id = s.person_id)
	AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.centre_id = s.centre_id AND c.person_id = s.person_id)
ORDER BY s.person_id LIMIT 101;

-- query proof_loose_nodes many 100
-- Kept roots over runs that are not full yet.
--   in  centre_id centre_id
--   in  int       size
--   out int       tier
--   out int       place
SELECT n.tier, n.place FROM proof_node n WHERE n.centre_id = :centre_id AND (n.tier < 1 OR n.tier > 7 OR n.place < 0 OR n.place >= :size
	OR (n.place + 1) * CASE n.tier WHEN 1 THEN 256 WHEN 2 THEN 65536 WHEN 3 THEN 16777216 ELSE 4294967296 END > :size)
ORDER BY n.tier, n.place LIMIT 101;
