-- query rule_add exec
-- A new version of the rule by which minutes become points.
--   in centre_id centre_id
--   in int       version
--   in int      points_per_hour
--   in int      round_min
--   in int      session_cap_min
--   in int      day_cap_min
--   in int      week_cap_min
--   in int      year_cap_min
--   in int      receivers_cap
--   in int      staff_cap_min
--   in int      day_cap_points
--   in int      balance_cap_points
--   in int      night_from_min
--   in int      night_to_min
--   in int      night_percent
--   in int      organiser_percent
--   in int      pair_cap_min
--   in ms        from_ms
--   in person_id? decided_by
--   in ms        decided_at_ms
--   in bytes     digest
INSERT INTO rule (centre_id, version, points_per_hour, round_min, session_cap_min, day_cap_min, week_cap_min, year_cap_min, receivers_cap, staff_cap_min,
	day_cap_points, balance_cap_points, night_from_min, night_to_min, night_percent, organiser_percent, pair_cap_min, from_ms, decided_by, decided_at_ms, digest)
VALUES (:centre_id, :version, :points_per_hour, :round_min, :session_cap_min, :day_cap_min, :week_cap_min, :year_cap_min, :receivers_cap, :staff_cap_min,
	:day_cap_points, :balance_cap_points, :night_from_min, :night_to_min, :night_percent, :organiser_percent, :pair_cap_min, :from_ms, :decided_by, :decided_at_ms, :digest);

-- query rule_rate_add exec
-- The hour's rate of one kind of service.
--   in centre_id centre_id
--   in int       version
--   in int       serves
--   in int       points_per_hour
--   in bytes     digest
INSERT INTO rule_rate (centre_id, version, serves, points_per_hour, digest) VALUES (:centre_id, :version, :serves, :points_per_hour, :digest);

-- query rule_at one
-- The version in force at a moment: the newest that has begun.
--   in centre_id centre_id
--   in ms        at_ms
--   out int      version
SELECT version FROM rule WHERE centre_id = :centre_id AND from_ms <= :at_ms ORDER BY from_ms DESC, version DESC LIMIT 1;

-- query rule_get one
-- One version of the rule.
--   in centre_id centre_id
--   in int       version
--   out int      points_per_hour
--   out int      round_min
--   out int      session_cap_min
--   out int      day_cap_min
--   out int      week_cap_min
--   out int      year_cap_min
--   out int      receivers_cap
--   out int      staff_cap_min
--   out int      day_cap_points
--   out int      balance_cap_points
--   out int      night_from_min
--   out int      night_to_min
--   out int      night_percent
--   out int      organiser_percent
--   out int      pair_cap_min
SELECT points_per_hour, round_min, session_cap_min, day_cap_min, week_cap_min, year_cap_min, receivers_cap, staff_cap_min, day_cap_points,
	balance_cap_points, night_from_min, night_to_min, night_percent, organiser_percent, COALESCE(pair_cap_min, 0) AS pair_cap_min
FROM rule WHERE centre_id = :centre_id AND version = :version;

-- query rule_rates many 10
-- The rates of a version by kind of service.
--   in centre_id centre_id
--   in int       version
--   out int      serves
--   out int      points_per_hour
SELECT serves, points_per_hour FROM rule_rate WHERE centre_id = :centre_id AND version = :version ORDER BY serves;

-- query account_find one
-- The account of a person or an organisation, or the centre's one of a kind when both are none.
--   in centre_id centre_id
--   in int       kind
--   in person_id? person_id
--   in organisation_id? organisation_id
--   out account_id id
--   out int      debits_held
--   out int      debits_posted
--   out int      credits_held
--   out int      credits_posted
SELECT id, debits_held, debits_posted, credits_held, credits_posted FROM account
WHERE centre_id = :centre_id AND kind = :kind AND person_id IS NOT DISTINCT FROM :person_id AND organisation_id IS NOT DISTINCT FROM :organisation_id;

