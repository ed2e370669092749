-- SPDX-License-Identifier: Apache-2.0
-- A keyed digest of how a good is described, who gives it, whose staff hand it out and how many there are a month, with the number of
-- the event that said so: changed by hand it shows, and so does an older description put back. NULL: described before there was one;
-- the audit tells it, rebuild writes it.
ALTER TABLE good ADD COLUMN digest BYTEA;
