-- SPDX-License-Identifier: Apache-2.0
-- What waits, apart from what is over. Nearly all duties are over, and counts by state cannot tell an engine that those of one state
-- are few: plans of a day read the whole table.

CREATE INDEX duty_waiting ON duty (centre_id, from_ms) WHERE state = 1;
