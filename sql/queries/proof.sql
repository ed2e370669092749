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
--   in ms        made_at_ms
INSERT INTO proof_secret (centre_id, person_id, secret, made_at_ms) VALUES (:centre_id, :person_id, :secret, :made_at_ms);

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
INSERT INTO proof_head (centre_id, size, root, at_ms, key, signature) VALUES (:centre_id, :size, :root, :at_ms, :key, :signature);

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
SELECT size, root, at_ms, key, signature FROM proof_head WHERE centre_id = :centre_id AND size > :after ORDER BY size LIMIT 201;

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

-- query proof_missing many 100
-- Rows that are no entry of the tree, oldest first: transfers (kind 1), states of records (2) and of certificates (3).
--   in  centre_id centre_id
--   out int       kind
--   out int       id
SELECT 1 AS kind, t.id FROM transfer t WHERE t.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM proof_leaf l WHERE l.centre_id = t.centre_id AND l.kind = 1 AND l.fact_id = t.id)
UNION ALL SELECT 2 AS kind, e.id FROM record_event e WHERE e.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM proof_leaf l WHERE l.centre_id = e.centre_id AND l.kind = 2 AND l.fact_id = e.id)
UNION ALL SELECT 3 AS kind, c.id FROM certificate_event c WHERE c.centre_id = :centre_id
	AND NOT EXISTS (SELECT 1 FROM proof_leaf l WHERE l.centre_id = c.centre_id AND l.kind = 3 AND l.fact_id = c.id)
ORDER BY id LIMIT 101;
