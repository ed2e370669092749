-- SPDX-License-Identifier: Apache-2.0
-- Records that carry their evidence, rules with coefficients and caps. What the
-- public tree does not hold (accounts, rules, signals) gets a keyed digest, so
-- that a row changed behind the program's back is named. All data is kept;
-- older rows have no digest, and `undigested` says up to which id.

-- What the rules of minutes and points may say beyond the hour's rate; 0 = no such cap.
ALTER TABLE rule ADD COLUMN night_from_min BIGINT NOT NULL DEFAULT 0;   -- local minutes; a service that begins between them
ALTER TABLE rule ADD COLUMN night_to_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN night_percent BIGINT NOT NULL DEFAULT 100;
ALTER TABLE rule ADD COLUMN organiser_percent BIGINT NOT NULL DEFAULT 100; -- leader of the providing organisation, several people
ALTER TABLE rule ADD COLUMN week_cap_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN year_cap_min BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN receivers_cap BIGINT NOT NULL DEFAULT 0;    -- distinct people one volunteer serves in a day
ALTER TABLE rule ADD COLUMN staff_cap_min BIGINT NOT NULL DEFAULT 0;    -- minutes one member of staff may record in a day
ALTER TABLE rule ADD COLUMN day_cap_points BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN balance_cap_points BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN decided_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN digest BYTEA;

-- FACT: the hour's rate of one kind of service (enum menu_serves) under a version; others have the rule's own.
CREATE TABLE rule_rate (
	centre_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	serves BIGINT NOT NULL,
	points_per_hour BIGINT NOT NULL,
	digest BYTEA,
	PRIMARY KEY (centre_id, version, serves)
);

ALTER TABLE account ADD COLUMN digest BYTEA;  -- of the columns that never change

ALTER TABLE record ADD COLUMN source BIGINT NOT NULL DEFAULT 1;   -- enum record_source: attendance, back-fill
ALTER TABLE record ADD COLUMN serves BIGINT NOT NULL DEFAULT 0;   -- enum menu_serves, 0 none
ALTER TABLE record ADD COLUMN coefficient_percent BIGINT NOT NULL DEFAULT 100; -- difficulty × night × organiser
ALTER TABLE record ADD COLUMN points BIGINT NOT NULL DEFAULT 0;   -- what it earns once final, caps applied
ALTER TABLE record ADD COLUMN replaces_id BIGINT;                 -- the record that it corrects
UPDATE record SET
	coefficient_percent = COALESCE((SELECT d.coefficient_percent FROM duty d WHERE d.centre_id = record.centre_id AND d.id = record.duty_id), 100),
	serves = COALESCE((SELECT i.serves FROM duty d JOIN menu_item i ON i.centre_id = d.centre_id AND i.id = d.item_id
		WHERE d.centre_id = record.centre_id AND d.id = record.duty_id), 0);
UPDATE record SET points = COALESCE((SELECT r.points_per_hour * record.coefficient_percent * (record.minutes / r.round_min * r.round_min) / 6000
	FROM rule r WHERE r.centre_id = record.centre_id AND r.version = record.rule_version), 0);
DROP INDEX record_once;
CREATE UNIQUE INDEX record_once ON record (centre_id, duty_id, person_id) WHERE replaces_id IS NULL;
CREATE UNIQUE INDEX record_replaced_once ON record (centre_id, replaces_id) WHERE replaces_id IS NOT NULL;
CREATE INDEX record_by_duty ON record (centre_id, duty_id);          -- capacity, companions
CREATE INDEX record_by_recorder ON record (centre_id, recorded_by, created_at_ms); -- quota of staff

-- FACT: what speaks for a record and what against it.
CREATE TABLE record_signal (
	centre_id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	signal BIGINT NOT NULL,          -- enum record_signal
	verdict BIGINT NOT NULL,         -- enum record_verdict: good, missing, bad
	number BIGINT NOT NULL,          -- what was measured: minutes, km/h, people
	actor_id BIGINT,
	at_ms BIGINT NOT NULL,
	digest BYTEA,
	PRIMARY KEY (centre_id, record_id, signal)
);

