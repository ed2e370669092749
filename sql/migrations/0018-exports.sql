-- SPDX-License-Identifier: Apache-2.0
-- Service records for the national system (志愿服务记录与证明出具办法, article 4): what went, and what became of it there.

-- FACT: how our fields are called there, from now on, for a place and what lies below it.
CREATE TABLE export_mapping (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	place_id BIGINT NOT NULL,
	words TEXT NOT NULL,             -- docs/export.md
	set_by BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX export_mapping_by_place ON export_mapping (centre_id, place_id, id); -- the newest of a place

-- FACT: one file, and why.
CREATE TABLE export (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	place_id BIGINT NOT NULL,        -- whose subtree
	mapping_id BIGINT,               -- NULL: the mapping of the program
	reason TEXT NOT NULL,
	made_by BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX export_by_place ON export (centre_id, place_id, id);

-- FACT: the records in it. A record goes a second time only after it was refused, and then as its next attempt: of two
-- files made at once one cannot be kept.
CREATE TABLE export_line (
	centre_id BIGINT NOT NULL,
	export_id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	attempt BIGINT NOT NULL,         -- 1, 2, …
	PRIMARY KEY (centre_id, export_id, record_id)
);
CREATE UNIQUE INDEX export_line_once ON export_line (centre_id, record_id, attempt);

-- FACT: what became of a line there; the newest counts.
CREATE TABLE export_answer (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	export_id BIGINT NOT NULL,
	record_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum export_answer_kind: accepted, refused, corrected, withdrawn
	reason TEXT NOT NULL,
	actor_id BIGINT,
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX export_answer_by_line ON export_answer (centre_id, export_id, record_id, id);
