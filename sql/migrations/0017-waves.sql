-- SPDX-License-Identifier: Apache-2.0
-- A centre may wait for the best yes instead of taking the first (setting first_yes): who said that she would go is kept until
-- all have answered or time is up.

-- FACT: a yes that waits; the offer's one answer follows when it is decided.
CREATE TABLE offer_yes (
	centre_id BIGINT NOT NULL,
	offer_id BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, offer_id)
);
