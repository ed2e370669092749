-- SPDX-License-Identifier: Apache-2.0
-- A one-time code opens a session that may only choose a password: a code can be read by whoever gave it, a password by nobody.

ALTER TABLE session ADD COLUMN is_by_code BOOLEAN NOT NULL DEFAULT FALSE; -- until its person has chosen a password
