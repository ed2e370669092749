-- SPDX-License-Identifier: Apache-2.0
-- The open orders by deadline, as the queue shows them: nearly all orders of a station are over, and the queue of the first page read them all.
-- The list is that of desk_queue, word for word: an engine takes an index of some rows only where the statement says the same.

CREATE INDEX request_open ON request (centre_id, deadline_at_ms, id) WHERE state IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14);
