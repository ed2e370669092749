-- SPDX-License-Identifier: Apache-2.0
-- A skill that a volunteer says she has. Staff confirm it, and it stands in person_skill; or they do not, and say why.

CREATE TABLE skill_claim (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	skill TEXT NOT NULL,
	note TEXT NOT NULL,              -- where she learned it, the number of a certificate
	asked_at_ms BIGINT NOT NULL,
	decided_by BIGINT,               -- filled once, with the next three
	decided_at_ms BIGINT,
	is_confirmed BOOLEAN NOT NULL,
	reason TEXT NOT NULL,            -- why not
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX skill_claim_once ON skill_claim (centre_id, person_id, skill) WHERE decided_at_ms IS NULL; -- one waits at a time
CREATE INDEX skill_claim_waiting ON skill_claim (centre_id, asked_at_ms) WHERE decided_at_ms IS NULL;          -- the desk's list
CREATE INDEX skill_claim_by_person ON skill_claim (centre_id, person_id, id);                                  -- her own page
