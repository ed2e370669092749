-- SPDX-License-Identifier: Apache-2.0
-- What was on the menu when: every new version, opening and closing of a
-- service as a whole row. What stands on the menu now was its first.

-- FACT: a service as it was from this moment on.
CREATE TABLE menu_change (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	item_id BIGINT NOT NULL,
	kind BIGINT NOT NULL,            -- enum menu_change_kind: added, changed, opened, closed
	version BIGINT NOT NULL,         -- opening and closing make no new one
	brings BIGINT NOT NULL,
	serves BIGINT NOT NULL,
	title TEXT NOT NULL,
	title_en TEXT NOT NULL,
	done TEXT NOT NULL,
	done_en TEXT NOT NULL,
	risk TEXT NOT NULL,
	risk_en TEXT NOT NULL,
	risk_level BIGINT NOT NULL,
	insurance TEXT NOT NULL,
	provider_id BIGINT NOT NULL,
	place_id BIGINT NOT NULL,
	duration_min BIGINT NOT NULL,
	people BIGINT NOT NULL,
	price_points BIGINT NOT NULL,
	lead_min BIGINT NOT NULL,
	coefficient_percent BIGINT NOT NULL,
	icon TEXT NOT NULL,
	is_open BOOLEAN NOT NULL,
	sort BIGINT NOT NULL,
	skills TEXT NOT NULL,            -- codes with commas; empty also where it was not noted
	actor_id BIGINT,                 -- NULL: the command line
	at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX menu_change_by_item ON menu_change (centre_id, item_id, id); -- the history of a service

INSERT INTO menu_change (centre_id, id, item_id, kind, version, brings, serves, title, title_en, done, done_en, risk, risk_en, risk_level,
	insurance, provider_id, place_id, duration_min, people, price_points, lead_min, coefficient_percent, icon, is_open, sort, skills, actor_id, at_ms)
SELECT m.centre_id, m.id, m.id, 1, m.version, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, m.risk_level,
	m.insurance, m.provider_id, m.place_id, m.duration_min, m.people, m.price_points, m.lead_min, m.coefficient_percent, m.icon, m.is_open, m.sort, '',
	NULL, c.created_at_ms
FROM menu_item m JOIN centre c ON c.id = m.centre_id;
