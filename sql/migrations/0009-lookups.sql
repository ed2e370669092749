-- SPDX-License-Identifier: Apache-2.0
-- Ways to rows that pages and the audit look for one at a time, and that were read table by table until now.

CREATE INDEX transfer_by_record ON transfer (centre_id, record_id) WHERE record_id IS NOT NULL; -- what a record earned: serve_records, audit_payments
CREATE INDEX assignment_by_duty ON assignment (centre_id, duty_id);                             -- duty_concerned: whom a step is told
CREATE INDEX trail_by_act ON trail (centre_id, actor_id, act, at_ms);                           -- reveal_count: at most 30 openings an hour
