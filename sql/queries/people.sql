-- query person_add exec
-- A new person; sealed columns are sealed by the caller.
--   in centre_id centre_id
--   in person_id id
--   in text      name
--   in text      pinyin
--   in int       sex
--   in bool      has_birth_day
--   in int       birth_day
--   in place_id  place_id
--   in text      estate
--   in bytes?    phone_sealed
--   in bytes?    phone_index
--   in text      phone_mask
--   in int       document_kind
--   in bytes?    document_sealed
--   in bytes?    document_index
--   in bytes?    address_sealed
--   in bytes?    health_sealed
--   in bool      lives_alone
--   in bool      is_hardship
--   in int       lng_e6
--   in int       lat_e6
--   in bytes     card_secret
--   in ms        created_at_ms
INSERT INTO person (centre_id, id, name, pinyin, sex, birth_day, place_id, estate, phone_sealed, phone_index, phone_mask,
	document_kind, document_sealed, document_index, address_sealed, health_sealed, lives_alone, is_hardship,
	lng_e6, lat_e6, card_secret, created_at_ms, phone_since_ms)
VALUES (:centre_id, :id, :name, :pinyin, :sex, CASE WHEN :has_birth_day THEN CAST(:birth_day AS BIGINT) END, :place_id, :estate, :phone_sealed, :phone_index, :phone_mask,
	:document_kind, :document_sealed, :document_index, :address_sealed, :health_sealed, :lives_alone, :is_hardship,
	:lng_e6, :lat_e6, :card_secret, :created_at_ms, :created_at_ms);

-- query person_change exec
-- Replace what staff may correct: name, birth day, place, phone, document, address, notes and flags.
--   in centre_id centre_id
--   in person_id id
--   in text      name
--   in text      pinyin
--   in int       sex
--   in bool      has_birth_day
--   in int       birth_day
--   in place_id  place_id
--   in text      estate
--   in bytes?    phone_sealed
--   in bytes?    phone_index
--   in text      phone_mask
--   in int       document_kind
--   in bytes?    document_sealed
--   in bytes?    document_index
--   in bytes?    address_sealed
--   in bytes?    health_sealed
--   in bool      lives_alone
--   in bool      is_hardship
--   in bool      is_new_phone
--   in ms        at_ms
UPDATE person SET name = :name, pinyin = :pinyin, sex = :sex, birth_day = CASE WHEN :has_birth_day THEN CAST(:birth_day AS BIGINT) END, place_id = :place_id, estate = :estate,
	phone_sealed = :phone_sealed, phone_index = :phone_index, phone_mask = :phone_mask, document_kind = :document_kind,
	document_sealed = :document_sealed, document_index = :document_index, address_sealed = :address_sealed,
	health_sealed = :health_sealed, lives_alone = :lives_alone, is_hardship = :is_hardship,
	phone_since_ms = CASE WHEN :is_new_phone THEN :at_ms ELSE phone_since_ms END
WHERE centre_id = :centre_id AND id = :id;

-- query person_forget_health exec
-- The health note goes with the consent to it.
--   in centre_id centre_id
--   in person_id id
UPDATE person SET health_sealed = NULL WHERE centre_id = :centre_id AND id = :id;

-- query person_forget_traces exec
-- What her check-ins left goes with the consent to serve.
--   in centre_id centre_id
--   in person_id id
DELETE FROM trace WHERE centre_id = :centre_id AND person_id = :id;

-- query person_get one
-- One person as lists and headings may show her; nothing sealed.
--   in centre_id centre_id
--   in person_id id
--   out text     name
--   out text     pinyin
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out place_id place_id
--   out text     place_name
--   out text     estate
--   out text     phone_mask
--   out bool     lives_alone
--   out bool     is_hardship
--   out bool     has_address
--   out bool     has_health
--   out bool     has_document
--   out int      lng_e6
--   out int      lat_e6
SELECT p.name, p.pinyin, p.sex, p.birth_day IS NOT NULL AS has_birth_day, p.birth_day, p.place_id, l.name AS place_name, p.estate, p.phone_mask, p.lives_alone,
	p.is_hardship, p.address_sealed IS NOT NULL AS has_address, p.health_sealed IS NOT NULL AS has_health,
	p.document_sealed IS NOT NULL AS has_document, p.lng_e6, p.lat_e6
FROM person p JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
WHERE p.centre_id = :centre_id AND p.id = :id;

