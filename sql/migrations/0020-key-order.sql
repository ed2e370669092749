-- SPDX-License-Identifier: Apache-2.0
-- only for SQLite
-- The tables of the points ledger and of its tree lie in the order of their keys. Until now each was a heap with its key
-- beside it: every row found, changed or added took two trees where one does. PostgreSQL has no such tables and nothing to change.

CREATE TABLE account_in_order (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum account_kind
	person_id BIGINT,                -- for kind person
	organisation_id BIGINT,          -- for kind organisation
	debits_held BIGINT NOT NULL DEFAULT 0,    -- SHADOW: set aside to go out
	debits_posted BIGINT NOT NULL DEFAULT 0,  -- SHADOW: gone out
	credits_held BIGINT NOT NULL DEFAULT 0,   -- SHADOW: on their way in
	credits_posted BIGINT NOT NULL DEFAULT 0, -- SHADOW: come in
	created_at_ms BIGINT NOT NULL,
	digest BYTEA,                    -- over what never changes of the row
	PRIMARY KEY (centre_id, id)
) WITHOUT ROWID;
INSERT INTO account_in_order (centre_id, id, kind, person_id, organisation_id, debits_held, debits_posted, credits_held, credits_posted, created_at_ms, digest)
SELECT centre_id, id, kind, person_id, organisation_id, debits_held, debits_posted, credits_held, credits_posted, created_at_ms, digest FROM account
ORDER BY centre_id, id;
DROP TABLE account;
ALTER TABLE account_in_order RENAME TO account;
CREATE UNIQUE INDEX account_of_person ON account (centre_id, kind, person_id);
CREATE UNIQUE INDEX account_of_centre ON account (centre_id, kind) WHERE person_id IS NULL AND organisation_id IS NULL;
CREATE UNIQUE INDEX account_of_organisation ON account (centre_id, organisation_id) WHERE organisation_id IS NOT NULL;

CREATE TABLE transfer_in_order (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	step BIGINT NOT NULL DEFAULT 1,  -- enum transfer_step
	source_id BIGINT NOT NULL,
	target_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,          -- > 0
	reason BIGINT NOT NULL,          -- enum transfer_reason
	rule_version BIGINT NOT NULL,
	hold_id BIGINT,                  -- the hold that it ends
	over_at_ms BIGINT NOT NULL DEFAULT 0, -- of a hold: from then on it can only expire; 0 = never
	record_id BIGINT,
	request_id BIGINT,
	reverses_id BIGINT,
	actor_id BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
) WITHOUT ROWID;
INSERT INTO transfer_in_order (centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id,
	reverses_id, actor_id, at_ms)
SELECT centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id, reverses_id, actor_id, at_ms
FROM transfer ORDER BY centre_id, id;
DROP TABLE transfer;
ALTER TABLE transfer_in_order RENAME TO transfer;
CREATE UNIQUE INDEX transfer_hold_once ON transfer (centre_id, hold_id) WHERE hold_id IS NOT NULL;
CREATE UNIQUE INDEX transfer_reversed_once ON transfer (centre_id, reverses_id) WHERE reverses_id IS NOT NULL;
CREATE UNIQUE INDEX transfer_record_once ON transfer (centre_id, record_id, reason) WHERE record_id IS NOT NULL AND hold_id IS NULL;
CREATE UNIQUE INDEX transfer_request_once ON transfer (centre_id, request_id) WHERE step = 2 AND reason = 2;
CREATE INDEX transfer_by_source ON transfer (centre_id, source_id, id);
CREATE INDEX transfer_by_target ON transfer (centre_id, target_id, id);
CREATE INDEX transfer_by_over ON transfer (centre_id, over_at_ms) WHERE over_at_ms > 0;         -- the clock lets holds expire
CREATE INDEX transfer_by_record ON transfer (centre_id, record_id) WHERE record_id IS NOT NULL; -- what a record earned: serve_records, audit_payments

CREATE TABLE proof_secret_in_order (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	secret BYTEA NOT NULL,           -- 32 bytes by which a person's tags are made; one nought once they are erased
	made_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id)
) WITHOUT ROWID;
INSERT INTO proof_secret_in_order (centre_id, person_id, secret, made_at_ms)
SELECT centre_id, person_id, secret, made_at_ms FROM proof_secret ORDER BY centre_id, person_id;
DROP TABLE proof_secret;
ALTER TABLE proof_secret_in_order RENAME TO proof_secret;

CREATE TABLE proof_leaf_in_order (
	centre_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,             -- 0, 1, 2 …
	kind BIGINT NOT NULL,            -- enum entry_kind
	fact_id BIGINT NOT NULL,         -- transfer, record_event or certificate_event
	entry BYTEA NOT NULL,            -- src/proof/entry.h, 144 bytes
	PRIMARY KEY (centre_id, seq)
) WITHOUT ROWID;
INSERT INTO proof_leaf_in_order (centre_id, seq, kind, fact_id, entry)
SELECT centre_id, seq, kind, fact_id, entry FROM proof_leaf ORDER BY centre_id, seq;
DROP TABLE proof_leaf;
ALTER TABLE proof_leaf_in_order RENAME TO proof_leaf;
CREATE UNIQUE INDEX proof_leaf_of_fact ON proof_leaf (centre_id, kind, fact_id); -- receipts; once each

CREATE TABLE proof_node_in_order (
	centre_id BIGINT NOT NULL,
	tier BIGINT NOT NULL,            -- 1 = over 256 leaves, 2 = over 65,536 …
	place BIGINT NOT NULL,           -- 0, 1, 2 …
	hash BYTEA NOT NULL,
	PRIMARY KEY (centre_id, tier, place)
) WITHOUT ROWID;
INSERT INTO proof_node_in_order (centre_id, tier, place, hash) SELECT centre_id, tier, place, hash FROM proof_node ORDER BY centre_id, tier, place;
DROP TABLE proof_node;
ALTER TABLE proof_node_in_order RENAME TO proof_node;
