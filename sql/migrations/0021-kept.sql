-- SPDX-License-Identifier: Apache-2.0
-- Where each chain ends, so that its newest links cannot be cut off unseen; heads name the one before them. When a person's bytes
-- were made nobody asks. The rows that the public tree did not hold so far become entries when the house is opened.

ALTER TABLE proof_head ADD COLUMN previous_size BIGINT NOT NULL DEFAULT 0; -- of the head before; 0 = the first
UPDATE proof_head SET previous_size = COALESCE((SELECT MAX(h.size) FROM proof_head h
	WHERE h.centre_id = proof_head.centre_id AND h.size < proof_head.size), 0);
ALTER TABLE proof_head ADD COLUMN digest BYTEA;                            -- of its numbers; none on heads older than it
INSERT INTO undigested (centre_id, name, last_id) SELECT centre_id, 'proof_head', MAX(size) FROM proof_head GROUP BY centre_id;
ALTER TABLE proof_secret DROP COLUMN made_at_ms;

-- The last link of a chain: of the trail its line, of the heads the size.
CREATE TABLE chain_end (
	centre_id BIGINT NOT NULL,
	name TEXT NOT NULL,              -- trail, proof_head
	last_id BIGINT NOT NULL,
	hash BYTEA NOT NULL,             -- of the line; the signature of the head
	PRIMARY KEY (centre_id, name)
);
INSERT INTO chain_end (centre_id, name, last_id, hash)
SELECT t.centre_id, 'trail', t.id, t.hash FROM trail t WHERE t.id = (SELECT MAX(n.id) FROM trail n WHERE n.centre_id = t.centre_id);
INSERT INTO chain_end (centre_id, name, last_id, hash)
SELECT h.centre_id, 'proof_head', h.size, h.signature FROM proof_head h
WHERE h.size = (SELECT MAX(n.size) FROM proof_head n WHERE n.centre_id = h.centre_id);