-- query person_sealed one
-- The sealed columns of one person, for access_reveal and people_change only.
--   in centre_id centre_id
--   in person_id id
--   out place_id place_id
--   out bytes?   phone_sealed
--   out bytes?   phone_index
--   out text     phone_mask
--   out int      document_kind
--   out bytes?   document_sealed
--   out bytes?   document_index
--   out bytes?   address_sealed
--   out bytes?   health_sealed
--   out bytes    card_secret
SELECT place_id, phone_sealed, phone_index, phone_mask, document_kind, document_sealed, document_index, address_sealed, health_sealed,
	card_secret
FROM person WHERE centre_id = :centre_id AND id = :id;

-- query person_home one
-- By what somebody's household is known: for people_tie_of only.
--   in centre_id centre_id
--   in person_id id
--   out place_id place_id
--   out text     estate
--   out bytes?   phone_index
--   out bytes?   address_sealed
SELECT place_id, estate, phone_index, address_sealed FROM person WHERE centre_id = :centre_id AND id = :id;

-- query person_tied one
-- How many live links of kin join two people.
--   in centre_id centre_id
--   in person_id person_id
--   in person_id other_id
--   out int      links
SELECT COUNT(*) AS links FROM kin WHERE centre_id = :centre_id AND ended_at_ms IS NULL
	AND ((person_id = :person_id AND kin_id = :other_id) OR (person_id = :other_id AND kin_id = :person_id));

-- query person_by_document many 5
-- Who is registered with this document.
--   in centre_id centre_id
--   in bytes     document_index
--   out person_id id
SELECT id FROM person WHERE centre_id = :centre_id AND document_index = :document_index ORDER BY id;

-- query person_same many 5
-- Who is registered with this document or this telephone.
--   in centre_id centre_id
--   in bytes?    document_index
--   in bytes?    phone_index
--   out person_id id
--   out text     name
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out place_id place_id
--   out text     place_name
--   out text     estate
--   out text     phone_mask
--   out bool     lives_alone
--   out bool     is_hardship
SELECT p.id, p.name, p.sex, p.birth_day IS NOT NULL AS has_birth_day, p.birth_day, p.place_id, l.name AS place_name, p.estate, p.phone_mask, p.lives_alone, p.is_hardship
FROM (SELECT id FROM person WHERE centre_id = :centre_id AND document_index = :document_index
	UNION SELECT id FROM person WHERE centre_id = :centre_id AND phone_index = :phone_index) same
JOIN person p ON p.centre_id = :centre_id AND p.id = same.id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
ORDER BY p.id LIMIT 6;

-- query person_term_add exec
-- One search term of a person; a repeat changes nothing.
--   in centre_id centre_id
--   in int       kind
--   in text      term
--   in person_id person_id
INSERT INTO person_term (centre_id, kind, term, person_id) VALUES (:centre_id, :kind, :term, :person_id)
ON CONFLICT (centre_id, kind, term, person_id) DO NOTHING;

-- query person_terms many 200
-- A person's search terms as they stand.
--   in centre_id centre_id
--   in person_id person_id
--   out int      kind
--   out text     term
SELECT kind, term FROM person_term WHERE centre_id = :centre_id AND person_id = :person_id ORDER BY kind, term;

-- query person_terms_clear exec
-- Forget a person's search terms before writing new ones.
--   in centre_id centre_id
--   in person_id person_id
DELETE FROM person_term WHERE centre_id = :centre_id AND person_id = :person_id;

-- query person_search many 20
-- People of a subtree who match the first word and, with has_second, the second too; a word matches when a term lies in one of its two ranges (from <= term < to).
--   in centre_id centre_id
--   in place_id  scope_id
--   in int       kind_a
--   in text      from_a
--   in text      to_a
--   in int       kind_b
--   in text      from_b
--   in text      to_b
--   in bool      has_second
--   in int       kind_c
--   in text      from_c
--   in text      to_c
--   in int       kind_d
--   in text      from_d
--   in text      to_d
--   out person_id id
--   out text     name
--   out int      sex
--   out bool     has_birth_day
--   out int?     birth_day
--   out place_id place_id
--   out text     place_name
--   out text     estate
--   out text     phone_mask
--   out bool     lives_alone
--   out bool     is_hardship
SELECT p.id, p.name, p.sex, p.birth_day IS NOT NULL AS has_birth_day, p.birth_day, p.place_id, l.name AS place_name, p.estate, p.phone_mask, p.lives_alone, p.is_hardship
FROM (SELECT person_id FROM person_term WHERE centre_id = :centre_id AND kind = :kind_a AND term >= :from_a AND term < :to_a
	UNION SELECT person_id FROM person_term WHERE centre_id = :centre_id AND kind = :kind_b AND term >= :from_b AND term < :to_b) t
