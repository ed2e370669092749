-- SPDX-License-Identifier: Apache-2.0
-- One journal for all steps of the points ledger: what was a row of hold or
-- hold_end becomes an entry of transfer; an account carries four counters in
-- place of a balance, and may be an organisation's. All data is kept.

ALTER TABLE account ADD COLUMN organisation_id BIGINT;                -- for kind organisation
ALTER TABLE account ADD COLUMN debits_held BIGINT NOT NULL DEFAULT 0;    -- SHADOW: set aside to go out
ALTER TABLE account ADD COLUMN debits_posted BIGINT NOT NULL DEFAULT 0;  -- SHADOW: gone out
ALTER TABLE account ADD COLUMN credits_held BIGINT NOT NULL DEFAULT 0;   -- SHADOW: on their way in
ALTER TABLE account ADD COLUMN credits_posted BIGINT NOT NULL DEFAULT 0; -- SHADOW: come in
DROP INDEX account_of_centre;
CREATE UNIQUE INDEX account_of_centre ON account (centre_id, kind) WHERE person_id IS NULL AND organisation_id IS NULL;
CREATE UNIQUE INDEX account_of_organisation ON account (centre_id, organisation_id) WHERE organisation_id IS NOT NULL;

ALTER TABLE transfer ADD COLUMN step BIGINT NOT NULL DEFAULT 1;       -- enum transfer_step
ALTER TABLE transfer ADD COLUMN over_at_ms BIGINT NOT NULL DEFAULT 0; -- of a hold: from then on it can only expire; 0 = never

-- Holds need both sides: where no point was spent yet, the account for spent ones is made.
INSERT INTO account (centre_id, id, kind, person_id, posted, held, created_at_ms)
SELECT h.centre_id, MAX(h.id) + 1, 2, NULL, 0, 0, MIN(h.at_ms) FROM hold h
WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.centre_id = h.centre_id AND a.kind = 2) GROUP BY h.centre_id;

UPDATE transfer SET step = 3 WHERE hold_id IS NOT NULL;
INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, request_id, at_ms, step)
SELECT h.centre_id, h.id, h.account_id, a.id, h.amount, 2, 0, h.request_id, h.at_ms, 2 FROM hold h
JOIN account a ON a.centre_id = h.centre_id AND a.kind = 2;
-- A released hold had no entry of its own: it gets an id behind all others.
INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, request_id, hold_id, at_ms, step)
SELECT h.centre_id, (SELECT MAX(t.id) FROM transfer t) + ROW_NUMBER() OVER (ORDER BY e.at_ms, h.id), h.account_id, a.id, h.amount, 2, 0, h.request_id, h.id,
	e.at_ms, 4
FROM hold_end e JOIN hold h ON h.centre_id = e.centre_id AND h.id = e.hold_id
JOIN account a ON a.centre_id = h.centre_id AND a.kind = 2 WHERE e.kind = 2;
DROP TABLE hold_end;
DROP TABLE hold;

UPDATE account SET
	debits_posted = COALESCE((SELECT SUM(t.amount) FROM transfer t
		WHERE t.centre_id = account.centre_id AND t.source_id = account.id AND t.step IN (1, 3)), 0),
	credits_posted = COALESCE((SELECT SUM(t.amount) FROM transfer t
		WHERE t.centre_id = account.centre_id AND t.target_id = account.id AND t.step IN (1, 3)), 0),
	debits_held = COALESCE((SELECT SUM(t.amount) FROM transfer t WHERE t.centre_id = account.centre_id AND t.source_id = account.id AND t.step = 2
		AND NOT EXISTS (SELECT 1 FROM transfer e WHERE e.centre_id = t.centre_id AND e.hold_id = t.id)), 0),
	credits_held = COALESCE((SELECT SUM(t.amount) FROM transfer t WHERE t.centre_id = account.centre_id AND t.target_id = account.id AND t.step = 2
		AND NOT EXISTS (SELECT 1 FROM transfer e WHERE e.centre_id = t.centre_id AND e.hold_id = t.id)), 0);
ALTER TABLE account DROP COLUMN posted;
ALTER TABLE account DROP COLUMN held;

-- What a record earns and has revoked, once each; what a request holds, once. transfer_hold_once stands: a hold ends once.
DROP INDEX transfer_record_once;
CREATE UNIQUE INDEX transfer_record_once ON transfer (centre_id, record_id, reason) WHERE record_id IS NOT NULL AND hold_id IS NULL;
CREATE UNIQUE INDEX transfer_request_once ON transfer (centre_id, request_id) WHERE step = 2 AND reason = 2;
CREATE INDEX transfer_by_over ON transfer (centre_id, over_at_ms) WHERE over_at_ms > 0; -- the clock lets holds expire
