-- SPDX-License-Identifier: Apache-2.0
-- Notices are shown with how many are unread on every page of who is signed in.

CREATE INDEX notice_unread ON notice (centre_id, person_id, at_ms) WHERE read_at_ms IS NULL; -- the bell; marking all read