-- query account_get one
-- One account with the bytes of the person who holds it.
--   in centre_id centre_id
--   in account_id id
--   out int      kind
--   out int      debits_held
--   out int      debits_posted
--   out int      credits_held
--   out int      credits_posted
--   out transfer_id newest_id
--   out person_id? person_id
--   out int?     organisation_id
--   out bytes?   secret
SELECT a.kind, a.debits_held, a.debits_posted, a.credits_held, a.credits_posted, a.newest_id, a.person_id, a.organisation_id, p.secret
FROM account a LEFT JOIN proof_secret p ON p.centre_id = a.centre_id AND p.person_id = a.person_id
WHERE a.centre_id = :centre_id AND a.id = :id;

-- query account_add exec
-- A new account with nothing on it.
--   in centre_id centre_id
--   in account_id id
--   in int       kind
--   in person_id? person_id
--   in organisation_id? organisation_id
--   in ms        created_at_ms
--   in bytes     digest
INSERT INTO account (centre_id, id, kind, person_id, organisation_id, created_at_ms, digest)
VALUES (:centre_id, :id, :kind, :person_id, :organisation_id, :created_at_ms, :digest);

-- query account_change exec 1
-- Add to the four counters, and name the newest entry.
--   in centre_id centre_id
--   in account_id id
--   in int       debits_held
--   in int       debits_posted
--   in int       credits_held
--   in int       credits_posted
--   in transfer_id newest_id
UPDATE account SET debits_held = debits_held + :debits_held, debits_posted = debits_posted + :debits_posted,
	credits_held = credits_held + :credits_held, credits_posted = credits_posted + :credits_posted, newest_id = :newest_id
WHERE centre_id = :centre_id AND id = :id;

-- query account_set exec
-- Write what the entries give (rebuild).
--   in centre_id centre_id
--   in account_id id
--   in int       debits_held
--   in int       debits_posted
--   in int       credits_held
--   in int       credits_posted
UPDATE account SET debits_held = :debits_held, debits_posted = :debits_posted, credits_held = :credits_held, credits_posted = :credits_posted
WHERE centre_id = :centre_id AND id = :id;

-- query transfer_add exec
-- One entry of the journal; nothing when its id is taken.
--   in centre_id centre_id
--   in transfer_id id
--   in int       step
--   in account_id source_id
--   in account_id target_id
--   in int       amount
--   in int       reason
--   in int       rule_version
--   in transfer_id? hold_id
--   in int       over_at_ms
--   in record_id? record_id
--   in request_id? request_id
--   in transfer_id? reverses_id
--   in person_id? actor_id
--   in ms        at_ms
--   in transfer_id source_before_id
--   in transfer_id target_before_id
INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id, reverses_id,
	actor_id, at_ms, source_before_id, target_before_id)
VALUES (:centre_id, :id, :step, :source_id, :target_id, :amount, :reason, :rule_version, :hold_id, :over_at_ms, :record_id, :request_id, :reverses_id,
	:actor_id, :at_ms, :source_before_id, :target_before_id)
ON CONFLICT (centre_id, id) DO NOTHING;

-- query transfer_get one
-- One entry and the one that ended it, of a hold.
--   in centre_id centre_id
--   in transfer_id id
--   out transfer_id id
--   out int      step
--   out account_id source_id
--   out account_id target_id
--   out int      amount
--   out int      reason
--   out int      rule_version
--   out transfer_id? hold_id
--   out int      over_at_ms
--   out record_id? record_id
--   out request_id? request_id
--   out transfer_id? reverses_id
--   out ms       at_ms
--   out transfer_id source_before_id
--   out transfer_id target_before_id
--   out transfer_id? ended_id
SELECT t.id, t.step, t.source_id, t.target_id, t.amount, t.reason, t.rule_version, t.hold_id, t.over_at_ms, t.record_id, t.request_id, t.reverses_id,
	t.at_ms, t.source_before_id, t.target_before_id, e.id AS ended_id
