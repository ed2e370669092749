-- SPDX-License-Identifier: Apache-2.0
-- How much one volunteer may serve one resident before somebody else than these two is asked (H3 of reliability.md 8).

-- Minutes in 30 days; 0: nobody is asked. NULL: of a version that was decided before there was this number, which goes on as it was (nobody
-- is asked) until a manager decides a new one; the page of records tells her so.
ALTER TABLE rule ADD COLUMN pair_cap_min BIGINT;
-- Who was asked, enum call_asked: the resident, her kin, a neighbour or worker, seen at a visit. NULL: answered before it was kept.
ALTER TABLE call_back_answer ADD COLUMN asked BIGINT;