JOIN person p ON p.centre_id = :centre_id AND p.id = t.person_id
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
WHERE NOT :has_second OR EXISTS (SELECT 1 FROM person_term s WHERE s.centre_id = p.centre_id AND s.person_id = p.id
	AND ((s.kind = :kind_c AND s.term >= :from_c AND s.term < :to_c) OR (s.kind = :kind_d AND s.term >= :from_d AND s.term < :to_d)))
ORDER BY p.name, p.id LIMIT 21;

-- query role_add exec
-- Grant a role on a subtree.
--   in centre_id centre_id
--   in role_id   id
--   in person_id person_id
--   in int       role
--   in place_id  place_id
--   in person_id? granted_by
--   in ms        granted_at_ms
INSERT INTO person_role (centre_id, id, person_id, role, place_id, granted_by, granted_at_ms)
VALUES (:centre_id, :id, :person_id, :role, :place_id, :granted_by, :granted_at_ms);

-- query role_end exec
-- End a role that has not ended.
--   in centre_id centre_id
--   in role_id   id
--   in ms        ended_at_ms
UPDATE person_role SET ended_at_ms = :ended_at_ms WHERE centre_id = :centre_id AND id = :id AND ended_at_ms IS NULL;

-- query role_get one
-- One granted role.
--   in centre_id centre_id
--   in role_id   id
--   out person_id person_id
--   out int      role
--   out place_id place_id
--   out ms?      ended_at_ms
SELECT person_id, role, place_id, ended_at_ms FROM person_role WHERE centre_id = :centre_id AND id = :id;

-- query role_list many 16
-- The roles a person holds now.
--   in centre_id centre_id
--   in person_id person_id
--   out role_id  id
--   out int      role
--   out place_id place_id
--   out text     place_name
--   out int      tier
SELECT r.id, r.role, r.place_id, l.name AS place_name, l.tier FROM person_role r
JOIN place l ON l.centre_id = r.centre_id AND l.id = r.place_id
WHERE r.centre_id = :centre_id AND r.person_id = :person_id AND r.ended_at_ms IS NULL
ORDER BY l.tier, r.role, r.id;

-- query kin_add exec
-- kin_id may act for person_id.
--   in centre_id centre_id
--   in kin_id    id
--   in person_id person_id
--   in person_id kin_person_id
--   in int       relation
--   in text      evidence
--   in bool      may_order
--   in bool      may_rate
--   in bool      may_spend
--   in person_id recorded_by
--   in ms        created_at_ms
INSERT INTO kin (centre_id, id, person_id, kin_id, relation, evidence, may_order, may_rate, may_spend, recorded_by, created_at_ms)
VALUES (:centre_id, :id, :person_id, :kin_person_id, :relation, :evidence, :may_order, :may_rate, :may_spend, :recorded_by, :created_at_ms);

-- query kin_get one
-- Who acts by a link of a person.
--   in centre_id centre_id
--   in kin_id    id
--   in person_id person_id
--   out person_id kin_person_id
SELECT kin_id AS kin_person_id FROM kin WHERE centre_id = :centre_id AND id = :id AND person_id = :person_id;

-- query kin_end exec
-- End a kin link that has not ended.
--   in centre_id centre_id
--   in kin_id    id
--   in person_id person_id
--   in ms        ended_at_ms
UPDATE kin SET ended_at_ms = :ended_at_ms
WHERE centre_id = :centre_id AND id = :id AND person_id = :person_id AND ended_at_ms IS NULL;

-- query kin_rights one
-- The live rights of one person for another.
--   in centre_id centre_id
--   in person_id kin_person_id
--   in person_id person_id
--   out int      may_order
--   out int      may_rate
--   out int      may_spend
SELECT CAST(MAX(CASE WHEN may_order THEN 1 ELSE 0 END) AS BIGINT) AS may_order,
	CAST(MAX(CASE WHEN may_rate THEN 1 ELSE 0 END) AS BIGINT) AS may_rate,
	CAST(MAX(CASE WHEN may_spend THEN 1 ELSE 0 END) AS BIGINT) AS may_spend