FROM transfer t LEFT JOIN transfer e ON e.centre_id = t.centre_id AND e.hold_id = t.id
WHERE t.centre_id = :centre_id AND t.id = :id;

-- query transfer_of_record one
-- What a record earned (reason 1: at once, or as a hold) or had revoked (reason 3), and how the hold ended (0 = it stands or was none).
--   in centre_id centre_id
--   in record_id record_id
--   in int       reason
--   out transfer_id id
--   out int      step
--   out account_id source_id
--   out account_id target_id
--   out int      amount
--   out int      rule_version
--   out int      ended
--   out int      ended_amount
--   out transfer_id? ended_id
SELECT t.id, t.step, t.source_id, t.target_id, t.amount, t.rule_version, COALESCE(e.step, 0) AS ended, COALESCE(e.amount, 0) AS ended_amount,
	e.id AS ended_id
FROM transfer t LEFT JOIN transfer e ON e.centre_id = t.centre_id AND e.hold_id = t.id
WHERE t.centre_id = :centre_id AND t.record_id = :record_id AND t.reason = :reason AND t.hold_id IS NULL;

-- query hold_of_request one
-- The hold of a request and the step that ended it (0 = it stands).
--   in centre_id centre_id
--   in request_id request_id
--   out transfer_id id
--   out account_id source_id
--   out int      amount
--   out int      ended
SELECT t.id, t.source_id, t.amount, COALESCE(e.step, 0) AS ended FROM transfer t
LEFT JOIN transfer e ON e.centre_id = t.centre_id AND e.hold_id = t.id
WHERE t.centre_id = :centre_id AND t.request_id = :request_id AND t.step = 2 AND t.reason = 2;

-- query holds_over many 100
-- Holds whose time is over and that still stand.
--   in centre_id centre_id
--   in ms        now_ms
--   out transfer_id id
SELECT t.id FROM transfer t WHERE t.centre_id = :centre_id AND t.over_at_ms > 0 AND t.over_at_ms <= :now_ms AND t.step = 2
	AND NOT EXISTS (SELECT 1 FROM transfer e WHERE e.centre_id = t.centre_id AND e.hold_id = t.id)
ORDER BY t.over_at_ms, t.id LIMIT 101;

-- query ledger_accounts many 500
-- Accounts behind an id.
--   in centre_id centre_id
--   in account_id after_id
--   out account_id id
--   out int      kind
--   out int      debits_held
--   out int      debits_posted
--   out int      credits_held
--   out int      credits_posted
--   out transfer_id newest_id
SELECT id, kind, debits_held, debits_posted, credits_held, credits_posted, newest_id FROM account
WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT 501;

-- query ledger_journal many 1000
-- Entries behind an id, each with whether it is a hold that has ended.
--   in centre_id centre_id
--   in transfer_id after_id
--   out transfer_id id
--   out int      step
--   out account_id source_id
--   out account_id target_id
--   out int      amount
--   out transfer_id source_before_id
--   out transfer_id target_before_id
--   out bool     is_ended
SELECT t.id, t.step, t.source_id, t.target_id, t.amount, t.source_before_id, t.target_before_id,
	t.step = 2 AND EXISTS (SELECT 1 FROM transfer e WHERE e.centre_id = t.centre_id AND e.hold_id = t.id) AS is_ended
FROM transfer t WHERE t.centre_id = :centre_id AND t.id > :after_id ORDER BY t.id LIMIT 1001;

