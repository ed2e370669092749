-- SPDX-License-Identifier: Apache-2.0
-- Duties that are not over: the oldest of them says how far back somebody's other appointments can lie (duty_fit,
-- duty_clashes). Without it everything she ever took was looked through each time she took something.
CREATE INDEX duty_live ON duty (centre_id, id) WHERE state <= 3;
