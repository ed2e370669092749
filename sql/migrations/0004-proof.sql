-- SPDX-License-Identifier: Apache-2.0
-- What anybody can check: each transfer and each state of a record as an entry
-- of one Merkle tree (src/proof/tree.h), and what the house has signed of it.

-- 32 random bytes by which a person's tags are made; one nought once they are erased, and the tags meaningless.
CREATE TABLE proof_secret (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	secret BYTEA NOT NULL,
	made_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id)
);

-- FACT: the entries in order, without holes.
CREATE TABLE proof_leaf (
	centre_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,             -- 0, 1, 2 …
	kind BIGINT NOT NULL,            -- enum entry_kind
	fact_id BIGINT NOT NULL,         -- transfer, record_event or certificate_event
	entry BYTEA NOT NULL,            -- src/proof/entry.h, 144 bytes
	PRIMARY KEY (centre_id, seq)
);
CREATE UNIQUE INDEX proof_leaf_of_fact ON proof_leaf (centre_id, kind, fact_id); -- receipts; once each

-- FACT: roots over whole runs of 256, 65,536 … leaves; all other nodes are worked out from these.
CREATE TABLE proof_node (
	centre_id BIGINT NOT NULL,
	tier BIGINT NOT NULL,            -- 1 = over 256 leaves, 2 = over 65,536 …
	place BIGINT NOT NULL,           -- 0, 1, 2 …
	hash BYTEA NOT NULL,
	PRIMARY KEY (centre_id, tier, place)
);

-- FACT: what was signed (src/proof/head.h).
CREATE TABLE proof_head (
	centre_id BIGINT NOT NULL,
	size BIGINT NOT NULL,            -- leaves below this root
	root BYTEA NOT NULL,
	at_ms BIGINT NOT NULL,
	key BYTEA NOT NULL,              -- the public key it was signed under
	signature BYTEA NOT NULL,
	PRIMARY KEY (centre_id, size)
);