-- query ledger_chains many 500
-- The chains of accounts in a span of ids: how many of its own entries each meets from the newest on, and how many of them have none before.
--   in centre_id centre_id
--   in account_id first_id
--   in account_id last_id
--   out account_id id
--   out int      links
--   out int      ends
WITH RECURSIVE line (account_id, id, before_id) AS (
	SELECT a.id, a.newest_id,
		(SELECT CASE WHEN t.target_id = a.id THEN t.target_before_id WHEN t.source_id = a.id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id)
	FROM account a WHERE a.centre_id = :centre_id AND a.id >= :first_id AND a.id <= :last_id AND a.newest_id <> 0
	UNION
	SELECT n.account_id, n.before_id,
		(SELECT CASE WHEN t.target_id = n.account_id THEN t.target_before_id WHEN t.source_id = n.account_id THEN t.source_before_id END FROM transfer t WHERE t.centre_id = :centre_id AND t.id = n.before_id)
	FROM line n WHERE n.before_id <> 0
)
SELECT account_id AS id, COUNT(before_id) AS links, COUNT(CASE WHEN before_id = 0 THEN 1 END) AS ends FROM line GROUP BY account_id ORDER BY account_id;

-- query ledger_links many 100000
-- The entries of one account in the order in which they came into the public tree, with the one that each names before it.
--   in centre_id centre_id
--   in account_id account_id
--   out transfer_id id
--   out bool     is_target
--   out transfer_id before_id
SELECT t.id, t.target_id = :account_id AS is_target, CASE WHEN t.target_id = :account_id THEN t.target_before_id ELSE t.source_before_id END AS before_id
FROM transfer t LEFT JOIN proof_leaf l ON l.centre_id = t.centre_id AND l.kind = 1 AND l.fact_id = t.id
WHERE t.centre_id = :centre_id AND (t.source_id = :account_id OR t.target_id = :account_id)
ORDER BY CASE WHEN l.seq IS NULL THEN 1 ELSE 0 END, l.seq, t.at_ms, t.id LIMIT 100001;

-- query account_point exec
-- Name another newest entry (rebuild).
--   in centre_id centre_id
--   in account_id id
--   in transfer_id newest_id
UPDATE account SET newest_id = :newest_id WHERE centre_id = :centre_id AND id = :id;

-- query ledger_sums one
-- What is posted and what is set aside over all accounts; both are zero at every commit.
--   in centre_id centre_id
--   out int      posted
--   out int      held
SELECT CAST(COALESCE(SUM(credits_posted - debits_posted), 0) AS BIGINT) AS posted, CAST(COALESCE(SUM(credits_held - debits_held), 0) AS BIGINT) AS held FROM account
WHERE centre_id = :centre_id;

-- query give_kin one
-- How many live links with evidence make the receiver a spouse, parent, grandparent or child of the giver.
--   in centre_id centre_id
--   in person_id giver_id
--   in person_id receiver_id
--   out int      links
SELECT COUNT(*) AS links FROM kin k WHERE k.centre_id = :centre_id AND k.ended_at_ms IS NULL AND k.evidence <> ''
	AND ((k.person_id = :receiver_id AND k.kin_id = :giver_id AND k.relation IN (1, 2, 3, 4))
		OR (k.person_id = :giver_id AND k.kin_id = :receiver_id AND k.relation IN (1, 2, 3)));

-- query give_today one
-- How many other gifts left an account since the day began.
--   in centre_id centre_id
--   in account_id source_id
--   in transfer_id id
--   in ms        day_from_ms
--   out int      gifts
SELECT COUNT(*) AS gifts FROM transfer WHERE centre_id = :centre_id AND source_id = :source_id AND reason = 4 AND at_ms >= :day_from_ms AND id <> :id;

-- query give_guardian one
-- How many live links make somebody parent or guardian of a child, with the right to spend.
--   in centre_id centre_id
--   in person_id child_id
--   in person_id kin_person_id
--   out int      links
SELECT COUNT(*) AS links FROM kin k WHERE k.centre_id = :centre_id AND k.person_id = :child_id AND k.kin_id = :kin_person_id AND k.ended_at_ms IS NULL
	AND k.relation IN (3, 6) AND k.may_spend;

-- query give_born one
-- When a person was born, where that is known.
--   in centre_id centre_id
--   in person_id id
--   out int      birth_day
SELECT birth_day FROM person WHERE centre_id = :centre_id AND id = :id AND birth_day IS NOT NULL;

