-- SPDX-License-Identifier: Apache-2.0
-- What a volunteer's own check-in or check-out leaves for two scores (domain/records_score_trace.h): keyed digests that tell equal from
-- unequal and nothing else. No fact: rows go after thirty days, and with a volunteer who takes her consent back.
CREATE TABLE trace (
	centre_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum attendance_kind
	at_ms BIGINT NOT NULL,
	spot BYTEA,                      -- keyed digest of her, the place her telephone told and how exactly; NULL: told none, or none near enough to tell
	device BYTEA,                    -- keyed digest of the device cookie; NULL: the browser had none
	PRIMARY KEY (centre_id, duty_id, person_id, kind)
);
CREATE INDEX trace_by_time ON trace (centre_id, at_ms);       -- forgetting
CREATE INDEX trace_by_person ON trace (centre_id, person_id); -- forgetting one person's
