-- SPDX-License-Identifier: Apache-2.0
-- Several copies of the program may serve one store; work driven by time is
-- done by one of them.

-- Who does a work for the time being; over at until_ms, when any copy may take it.
CREATE TABLE lease (
	centre_id BIGINT NOT NULL,
	name TEXT NOT NULL,              -- the work: `clock`
	holder BIGINT NOT NULL,          -- a number each copy draws when it starts
	until_ms BIGINT NOT NULL,
	PRIMARY KEY (centre_id, name)
);