-- query solvency_totals one
-- What is set aside, on its way in, in the pool and with organisations.
--   in centre_id centre_id
--   out int      held
--   out int      coming
--   out int      pool
--   out int      organisations
SELECT COALESCE(SUM(CASE WHEN kind = 3 THEN debits_held ELSE 0 END), 0) AS held, COALESCE(SUM(CASE WHEN kind = 3 THEN credits_held ELSE 0 END), 0) AS coming,
	COALESCE(SUM(CASE WHEN kind = 4 THEN credits_posted - debits_posted ELSE 0 END), 0) AS pool,
	COALESCE(SUM(CASE WHEN kind = 5 THEN credits_posted - debits_posted ELSE 0 END), 0) AS organisations
FROM account WHERE centre_id = :centre_id;

-- query solvency_holders one
-- Who holds points: how many people and points, the ten largest, those with nothing in or out since dormant_ms, those born on old_day or before.
--   in centre_id centre_id
--   in int       old_day
--   in ms        dormant_ms
--   out int      holders
--   out int      posted
--   out int      top_ten
--   out int      dormant_holders
--   out int      dormant
--   out int      old_holders
--   out int      old_points
SELECT COUNT(*) AS holders, COALESCE(SUM(h.posted), 0) AS posted, COALESCE(SUM(CASE WHEN h.place <= 10 THEN h.posted ELSE 0 END), 0) AS top_ten,
	COALESCE(SUM(CASE WHEN h.is_dormant = 1 THEN 1 ELSE 0 END), 0) AS dormant_holders,
	COALESCE(SUM(CASE WHEN h.is_dormant = 1 THEN h.posted ELSE 0 END), 0) AS dormant,
	COALESCE(SUM(CASE WHEN h.birth_day <= :old_day THEN 1 ELSE 0 END), 0) AS old_holders,
	COALESCE(SUM(CASE WHEN h.birth_day <= :old_day THEN h.posted ELSE 0 END), 0) AS old_points
FROM (SELECT a.credits_posted - a.debits_posted AS posted, p.birth_day, ROW_NUMBER() OVER (ORDER BY a.credits_posted - a.debits_posted DESC, a.id) AS place,
		CASE WHEN COALESCE((SELECT t.at_ms FROM transfer t WHERE t.centre_id = a.centre_id AND t.id = a.newest_id), 0) >= :dormant_ms THEN 0 ELSE 1 END AS is_dormant
	FROM account a JOIN person p ON p.centre_id = a.centre_id AND p.id = a.person_id
	WHERE a.centre_id = :centre_id AND a.kind = 3 AND a.credits_posted > a.debits_posted) h;

-- query solvency_kinds many 10
-- What was earned with each kind of service in all, and the minutes served of it since a moment; final records.
--   in centre_id centre_id
--   in ms        since_ms
--   out int      serves
--   out int      earned
--   out int      minutes
SELECT r.serves, SUM(r.points) AS earned, SUM(CASE WHEN r.from_ms >= :since_ms THEN r.minutes ELSE 0 END) AS minutes FROM record r
WHERE r.centre_id = :centre_id
	AND (SELECT MAX(e.kind) FROM record_event e WHERE e.centre_id = r.centre_id AND e.record_id = r.id) = 2
GROUP BY r.serves ORDER BY r.serves;

-- query solvency_free one
-- The minutes of a week in which volunteers who do not rest said that they are free, and how many of them did.
--   in centre_id centre_id
--   in ms        now_ms
--   out int      minutes
--   out int      volunteers
SELECT COALESCE(SUM(f.to_min - f.from_min), 0) AS minutes, COUNT(DISTINCT f.person_id) AS volunteers
FROM volunteer v JOIN free_time f ON f.centre_id = v.centre_id AND f.person_id = v.person_id
WHERE v.centre_id = :centre_id AND v.paused_until_ms <= :now_ms;
