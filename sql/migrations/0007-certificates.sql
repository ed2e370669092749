-- SPDX-License-Identifier: Apache-2.0
-- Certificates of service (志愿服务证明): asked for, checked, issued, and later perhaps superseded or revoked.

-- FACT: what somebody asked for.
CREATE TABLE certificate (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,       -- whose service
	shows BIGINT NOT NULL,           -- bits of enum certificate_shows: what its code says beside the total
	wants_seal BOOLEAN NOT NULL,     -- law: sealed only when the volunteer wants it
	from_day BIGINT NOT NULL,        -- 0 = from the first record
	to_day BIGINT NOT NULL,          -- 0 = to the day of asking
	replaces_id BIGINT,              -- an earlier one that this takes the place of
	requested_by BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX certificate_by_person ON certificate (centre_id, person_id, id);
CREATE INDEX certificate_by_replaced ON certificate (centre_id, replaces_id) WHERE replaces_id IS NOT NULL;

-- FACT: the states it reached, once each.
CREATE TABLE certificate_event (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum certificate_state
	actor_id BIGINT,                 -- NULL = by itself
	reason TEXT NOT NULL,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE UNIQUE INDEX certificate_event_once ON certificate_event (centre_id, certificate_id, kind);
CREATE INDEX certificate_event_by_kind ON certificate_event (centre_id, kind, at_ms); -- the list of those revoked

-- FACT: what an issued one says, for ever, whatever changes afterwards.
CREATE TABLE certificate_issue (
	centre_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	number TEXT NOT NULL,            -- 17 digits, src/text/certificate.h
	holder_name TEXT NOT NULL,
	document_kind BIGINT NOT NULL,   -- enum document_kind
	document_mask TEXT NOT NULL,     -- 370799********0128
	volunteer_number TEXT NOT NULL,
	issuer TEXT NOT NULL,
	contact TEXT NOT NULL,           -- telephone of the issuer
	handler TEXT NOT NULL,           -- member of staff who checked it; empty = by itself
	from_day BIGINT NOT NULL,        -- of the first and last service counted
	to_day BIGINT NOT NULL,
	minutes_machine BIGINT NOT NULL,
	minutes_manual BIGINT NOT NULL,
	count BIGINT NOT NULL,
	issued_day BIGINT NOT NULL,
	slip TEXT NOT NULL,              -- src/proof/slip.h, signed
	PRIMARY KEY (centre_id, certificate_id)
);
CREATE UNIQUE INDEX certificate_issue_by_number ON certificate_issue (centre_id, number);

-- FACT: its services by kind and by who recorded them, longest first.
CREATE TABLE certificate_line (
	centre_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	title TEXT NOT NULL,             -- of the menu item; empty: other services
	title_en TEXT NOT NULL,
	unit TEXT NOT NULL,              -- who recorded
	times BIGINT NOT NULL,
	minutes_machine BIGINT NOT NULL,
	minutes_manual BIGINT NOT NULL,
	PRIMARY KEY (centre_id, certificate_id, seq)
);

-- FACT: the records it counted and their minutes then; when one no longer says so, the certificate is revoked.
CREATE TABLE certificate_record (
	centre_id BIGINT NOT NULL,
	certificate_id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	minutes BIGINT NOT NULL,
	PRIMARY KEY (centre_id, certificate_id, record_id)
);
CREATE INDEX certificate_record_by_record ON certificate_record (centre_id, record_id);
CREATE INDEX record_event_void ON record_event (centre_id, record_id) WHERE kind = 3; -- the clock looks for certificates to revoke
