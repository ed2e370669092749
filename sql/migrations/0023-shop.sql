-- SPDX-License-Identifier: Apache-2.0
-- Goods that may be taken for points, where a centre has opened its shop. Off unless the setting `shop` says otherwise.

-- A good as it is described now. Its price, stock and whether it can be had are SHADOWS of good_event and redemption.
CREATE TABLE good (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	provider_id BIGINT,              -- the organisation that gives it, and is given the points; NULL = the station
	place_id BIGINT NOT NULL,        -- who lives here or below may take it, its staff hand it out
	title TEXT NOT NULL,
	title_en TEXT NOT NULL,
	given TEXT NOT NULL,             -- what is handed out, in a sentence
	given_en TEXT NOT NULL,
	pick_up TEXT NOT NULL,           -- where and when
	pick_up_en TEXT NOT NULL,
	month_limit BIGINT NOT NULL,     -- pieces for one person in a calendar month
	version BIGINT NOT NULL,         -- SHADOW: how many events it has
	price_points BIGINT NOT NULL,    -- SHADOW: hundredths for one piece
	stock BIGINT NOT NULL,           -- SHADOW: pieces that can still be taken
	is_withdrawn BOOLEAN NOT NULL,   -- SHADOW
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);

-- FACT: what was done to a good, each with the next number.
CREATE TABLE good_event (
	centre_id BIGINT NOT NULL,
	good_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	id BIGINT NOT NULL,              -- made by the client
	kind BIGINT NOT NULL,            -- enum good_event_kind
	price_points BIGINT NOT NULL,    -- from then on
	pieces BIGINT NOT NULL,          -- that came (or, below nought, went)
	reason TEXT NOT NULL,
	actor_id BIGINT,                 -- NULL = the command line
	at_ms BIGINT NOT NULL,
	digest BYTEA NOT NULL,
	PRIMARY KEY (centre_id, good_id, seq)
);
CREATE UNIQUE INDEX good_event_once ON good_event (centre_id, id);

-- FACT: somebody took pieces of a good. Its id is the client's, and that of the hold in the ledger.
CREATE TABLE redemption (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	good_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,       -- whose points
	taken_by BIGINT NOT NULL,        -- herself, or the guardian of a minor
	pieces BIGINT NOT NULL,
	points BIGINT NOT NULL,          -- for all of them
	code_sealed BYTEA NOT NULL,      -- six digits, for the holder
	code_index BYTEA NOT NULL,       -- by which the desk finds it
	deadline_at_ms BIGINT NOT NULL,  -- then points and pieces go back
	at_ms BIGINT NOT NULL,
	digest BYTEA NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX redemption_by_code ON redemption (centre_id, code_index);             -- the desk's look-up
CREATE INDEX redemption_by_person ON redemption (centre_id, person_id, at_ms);     -- her list, and the month's limit
CREATE INDEX redemption_by_good ON redemption (centre_id, good_id, id);            -- what waits for pick-up, and the audit of the stock
CREATE INDEX redemption_by_deadline ON redemption (centre_id, deadline_at_ms, id); -- the clock

-- FACT: how it ended, once.
CREATE TABLE redemption_end (
	centre_id BIGINT NOT NULL,
	redemption_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum redemption_state: handed out, cancelled, lapsed
	reason TEXT NOT NULL,
	actor_id BIGINT,                 -- NULL = the clock
	at_ms BIGINT NOT NULL,
	digest BYTEA NOT NULL,
	PRIMARY KEY (centre_id, redemption_id)
);