FROM kin WHERE centre_id = :centre_id AND kin_id = :kin_person_id AND person_id = :person_id AND ended_at_ms IS NULL
GROUP BY centre_id;

-- query kin_for_whom many 20
-- For whom a person may act now.
--   in centre_id centre_id
--   in person_id kin_person_id
--   out kin_id   id
--   out person_id person_id
--   out text     name
--   out int      relation
--   out text     place_name
--   out bool     may_order
--   out bool     may_rate
--   out bool     may_spend
SELECT k.id, k.person_id, p.name, k.relation, l.name AS place_name, k.may_order, k.may_rate, k.may_spend
FROM kin k
JOIN person p ON p.centre_id = k.centre_id AND p.id = k.person_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
WHERE k.centre_id = :centre_id AND k.kin_id = :kin_person_id AND k.ended_at_ms IS NULL
ORDER BY k.id;

-- query kin_of many 20
-- Who may act for a person now.
--   in centre_id centre_id
--   in person_id person_id
--   out kin_id   id
--   out person_id kin_person_id
--   out text     name
--   out text     phone_mask
--   out int      relation
--   out text     evidence
--   out bool     may_order
--   out bool     may_rate
--   out bool     may_spend
SELECT k.id, k.kin_id AS kin_person_id, p.name, p.phone_mask, k.relation, k.evidence, k.may_order, k.may_rate, k.may_spend
FROM kin k
JOIN person p ON p.centre_id = k.centre_id AND p.id = k.kin_id
WHERE k.centre_id = :centre_id AND k.person_id = :person_id AND k.ended_at_ms IS NULL
ORDER BY k.id;

-- query consent_add exec
-- Consent to one purpose in one version of its text.
--   in centre_id centre_id
--   in consent_id id
--   in person_id person_id
--   in int       purpose
--   in int       version
--   in int       channel
--   in person_id recorded_by
--   in ms        given_at_ms
INSERT INTO consent (centre_id, id, person_id, purpose, version, channel, recorded_by, given_at_ms)
VALUES (:centre_id, :id, :person_id, :purpose, :version, :channel, :recorded_by, :given_at_ms);

-- query consent_withdraw exec
-- Withdraw every live consent to a purpose.
--   in centre_id centre_id
--   in person_id person_id
--   in int       purpose
--   in ms        withdrawn_at_ms
UPDATE consent SET withdrawn_at_ms = :withdrawn_at_ms
WHERE centre_id = :centre_id AND person_id = :person_id AND purpose = :purpose AND withdrawn_at_ms IS NULL;

-- query consent_live one
-- The newest live consent to a purpose.
--   in centre_id centre_id
--   in person_id person_id
--   in int       purpose
--   out ms       given_at_ms
SELECT given_at_ms FROM consent
WHERE centre_id = :centre_id AND person_id = :person_id AND purpose = :purpose AND withdrawn_at_ms IS NULL
ORDER BY given_at_ms DESC LIMIT 1;

-- query consent_list many 50
-- All consents of a person, newest first.
--   in centre_id centre_id
--   in person_id person_id
--   out int      purpose
--   out int      channel
--   out ms       given_at_ms
--   out ms?      withdrawn_at_ms
SELECT purpose, channel, given_at_ms, withdrawn_at_ms FROM consent
WHERE centre_id = :centre_id AND person_id = :person_id ORDER BY given_at_ms DESC, id DESC;

-- query volunteer_add exec
-- A person starts to serve; joining twice changes nothing.
--   in centre_id centre_id
--   in person_id person_id
--   in text      number
--   in ms        since_ms
--   in int       reach_m
INSERT INTO volunteer (centre_id, person_id, number, since_ms, paused_until_ms, reach_m)
VALUES (:centre_id, :person_id, :number, :since_ms, 0, :reach_m)
ON CONFLICT (centre_id, person_id) DO NOTHING;

-- query volunteer_last one
-- The centre's code, and the highest volunteer number that begins with it and a hyphen; the next is one more.
--   in centre_id centre_id
--   out text     code
--   out text     number
SELECT c.code, COALESCE((SELECT v.number FROM volunteer v WHERE v.centre_id = :centre_id AND v.number >= c.code || '-' AND v.number < c.code || '.'
	ORDER BY LENGTH(v.number) DESC, v.number DESC LIMIT 1), '') AS number
FROM centre c WHERE c.id = :centre_id;

