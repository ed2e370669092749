-- SPDX-License-Identifier: Apache-2.0

-- query setting_list many 100
-- The numbers that the centre has chosen.
--   in centre_id centre_id
--   out text     name
--   out int      value
--   out text?    changed_by
--   out ms       changed_at_ms
SELECT s.name, s.value, p.name AS changed_by, s.changed_at_ms FROM setting s LEFT JOIN person p ON p.centre_id = s.centre_id AND p.id = s.changed_by
WHERE s.centre_id = :centre_id ORDER BY s.name;

-- query setting_put exec
-- A number is chosen, or chosen anew.
--   in centre_id centre_id
--   in text      name
--   in int       value
--   in person_id changed_by
--   in ms        changed_at_ms
INSERT INTO setting (centre_id, name, value, changed_by, changed_at_ms) VALUES (:centre_id, :name, :value, :changed_by, :changed_at_ms)
ON CONFLICT (centre_id, name) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms;
