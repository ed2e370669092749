-- SPDX-License-Identifier: Apache-2.0
-- Each account of a person or an organisation names its newest entry of the journal, and each entry the one before it of either account: an account's
-- entries are a chain that is read backwards. They take the place of two indexes by account, of which every entry changed a page of its own, so that a
-- transfer cost more the longer the journal was. The house's own accounts have none: nobody reads them entry by entry.
-- Earlier entries are linked in the order in which they came into the public tree.

ALTER TABLE account ADD COLUMN newest_id BIGINT NOT NULL DEFAULT 0;        -- its newest entry; 0: none
ALTER TABLE transfer ADD COLUMN source_before_id BIGINT NOT NULL DEFAULT 0; -- the source's entry before this one; 0: none, or the house's own
ALTER TABLE transfer ADD COLUMN target_before_id BIGINT NOT NULL DEFAULT 0; -- the target's

CREATE TABLE chain_side (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	is_source BOOLEAN NOT NULL,
	account_id BIGINT NOT NULL,
	before_id BIGINT NOT NULL,
	is_newest BOOLEAN NOT NULL
);
INSERT INTO chain_side (centre_id, id, is_source, account_id, before_id, is_newest)
SELECT s.centre_id, s.id, s.is_source, s.account_id, LAG(s.id, 1, CAST(0 AS BIGINT)) OVER w, LEAD(s.id) OVER w IS NULL
FROM (SELECT t.centre_id, t.id, TRUE AS is_source, t.source_id AS account_id, t.at_ms, COALESCE(l.seq, 9000000000000000000) AS place FROM transfer t
		JOIN account a ON a.centre_id = t.centre_id AND a.id = t.source_id AND a.kind IN (3, 5)
		LEFT JOIN proof_leaf l ON l.centre_id = t.centre_id AND l.kind = 1 AND l.fact_id = t.id
	UNION ALL SELECT t.centre_id, t.id, FALSE, t.target_id, t.at_ms, COALESCE(l.seq, 9000000000000000000) FROM transfer t
		JOIN account a ON a.centre_id = t.centre_id AND a.id = t.target_id AND a.kind IN (3, 5)
		LEFT JOIN proof_leaf l ON l.centre_id = t.centre_id AND l.kind = 1 AND l.fact_id = t.id) s
WINDOW w AS (PARTITION BY s.centre_id, s.account_id ORDER BY s.place, s.at_ms, s.id);
UPDATE transfer SET source_before_id = c.before_id FROM chain_side c WHERE c.centre_id = transfer.centre_id AND c.id = transfer.id AND c.is_source;
UPDATE transfer SET target_before_id = c.before_id FROM chain_side c WHERE c.centre_id = transfer.centre_id AND c.id = transfer.id AND NOT c.is_source;
UPDATE account SET newest_id = c.id FROM chain_side c WHERE c.centre_id = account.centre_id AND c.account_id = account.id AND c.is_newest;
DROP TABLE chain_side;

DROP INDEX transfer_by_source;
DROP INDEX transfer_by_target;
CREATE INDEX transfer_gift_by_source ON transfer (centre_id, source_id) WHERE reason = 4; -- one a day: give_today