-- FACT: somebody has to ring the resident; a score never holds a record up.
CREATE TABLE call_back (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	reason BIGINT NOT NULL,          -- enum call_back_reason: held, or the score that asked
	number BIGINT NOT NULL,
	due_at_ms BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX call_back_once ON call_back (centre_id, record_id, reason);
CREATE INDEX call_back_by_due ON call_back (centre_id, due_at_ms);   -- the desk's list

-- FACT: what she said.
CREATE TABLE call_back_answer (
	centre_id BIGINT NOT NULL,
	call_back_id BIGINT NOT NULL,
	is_true BOOLEAN NOT NULL,
	note TEXT NOT NULL,
	actor_id BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, call_back_id)
);

-- FACT: service that no check-in saw, put down later: two unrelated people, evidence, public notice.
CREATE TABLE backfill (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	organisation_id BIGINT,
	place_id BIGINT NOT NULL,
	title TEXT NOT NULL,
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	evidence TEXT NOT NULL,          -- what was seen, where it is kept
	proposed_by BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX backfill_by_person ON backfill (centre_id, person_id);

-- FACT: each step once.
CREATE TABLE backfill_event (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	backfill_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum backfill_event_kind: seconded, objected, refused, posted
	reason TEXT NOT NULL,
	record_id BIGINT,                -- when posted
	actor_id BIGINT,                 -- NULL: the clock
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX backfill_event_once ON backfill_event (centre_id, backfill_id, kind);

-- FACT: a record is said to be wrong; both times 0: it should not be there at all.
CREATE TABLE record_fix (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	reason TEXT NOT NULL,
	asked_by BIGINT NOT NULL,
	due_at_ms BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX record_fix_by_record ON record_fix (centre_id, record_id);

-- FACT: what was decided, and the record that stands now.
CREATE TABLE record_fix_answer (
	centre_id BIGINT NOT NULL,
	fix_id BIGINT NOT NULL,
	is_done BOOLEAN NOT NULL,
	note TEXT NOT NULL,
	new_record_id BIGINT,
	actor_id BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, fix_id)
);

-- FACT: training, commendation and evaluation, the parts of a volunteer's record beside service (志愿服务记录与证明出具办法, 8 to 10).
CREATE TABLE record_part (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum record_part_kind
	title TEXT NOT NULL,
	content TEXT NOT NULL,
	given_by TEXT NOT NULL,          -- organiser, granting or judging unit
	minutes BIGINT NOT NULL,         -- of a training
	day BIGINT NOT NULL,
	recorded_by BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX record_part_by_person ON record_part (centre_id, person_id, kind);

-- The minutes that a star takes, from a day on.
CREATE TABLE star_level (
	centre_id BIGINT NOT NULL,
	from_day BIGINT NOT NULL,
	stars BIGINT NOT NULL,
	minutes BIGINT NOT NULL,
	PRIMARY KEY (centre_id, from_day, stars)
);
INSERT INTO star_level (centre_id, from_day, stars, minutes)
SELECT c.id, 0, v.stars, v.minutes FROM centre c JOIN (SELECT 1 AS stars, 6000 AS minutes UNION ALL SELECT 2, 18000 UNION ALL SELECT 3, 36000
	UNION ALL SELECT 4, 60000 UNION ALL SELECT 5, 90000) v ON 1 = 1;

-- When a resident cannot have been served: in hospital, away, moved, deceased.
CREATE TABLE absence (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum absence_kind
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	recorded_by BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX absence_by_person ON absence (centre_id, person_id);

-- Rows up to last_id are older than the digest.
CREATE TABLE undigested (
	centre_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	last_id BIGINT NOT NULL,
	PRIMARY KEY (centre_id, name)
);
INSERT INTO undigested (centre_id, name, last_id) SELECT centre_id, 'account', MAX(id) FROM account GROUP BY centre_id;
INSERT INTO undigested (centre_id, name, last_id) SELECT centre_id, 'rule', MAX(version) FROM rule GROUP BY centre_id;
