-- SPDX-License-Identifier: Apache-2.0
-- A team takes an order that is open to all upon itself: its leader has until a named hour to find one of her own who says yes.

-- FACT: the claim.
CREATE TABLE team_claim (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	claimed_by BIGINT NOT NULL,
	claimed_at_ms BIGINT NOT NULL,
	until_ms BIGINT NOT NULL,        -- then it goes back to the open list
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX team_claim_by_duty ON team_claim (centre_id, duty_id, id); -- who has it now
CREATE INDEX team_claim_by_team ON team_claim (centre_id, organisation_id, id); -- the leader's page

-- FACT: how it ended, once.
CREATE TABLE team_claim_end (
	centre_id BIGINT NOT NULL,
	claim_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum team_end: somebody goes, given back, time was up, taken by the station
	actor_id BIGINT,                 -- NULL = the clock
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, claim_id)
);