-- query volunteer_get one
-- One volunteer.
--   in centre_id centre_id
--   in person_id person_id
--   out text     number
--   out ms       since_ms
--   out ms       paused_until_ms
--   out int      reach_m
--   out int      week_most
SELECT number, since_ms, paused_until_ms, reach_m, week_most FROM volunteer WHERE centre_id = :centre_id AND person_id = :person_id;

-- query volunteer_pause exec
-- No offers until then; 0 ends the pause.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        paused_until_ms
UPDATE volunteer SET paused_until_ms = :paused_until_ms WHERE centre_id = :centre_id AND person_id = :person_id;

-- query volunteer_reach exec
-- How far a volunteer goes.
--   in centre_id centre_id
--   in person_id person_id
--   in int       reach_m
UPDATE volunteer SET reach_m = :reach_m WHERE centre_id = :centre_id AND person_id = :person_id;

-- query volunteer_week exec
-- How many services a week are enough for a volunteer; 0 = as many as there are.
--   in centre_id centre_id
--   in person_id person_id
--   in int       week_most
UPDATE volunteer SET week_most = :week_most WHERE centre_id = :centre_id AND person_id = :person_id;

-- query volunteer_day_off_add exec
-- A volunteer cannot come on a day; noted once.
--   in centre_id centre_id
--   in person_id person_id
--   in int       day
--   in person_id? noted_by
--   in ms        noted_at_ms
INSERT INTO volunteer_day_off (centre_id, person_id, day, noted_by, noted_at_ms) VALUES (:centre_id, :person_id, :day, :noted_by, :noted_at_ms)
ON CONFLICT (centre_id, person_id, day) DO NOTHING;

-- query volunteer_role_end exec
-- End the live roles of one kind that a person holds.
--   in centre_id centre_id
--   in person_id person_id
--   in int       role
--   in ms        ended_at_ms
UPDATE person_role SET ended_at_ms = :ended_at_ms
WHERE centre_id = :centre_id AND person_id = :person_id AND role = :role AND ended_at_ms IS NULL;

-- query person_skill_put exec
-- A person has a skill until a day (0 = for good).
--   in centre_id centre_id
--   in person_id person_id
--   in text      skill
--   in int       valid_until_day
INSERT INTO person_skill (centre_id, person_id, skill, valid_until_day)
VALUES (:centre_id, :person_id, :skill, :valid_until_day)
ON CONFLICT (centre_id, person_id, skill) DO UPDATE SET valid_until_day = :valid_until_day;

-- query person_skill_drop exec
-- A person has a skill no longer.
--   in centre_id centre_id
--   in person_id person_id
--   in text      skill
DELETE FROM person_skill WHERE centre_id = :centre_id AND person_id = :person_id AND skill = :skill;

-- query person_skills_clear exec
-- Forget a person's skills before writing the new list.
--   in centre_id centre_id
--   in person_id person_id
DELETE FROM person_skill WHERE centre_id = :centre_id AND person_id = :person_id;

-- query person_skill_list many 64
-- The skills of a person.
--   in centre_id centre_id
--   in person_id person_id
--   out text     skill
--   out int      valid_until_day
SELECT skill, valid_until_day FROM person_skill WHERE centre_id = :centre_id AND person_id = :person_id ORDER BY skill;

-- query free_time_add exec
-- One weekly free span.
--   in centre_id centre_id
--   in person_id person_id
--   in int       weekday
--   in int       from_min
--   in int       to_min
INSERT INTO free_time (centre_id, person_id, weekday, from_min, to_min)
VALUES (:centre_id, :person_id, :weekday, :from_min, :to_min)
ON CONFLICT (centre_id, person_id, weekday, from_min) DO UPDATE SET to_min = :to_min;

-- query free_times_clear exec
-- Forget a person's free spans before writing new ones.
--   in centre_id centre_id
--   in person_id person_id
DELETE FROM free_time WHERE centre_id = :centre_id AND person_id = :person_id;

-- query free_time_list many 64
-- A person's weekly free spans.
--   in centre_id centre_id
--   in person_id person_id
--   out int      weekday
--   out int      from_min
--   out int      to_min
SELECT weekday, from_min, to_min FROM free_time
WHERE centre_id = :centre_id AND person_id = :person_id ORDER BY weekday, from_min;

-- query reveal_count one
-- How often this actor opened sealed fields since a moment.
--   in centre_id centre_id
--   in person_id actor_id
--   in ms        since_ms
--   out int      count
SELECT COUNT(*) AS count FROM trail
WHERE centre_id = :centre_id AND actor_id = :actor_id AND act = 'access.reveal' AND at_ms >= :since_ms;

