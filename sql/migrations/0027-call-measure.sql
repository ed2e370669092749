-- SPDX-License-Identifier: Apache-2.0
-- What the score counted that asked for a call (records_score.h), so that whoever rings knows what to ask. NULL: no score, or asked before
-- it was kept.
ALTER TABLE call_back ADD COLUMN measure BIGINT;
