-- SPDX-License-Identifier: Apache-2.0
-- The foundation: who there is, what can be ordered, one turn of the wheel,
-- and the two books. Portable between SQLite and PostgreSQL. Times are ms UTC
-- (`…_ms`), local days are days since 1970-01-01 (`…_day`), minutes after
-- local midnight are `…_min`, points are hundredths. Every key starts with
-- centre_id, the county, which is also the shard key.
-- FACT: insert only. SHADOW: rebuilt from facts by `lastmile rebuild`.

-- A county centre; is_demo forbids real exports and messages.
CREATE TABLE centre (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	code TEXT NOT NULL,              -- GB/T 2260, 6 digits
	phone TEXT NOT NULL,             -- public service telephone shown on every page
	is_demo BOOLEAN NOT NULL,
	created_at_ms BIGINT NOT NULL
);

-- The tree centre → station → community or village → estate or grid.
CREATE TABLE place (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	parent_id BIGINT,
	tier BIGINT NOT NULL,            -- enum place_tier
	code TEXT NOT NULL,              -- 12-digit statistical code, or a demo-only one
	name TEXT NOT NULL,
	phone TEXT NOT NULL,             -- public telephone of the post, may be empty
	lng_e6 BIGINT NOT NULL,          -- GCJ-02, degrees × 1,000,000; 0 = unknown
	lat_e6 BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX place_by_code ON place (centre_id, code);

-- SHADOW: every place with each of its ancestors and itself; rights on a subtree are one join.
CREATE TABLE place_within (
	centre_id BIGINT NOT NULL,
	place_id BIGINT NOT NULL,
	ancestor_id BIGINT NOT NULL,
	PRIMARY KEY (centre_id, place_id, ancestor_id)
);
CREATE INDEX place_within_by_ancestor ON place_within (centre_id, ancestor_id, place_id); -- lists of a subtree

-- Anyone known to the system. Sealed columns open only through domain/access.
CREATE TABLE person (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,              -- at most 50 characters, interpunct U+00B7
	pinyin TEXT NOT NULL,            -- reading typed by staff; empty = by the table
	sex BIGINT NOT NULL,             -- 0 unknown, 1 male, 2 female
	birth_day BIGINT,                -- local day; NULL unknown
	place_id BIGINT NOT NULL,        -- community or village
	estate TEXT NOT NULL,            -- the coarse address lists may show
	phone_sealed BYTEA,
	phone_index BYTEA,               -- keyed blind index; not unique: elders share a child's phone
	phone_mask TEXT NOT NULL,        -- 154****1234
	document_kind BIGINT NOT NULL,   -- 0 none, 1 resident ID, 2 other
	document_sealed BYTEA,
	document_index BYTEA,
	address_sealed BYTEA,
	health_sealed BYTEA,             -- with separate consent only
	lives_alone BOOLEAN NOT NULL,
	is_hardship BOOLEAN NOT NULL,    -- orders without price (standards 5.4)
	lng_e6 BIGINT NOT NULL,          -- home rounded to about 100 m; 0 = unknown
	lat_e6 BIGINT NOT NULL,
	card_secret BYTEA NOT NULL,      -- 32 bytes; the rotating code of the resident's card
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX person_by_phone ON person (centre_id, phone_index);       -- who rings; duplicates
CREATE INDEX person_by_document ON person (centre_id, document_index); -- already registered?

-- SHADOW: search terms (folded name, pinyin, initials, phone tail), matched by prefix.
CREATE TABLE person_term (
	centre_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum search_kind
	term TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	PRIMARY KEY (centre_id, kind, term, person_id)
);
CREATE INDEX person_term_by_person ON person_term (centre_id, person_id);

-- A role granted on a subtree. Ended rows stay.
CREATE TABLE person_role (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	role BIGINT NOT NULL,            -- enum role
	place_id BIGINT NOT NULL,
	granted_by BIGINT,               -- NULL: first administrator, by the command line
	granted_at_ms BIGINT NOT NULL,
	ended_at_ms BIGINT,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX person_role_by_person ON person_role (centre_id, person_id);

-- kin_id may act for person_id.
CREATE TABLE kin (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,       -- for whom
	kin_id BIGINT NOT NULL,          -- who acts
	relation BIGINT NOT NULL,        -- enum kin_relation: what kin_id is to person_id
	evidence TEXT NOT NULL,          -- what was seen, by whom it is kept
	may_order BOOLEAN NOT NULL,
	may_rate BOOLEAN NOT NULL,
	may_spend BOOLEAN NOT NULL,      -- kin_id may spend own points for person_id
	recorded_by BIGINT NOT NULL,
	created_at_ms BIGINT NOT NULL,
	ended_at_ms BIGINT,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX kin_by_person ON kin (centre_id, person_id);
CREATE INDEX kin_by_kin ON kin (centre_id, kin_id);

-- FACT (withdrawal fills withdrawn_at_ms once): consent per purpose and version.
CREATE TABLE consent (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	purpose BIGINT NOT NULL,         -- enum consent_purpose
	version BIGINT NOT NULL,
	channel BIGINT NOT NULL,         -- enum channel
	recorded_by BIGINT NOT NULL,
	given_at_ms BIGINT NOT NULL,
	withdrawn_at_ms BIGINT,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX consent_by_person ON consent (centre_id, person_id, purpose);

CREATE TABLE organisation (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	parent_id BIGINT,
	name TEXT NOT NULL,
	kind BIGINT NOT NULL,            -- enum organisation_kind
	status BIGINT NOT NULL,          -- enum organisation_status (standards 2.7)
	credit_code TEXT NOT NULL,       -- GB 32100 or empty
	place_id BIGINT NOT NULL,
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX organisation_by_name ON organisation (centre_id, name);

CREATE TABLE membership (
	centre_id BIGINT NOT NULL,
	organisation_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	is_leader BOOLEAN NOT NULL,
	joined_at_ms BIGINT NOT NULL,
	ended_at_ms BIGINT,
	PRIMARY KEY (centre_id, organisation_id, person_id)
);
CREATE INDEX membership_by_person ON membership (centre_id, person_id);

-- A person who consented to serve.
CREATE TABLE volunteer (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	number TEXT NOT NULL,            -- our own volunteer number, e.g. BD00123
	since_ms BIGINT NOT NULL,
	paused_until_ms BIGINT NOT NULL, -- 0 = not paused
	reach_m BIGINT NOT NULL,         -- goes at most so far
	PRIMARY KEY (centre_id, person_id)
);
CREATE UNIQUE INDEX volunteer_by_number ON volunteer (centre_id, number);

-- Skills are words of locale keys `skill.<code>`.
CREATE TABLE person_skill (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	skill TEXT NOT NULL,
	valid_until_day BIGINT NOT NULL, -- 0 = does not end
	PRIMARY KEY (centre_id, person_id, skill)
);
CREATE INDEX person_skill_by_skill ON person_skill (centre_id, skill, person_id); -- dispatch

CREATE TABLE free_time (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	weekday BIGINT NOT NULL,         -- 1 = Monday … 7
	from_min BIGINT NOT NULL,
	to_min BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id, weekday, from_min)
);

-- One service residents can order. A change makes a new version row in menu_change (FACT).
CREATE TABLE menu_item (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	code TEXT NOT NULL,
	version BIGINT NOT NULL,
	brings BIGINT NOT NULL,          -- 五传: enum menu_brings
	serves BIGINT NOT NULL,          -- 五为: enum menu_serves
	title TEXT NOT NULL,
	title_en TEXT NOT NULL,
	done TEXT NOT NULL,              -- what is done
	done_en TEXT NOT NULL,
	risk TEXT NOT NULL,              -- law: mandatory text
	risk_en TEXT NOT NULL,
	risk_level BIGINT NOT NULL,      -- 1 low, 2 needs care, 3 insurance needed
	insurance TEXT NOT NULL,         -- reference; level 3 is not published without
	provider_id BIGINT NOT NULL,     -- organisation
	place_id BIGINT NOT NULL,        -- area: this subtree
	duration_min BIGINT NOT NULL,
	people BIGINT NOT NULL,
	price_points BIGINT NOT NULL,    -- hundredths; what a payer spends; 0 = free
	lead_min BIGINT NOT NULL,        -- not sooner than this from now
	coefficient_percent BIGINT NOT NULL, -- earning: 100, 120, 150
	icon TEXT NOT NULL,
	is_open BOOLEAN NOT NULL,
	sort BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX menu_item_by_code ON menu_item (centre_id, code);

CREATE TABLE menu_item_skill (
	centre_id BIGINT NOT NULL,
	item_id BIGINT NOT NULL,
	skill TEXT NOT NULL,
	PRIMARY KEY (centre_id, item_id, skill)
);

-- One order. state, deadline_at_ms, scheduled_* and the like are SHADOWS of request_event.
CREATE TABLE request (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,       -- the resident served
	orderer_id BIGINT NOT NULL,      -- who asked: herself, kin, or staff during a call
	item_id BIGINT,                  -- NULL: in her own words
	item_version BIGINT NOT NULL,
	title TEXT NOT NULL,             -- the item's title, or the first words
	words TEXT NOT NULL,             -- what she said
	place_id BIGINT NOT NULL,        -- community of the service
	channel BIGINT NOT NULL,         -- enum channel
	wanted_from_ms BIGINT NOT NULL,
	wanted_to_ms BIGINT NOT NULL,
	duration_min BIGINT NOT NULL,
	people BIGINT NOT NULL,
	risks_sealed BYTEA,              -- dog, stairs, illness: sealed, for those who come
	price_points BIGINT NOT NULL,    -- 0 = free
	payer_id BIGINT,                 -- whose points; NULL when free
	repeat_of BIGINT,                -- the request this one repeats
	state BIGINT NOT NULL,           -- SHADOW, enum request_state
	resume_state BIGINT NOT NULL,    -- SHADOW: where a suspended one goes back
	deadline_at_ms BIGINT NOT NULL,  -- SHADOW: the state's owner must act by; 0 in terminal states
	promised_at_ms BIGINT NOT NULL,  -- SHADOW: the whole order (5 working days)
	from_ms BIGINT NOT NULL,         -- SHADOW: agreed visit; 0 = not yet
	to_ms BIGINT NOT NULL,
	is_escalated BOOLEAN NOT NULL,   -- SHADOW: a deadline was missed
	changed_at_ms BIGINT NOT NULL,   -- SHADOW
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX request_by_state ON request (centre_id, state, deadline_at_ms); -- queue; clock
CREATE INDEX request_by_person ON request (centre_id, person_id, id);
CREATE INDEX request_by_orderer ON request (centre_id, orderer_id, id);
CREATE INDEX request_by_changed ON request (centre_id, changed_at_ms);

-- FACT: everything that happened to a request; the timeline, and the source of its state.
CREATE TABLE request_event (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,             -- 1, 2, 3 … without holes
	kind BIGINT NOT NULL,            -- enum request_event_kind
	from_state BIGINT NOT NULL,
	to_state BIGINT NOT NULL,
	resume_state BIGINT NOT NULL,
	deadline_at_ms BIGINT NOT NULL,
	promised_at_ms BIGINT NOT NULL,
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	is_escalated BOOLEAN NOT NULL,
	actor_id BIGINT,                 -- NULL = the clock
	subject_id BIGINT,               -- the volunteer concerned, if any
	reason TEXT NOT NULL,            -- a reason code, or empty
	note TEXT NOT NULL,              -- words for the other side; never health or address
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX request_event_by_request ON request_event (centre_id, request_id, seq);

-- Somebody is needed: the unit of service.
CREATE TABLE duty (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	request_id BIGINT,               -- later also shift and visit
	item_id BIGINT,
	place_id BIGINT NOT NULL,
	title TEXT NOT NULL,
	lng_e6 BIGINT NOT NULL,          -- about 100 m
	lat_e6 BIGINT NOT NULL,
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	duration_min BIGINT NOT NULL,
	people BIGINT NOT NULL,
	coefficient_percent BIGINT NOT NULL,
	state BIGINT NOT NULL,           -- SHADOW, enum duty_state
	is_open BOOLEAN NOT NULL,        -- anyone fitting may take it
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX duty_by_request ON duty (centre_id, request_id);
CREATE INDEX duty_by_state ON duty (centre_id, state, from_ms);

CREATE TABLE duty_skill (
	centre_id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	skill TEXT NOT NULL,
	PRIMARY KEY (centre_id, duty_id, skill)
);

-- One volunteer is asked; state is a SHADOW of offer_answer.
CREATE TABLE offer (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	sent_by BIGINT,                  -- NULL = rolled on by the clock
	sent_at_ms BIGINT NOT NULL,
	expires_at_ms BIGINT NOT NULL,
	rank BIGINT NOT NULL,            -- 1 = first choice
	reasons TEXT NOT NULL,           -- reason codes as ranked, for the audit
	state BIGINT NOT NULL,           -- SHADOW, enum offer_state
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX offer_by_duty ON offer (centre_id, duty_id, person_id);
CREATE INDEX offer_by_person ON offer (centre_id, person_id, state);
CREATE INDEX offer_by_state ON offer (centre_id, state, expires_at_ms); -- the clock's roll-over

-- FACT
CREATE TABLE offer_answer (
	centre_id BIGINT NOT NULL,
	offer_id BIGINT NOT NULL,        -- one answer per offer, ever
	answer BIGINT NOT NULL,          -- enum offer_state: accepted, declined, expired, withdrawn
	reason TEXT NOT NULL,
	actor_id BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, offer_id)
);

-- Who goes. ended_at_ms is set once, when released.
CREATE TABLE assignment (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	offer_id BIGINT,                 -- NULL: taken from the open list
	accepted_at_ms BIGINT NOT NULL,
	ended_at_ms BIGINT,
	end_reason TEXT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX assignment_live ON assignment (centre_id, duty_id, person_id) WHERE ended_at_ms IS NULL;
CREATE INDEX assignment_by_person ON assignment (centre_id, person_id, duty_id);

-- FACT: check-in and check-out, one of each per person and duty.
CREATE TABLE attendance (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- 1 in, 2 out
	at_ms BIGINT NOT NULL,
	evidence BIGINT NOT NULL,        -- enum attendance_evidence: code, phone, leader, paper
	note TEXT NOT NULL,              -- the report, at check-out
	recorded_by BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX attendance_once ON attendance (centre_id, duty_id, person_id, kind);
CREATE INDEX attendance_by_person ON attendance (centre_id, person_id, at_ms);

-- FACT: minutes of one person on one duty. Its state is in record_event.
CREATE TABLE record (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	duty_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	from_ms BIGINT NOT NULL,
	to_ms BIGINT NOT NULL,
	minutes_raw BIGINT NOT NULL,     -- clock minutes between in and out
	minutes BIGINT NOT NULL,         -- after the rules: caps, no overlap
	rule_version BIGINT NOT NULL,
	evidence BIGINT NOT NULL,        -- machine-made and manual never merge
	recorded_by BIGINT NOT NULL,
	due_at_ms BIGINT NOT NULL,       -- law: within 10 working days
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX record_once ON record (centre_id, duty_id, person_id);
CREATE INDEX record_by_person ON record (centre_id, person_id, from_ms);

-- FACT
CREATE TABLE record_event (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum record_state reached: pending, final, void
	actor_id BIGINT,                 -- never the record's own person
	reason TEXT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX record_event_once ON record_event (centre_id, record_id, kind);

-- FACT: one rating each time the request ends; a reopened one is rated again.
CREATE TABLE rating (
	centre_id BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,       -- who rated: the resident or kin
	score BIGINT NOT NULL,           -- 1–5
	comment TEXT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, request_id, at_ms)
);

-- The points ledger. posted and held are SHADOWS of transfer, hold, hold_end.
CREATE TABLE account (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum account_kind
	person_id BIGINT,                -- for kind person
	posted BIGINT NOT NULL,          -- credits − debits, hundredths
	held BIGINT NOT NULL,            -- sum of open holds
	created_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX account_of_person ON account (centre_id, kind, person_id);
CREATE UNIQUE INDEX account_of_centre ON account (centre_id, kind) WHERE person_id IS NULL;

-- FACT: one amount from one account to another.
CREATE TABLE transfer (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	source_id BIGINT NOT NULL,
	target_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,          -- > 0
	reason BIGINT NOT NULL,          -- enum transfer_reason
	rule_version BIGINT NOT NULL,
	record_id BIGINT,
	request_id BIGINT,
	hold_id BIGINT,
	reverses_id BIGINT,
	actor_id BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX transfer_record_once ON transfer (centre_id, record_id, reason) WHERE record_id IS NOT NULL;
CREATE UNIQUE INDEX transfer_hold_once ON transfer (centre_id, hold_id) WHERE hold_id IS NOT NULL;
CREATE UNIQUE INDEX transfer_reversed_once ON transfer (centre_id, reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX transfer_by_source ON transfer (centre_id, source_id, id);
CREATE INDEX transfer_by_target ON transfer (centre_id, target_id, id);

-- FACT: points set aside for a request; ended once, by hold_end.
CREATE TABLE hold (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	account_id BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX hold_of_request ON hold (centre_id, request_id);
CREATE INDEX hold_by_account ON hold (centre_id, account_id);

-- FACT
CREATE TABLE hold_end (
	centre_id BIGINT NOT NULL,
	hold_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- 1 settled, 2 released
	transfer_id BIGINT,              -- when settled
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, hold_id)
);

-- FACT: the versioned rule by which minutes become points.
CREATE TABLE rule (
	centre_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	points_per_hour BIGINT NOT NULL, -- hundredths at coefficient 100
	round_min BIGINT NOT NULL,       -- minutes are paid in steps of this, rounded down
	session_cap_min BIGINT NOT NULL, -- one duty counts at most
	day_cap_min BIGINT NOT NULL,     -- one person and day count at most
	from_ms BIGINT NOT NULL,
	decided_by BIGINT,
	PRIMARY KEY (centre_id, version)
);

-- Numbers a station may change: timers and limits, names in domain/settings.
CREATE TABLE setting (
	centre_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	value BIGINT NOT NULL,
	changed_by BIGINT,
	changed_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, name)
);

-- What a person is told; shown on her pages, later also sent.
CREATE TABLE notice (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,              -- locale key `notice.<kind>`
	request_id BIGINT,
	duty_id BIGINT,
	read_at_ms BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX notice_by_person ON notice (centre_id, person_id, id);

-- Public holidays and worked weekends, when newer than the table shipped.
CREATE TABLE calendar_day (
	centre_id BIGINT NOT NULL,
	day BIGINT NOT NULL,
	is_off BOOLEAN NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (centre_id, day)
);

-- Signing in. Only hashes are kept.
CREATE TABLE credential (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	login TEXT NOT NULL,             -- lower case
	password_hash TEXT NOT NULL,     -- argon2id string; empty = none yet
	changed_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id)
);
CREATE UNIQUE INDEX credential_by_login ON credential (centre_id, login);

CREATE TABLE one_time_code (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	code_hash BYTEA NOT NULL,
	expires_at_ms BIGINT NOT NULL,
	tries_left BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id)
);

CREATE TABLE session (
	centre_id BIGINT NOT NULL,
	token_hash BYTEA NOT NULL,
	person_id BIGINT NOT NULL,
	is_staff BOOLEAN NOT NULL,       -- which limits hold
	created_at_ms BIGINT NOT NULL,
	seen_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, token_hash)
);
CREATE INDEX session_by_person ON session (centre_id, person_id);

-- A form posted twice is done once: the key the form carried, and what it led to.
CREATE TABLE repeat (
	centre_id BIGINT NOT NULL,
	once TEXT NOT NULL,
	actor_id BIGINT NOT NULL,
	digest BYTEA NOT NULL,           -- of route and fields: other content under this key is a conflict
	location TEXT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, once)
);
CREATE INDEX repeat_by_time ON repeat (centre_id, at_ms);

-- FACT: who did what, chained by hash so that a changed row shows.
CREATE TABLE trail (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,              -- 1, 2, 3 … per centre
	at_ms BIGINT NOT NULL,
	actor_id BIGINT,
	source BIGINT NOT NULL,          -- enum act_source
	act TEXT NOT NULL,               -- `requests.accept`
	object_kind TEXT NOT NULL,
	object_id BIGINT NOT NULL,
	detail TEXT NOT NULL,            -- reason, or the refusal; never personal fields
	previous_hash BYTEA NOT NULL,
	hash BYTEA NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX trail_by_object ON trail (centre_id, object_kind, object_id);