-- query visits_person one
-- Whether a volunteer is assigned to a live request of this resident.
--   in centre_id centre_id
--   in person_id volunteer_id
--   in person_id person_id
--   out int      is_assigned
SELECT 1 AS is_assigned FROM assignment a
JOIN duty d ON d.centre_id = a.centre_id AND d.id = a.duty_id
JOIN request r ON r.centre_id = d.centre_id AND r.id = d.request_id
WHERE a.centre_id = :centre_id AND a.person_id = :volunteer_id AND a.ended_at_ms IS NULL
	AND d.state IN (1, 2, 3) AND r.person_id = :person_id
LIMIT 1;

-- query skill_claim_add exec
-- A volunteer says that she has a skill; while one waits another changes nothing.
--   in centre_id centre_id
--   in claim_id  id
--   in person_id person_id
--   in text      skill
--   in text      note
--   in ms        asked_at_ms
INSERT INTO skill_claim (centre_id, id, person_id, skill, note, asked_at_ms, is_confirmed, reason)
VALUES (:centre_id, :id, :person_id, :skill, :note, :asked_at_ms, FALSE, '')
ON CONFLICT (centre_id, person_id, skill) WHERE decided_at_ms IS NULL DO NOTHING;

-- query skill_claim_get one
-- One claim, with where its volunteer lives.
--   in centre_id centre_id
--   in claim_id  id
--   out person_id person_id
--   out place_id place_id
--   out text     skill
--   out ms?      decided_at_ms
SELECT c.person_id, p.place_id, c.skill, c.decided_at_ms FROM skill_claim c
JOIN person p ON p.centre_id = c.centre_id AND p.id = c.person_id WHERE c.centre_id = :centre_id AND c.id = :id;

-- query skill_claim_decide exec
-- Staff have looked at it; the first decision stays.
--   in centre_id centre_id
--   in claim_id  id
--   in person_id decided_by
--   in ms        decided_at_ms
--   in bool      is_confirmed
--   in text      reason
UPDATE skill_claim SET decided_by = :decided_by, decided_at_ms = :decided_at_ms, is_confirmed = :is_confirmed, reason = :reason
WHERE centre_id = :centre_id AND id = :id AND decided_at_ms IS NULL;

-- query skill_claims_of many 20
-- What a volunteer said she can do that is not confirmed: waiting, or refused with the reason; the newest of each skill.
--   in centre_id centre_id
--   in person_id person_id
--   out text     skill
--   out ms       asked_at_ms
--   out ms?      decided_at_ms
--   out text     reason
SELECT c.skill, c.asked_at_ms, c.decided_at_ms, c.reason FROM skill_claim c
WHERE c.centre_id = :centre_id AND c.person_id = :person_id AND NOT c.is_confirmed
	AND c.id = (SELECT MAX(n.id) FROM skill_claim n WHERE n.centre_id = c.centre_id AND n.person_id = c.person_id AND n.skill = c.skill)
ORDER BY c.id DESC LIMIT 21;

-- query skill_claims_waiting many 50
-- What waits to be confirmed in a subtree, oldest first.
--   in centre_id centre_id
--   in place_id  scope_id
--   out claim_id id
--   out person_id person_id
--   out text     name
--   out text     number
--   out text     place_name
--   out text     skill
--   out text     note
--   out ms       asked_at_ms
SELECT c.id, c.person_id, p.name, v.number, l.name AS place_name, c.skill, c.note, c.asked_at_ms FROM skill_claim c
JOIN person p ON p.centre_id = c.centre_id AND p.id = c.person_id
JOIN place_within w ON w.centre_id = p.centre_id AND w.place_id = p.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = p.centre_id AND l.id = p.place_id
JOIN volunteer v ON v.centre_id = c.centre_id AND v.person_id = c.person_id
WHERE c.centre_id = :centre_id AND c.decided_at_ms IS NULL ORDER BY c.asked_at_ms, c.id LIMIT 51;

-- query guardian_of one
-- Whether a parent or guardian of a person is on record.
--   in centre_id centre_id
--   in person_id person_id
--   out int      is_known
SELECT 1 AS is_known FROM kin WHERE centre_id = :centre_id AND person_id = :person_id AND relation IN (3, 6) AND ended_at_ms IS NULL LIMIT 1;
