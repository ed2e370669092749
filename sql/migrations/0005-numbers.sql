-- SPDX-License-Identifier: Apache-2.0
-- The public numbers count a month, a quarter, a year: each count walks its own span of an index, not a table.

CREATE INDEX request_event_by_kind ON request_event (centre_id, kind, to_state, at_ms, request_id); -- numbers: served, confirmed, medians
CREATE INDEX record_by_time ON record (centre_id, from_ms);                                        -- numbers: hours, who was active
CREATE INDEX rating_by_time ON rating (centre_id, at_ms, score);                                   -- numbers: satisfaction
