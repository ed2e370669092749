-- SPDX-License-Identifier: Apache-2.0
-- A volunteer's own measure: how many services a week are enough for her, and days on which she cannot come.

ALTER TABLE volunteer ADD COLUMN week_most BIGINT NOT NULL DEFAULT 0; -- 0 = as many as there are

CREATE TABLE volunteer_day_off (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	day BIGINT NOT NULL,             -- local day; she is neither asked nor planned for it
	noted_by BIGINT,
	noted_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id, day)
);
