-- SPDX-License-Identifier: Apache-2.0
-- Text messages that bring a resident the code of one service. Neither the telephone number nor the code stands here: the number is
-- opened from the person's own row when the message leaves, the code follows from the key file and the id.

CREATE TABLE message (
	centre_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	request_id BIGINT NOT NULL,      -- the service that the code confirms
	person_id BIGINT NOT NULL,       -- to whom
	phone_index BYTEA,               -- keyed index of her number when it was asked for, for its budget
	asked_by BIGINT NOT NULL,        -- the volunteer at the door, or staff
	address_index BYTEA,             -- keyed index of the network address it was asked from, for its budget
	asked_at_ms BIGINT NOT NULL,
	due_at_ms BIGINT NOT NULL,       -- not to be handed over before; while a sender has it, when another may take it
	tries BIGINT NOT NULL,           -- how often it was handed to the gateway
	state BIGINT NOT NULL,           -- enum message_state
	ended_at_ms BIGINT,              -- sent, failed or given up
	wrong_tries BIGINT NOT NULL,     -- codes typed that did not fit
	used_at_ms BIGINT,               -- when its code confirmed the service
	PRIMARY KEY (centre_id, id)
);
CREATE INDEX message_due ON message (centre_id, due_at_ms) WHERE state = 1; -- the sender
CREATE INDEX message_by_request ON message (centre_id, request_id, id);     -- the newest of a service
CREATE INDEX message_by_phone ON message (centre_id, phone_index, asked_at_ms); -- what a telephone got today
CREATE INDEX message_by_time ON message (centre_id, asked_at_ms);           -- what the house sent today; forgetting

-- Who wants no text messages, and whoever said so once; without a row she may get one.
CREATE TABLE message_wish (
	centre_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	is_wanted BOOLEAN NOT NULL,
	said_by BIGINT NOT NULL,
	said_at_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, person_id)
);
