-- SPDX-License-Identifier: Apache-2.0
-- A plan may hold for a week: seven days from a Monday.

ALTER TABLE plan ADD COLUMN days BIGINT NOT NULL DEFAULT 1;
