-- SPDX-License-Identifier: Apache-2.0
-- Since when this telephone is on file: no code of a service goes to a number that was put down just before (messages.h). 0: since before this was kept.
ALTER TABLE person ADD COLUMN phone_since_ms BIGINT NOT NULL DEFAULT 0;
