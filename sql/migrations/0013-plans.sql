-- SPDX-License-Identifier: Apache-2.0
-- A day's plan: who goes where when, as it was proposed, changed and asked for. All rows are facts: a change is a new plan
-- that follows the old one, so that going back is choosing the old one again.

CREATE TABLE plan (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	place_id BIGINT NOT NULL,        -- whose subtree was planned
	day BIGINT NOT NULL,             -- local day
	kind BIGINT NOT NULL,            -- enum plan_kind
	follows_id BIGINT,               -- the plan it changes; NULL for a first proposal
	rule BIGINT NOT NULL,            -- PLANS_RULE: weights and costs of that day
	seed BIGINT NOT NULL,
	problem BYTEA NOT NULL,          -- what was known, as plans_problem.c writes it; planning it again gives the same plan
	problem_hash BYTEA NOT NULL,     -- BLAKE2b of it: whether anything changed since
	value BIGINT NOT NULL,           -- milli-units (docs/planner.md)
	bound BIGINT NOT NULL,           -- no plan of that day is worth more
	made_by BIGINT,
	made_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX plan_by_day ON plan (centre_id, place_id, day, id); -- the newest of a day

CREATE TABLE plan_visit (
	centre_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	start_ms BIGINT NOT NULL,
	way_min BIGINT NOT NULL,         -- on foot from the place before
	PRIMARY KEY (centre_id, plan_id, duty_id, person_id)
);

-- A duty nobody was found for, and the first reason against each volunteer, counted.
CREATE TABLE plan_gap (
	centre_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	too_far BIGINT NOT NULL,
	no_skill BIGINT NOT NULL,
	not_free BIGINT NOT NULL,
	not_wanted BIGINT NOT NULL,      -- said no before, or is the resident
	no_room BIGINT NOT NULL,         -- free, but what is planned leaves no room
	PRIMARY KEY (centre_id, plan_id, duty_id)
);

-- A visit that staff had asked for, and what became of the question: empty, or the refusal.
CREATE TABLE plan_ask (
	centre_id BIGINT NOT NULL,
	plan_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	refusal TEXT NOT NULL,
	asked_by BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, plan_id, duty_id)
);
