-- query rule_add exec
-- A new version of the rule by which minutes become points.
--   in centre_id centre_id
--   in int       version
--   in int       points_per_hour
--   in int       round_min
--   in int       session_cap_min
--   in int       day_cap_min
--   in ms        from_ms
--   in person_id? decided_by
INSERT INTO rule (centre_id, version, points_per_hour, round_min, session_cap_min, day_cap_min, from_ms, decided_by)
VALUES (:centre_id, :version, :points_per_hour, :round_min, :session_cap_min, :day_cap_min, :from_ms, :decided_by);

-- query rule_at one
-- The rule in force at a moment: the newest that has begun.
--   in centre_id centre_id
--   in ms        at_ms
--   out int      version
--   out int      points_per_hour
--   out int      round_min
--   out int      session_cap_min
--   out int      day_cap_min
SELECT version, points_per_hour, round_min, session_cap_min, day_cap_min FROM rule
WHERE centre_id = :centre_id AND from_ms <= :at_ms ORDER BY from_ms DESC, version DESC LIMIT 1;

-- query account_find one
-- The account of a person, or the centre's one of a kind when person_id is none.
--   in centre_id centre_id
--   in int       kind
--   in person_id? person_id
--   out account_id id
--   out int      posted
--   out int      held
SELECT id, posted, held FROM account
WHERE centre_id = :centre_id AND kind = :kind AND person_id IS NOT DISTINCT FROM :person_id;

-- query account_get one
-- One account.
--   in centre_id centre_id
--   in account_id id
--   out int      kind
--   out int      posted
--   out int      held
SELECT kind, posted, held FROM account WHERE centre_id = :centre_id AND id = :id;

-- query account_add exec
-- A new account with nothing on it.
--   in centre_id centre_id
--   in account_id id
--   in int       kind
--   in person_id? person_id
--   in ms        created_at_ms
INSERT INTO account (centre_id, id, kind, person_id, posted, held, created_at_ms)
VALUES (:centre_id, :id, :kind, :person_id, 0, 0, :created_at_ms);

-- query account_change exec
-- Add to what is posted and what is held.
--   in centre_id centre_id
--   in account_id id
--   in int       posted
--   in int       held
UPDATE account SET posted = posted + :posted, held = held + :held WHERE centre_id = :centre_id AND id = :id;

-- query account_set exec
-- Write what the facts give (rebuild).
--   in centre_id centre_id
--   in account_id id
--   in int       posted
--   in int       held
UPDATE account SET posted = :posted, held = :held WHERE centre_id = :centre_id AND id = :id;

-- query transfer_add exec
-- One amount from one account to another.
--   in centre_id centre_id
--   in transfer_id id
--   in account_id source_id
--   in account_id target_id
--   in int       amount
--   in int       reason
--   in int       rule_version
--   in record_id? record_id
--   in request_id? request_id
--   in int?      hold_id
--   in transfer_id? reverses_id
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, record_id, request_id, hold_id, reverses_id, actor_id, at_ms)
VALUES (:centre_id, :id, :source_id, :target_id, :amount, :reason, :rule_version, :record_id, :request_id, :hold_id, :reverses_id, :actor_id, :at_ms);

-- query transfer_get one
-- One transfer.
--   in centre_id centre_id
--   in transfer_id id
--   out account_id source_id
--   out account_id target_id
--   out int      amount
--   out int      reason
SELECT source_id, target_id, amount, reason FROM transfer WHERE centre_id = :centre_id AND id = :id;

-- query transfer_of_record one
-- What a record earned (reason 1) or had taken back (reason 3).
--   in centre_id centre_id
--   in record_id record_id
--   in int       reason
--   out transfer_id id
--   out account_id source_id
--   out account_id target_id
--   out int      amount
--   out int      rule_version
SELECT id, source_id, target_id, amount, rule_version FROM transfer
WHERE centre_id = :centre_id AND record_id = :record_id AND reason = :reason;

-- query hold_add exec
-- Points set aside for a request.
--   in centre_id centre_id
--   in int       id
--   in account_id account_id
--   in request_id request_id
--   in int       amount
--   in ms        at_ms
INSERT INTO hold (centre_id, id, account_id, request_id, amount, at_ms)
VALUES (:centre_id, :id, :account_id, :request_id, :amount, :at_ms);

-- query hold_of_request one
-- The hold of a request and how it ended (0 = it stands).
--   in centre_id centre_id
--   in request_id request_id
--   out int      id
--   out account_id account_id
--   out int      amount
--   out int      ended
SELECT h.id, h.account_id, h.amount, COALESCE(e.kind, 0) AS ended FROM hold h
LEFT JOIN hold_end e ON e.centre_id = h.centre_id AND e.hold_id = h.id
WHERE h.centre_id = :centre_id AND h.request_id = :request_id;

-- query hold_end_add exec
-- A hold ends, once for ever.
--   in centre_id centre_id
--   in int       hold_id
--   in int       kind
--   in transfer_id? transfer_id
--   in ms        at_ms
INSERT INTO hold_end (centre_id, hold_id, kind, transfer_id, at_ms) VALUES (:centre_id, :hold_id, :kind, :transfer_id, :at_ms);

-- query ledger_accounts many 20000
-- Every account with what the facts give for it.
--   in centre_id centre_id
--   out account_id id
--   out int      posted
--   out int      held
--   out int      facts_posted
--   out int      facts_held
SELECT a.id, a.posted, a.held,
	COALESCE((SELECT SUM(t.amount) FROM transfer t WHERE t.centre_id = a.centre_id AND t.target_id = a.id), 0)
	- COALESCE((SELECT SUM(t.amount) FROM transfer t WHERE t.centre_id = a.centre_id AND t.source_id = a.id), 0) AS facts_posted,
	COALESCE((SELECT SUM(h.amount) FROM hold h WHERE h.centre_id = a.centre_id AND h.account_id = a.id
		AND NOT EXISTS (SELECT 1 FROM hold_end e WHERE e.centre_id = h.centre_id AND e.hold_id = h.id)), 0) AS facts_held
FROM account a WHERE a.centre_id = :centre_id ORDER BY a.id;

-- query ledger_sum one
-- The sum over all accounts, which is zero at every commit.
--   in centre_id centre_id
--   out int      sum
SELECT COALESCE(SUM(posted), 0) AS sum FROM account WHERE centre_id = :centre_id;
