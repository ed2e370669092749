-- query lease_take exec
-- Take a lease that is over or already one's own; changes nothing while another copy holds it.
--   in centre_id centre_id
--   in text      name
--   in int       holder
--   in ms        now_ms
--   in ms        until_ms
INSERT INTO lease (centre_id, name, holder, until_ms) VALUES (:centre_id, :name, :holder, :until_ms)
ON CONFLICT (centre_id, name) DO UPDATE SET holder = :holder, until_ms = :until_ms WHERE lease.holder = :holder OR lease.until_ms <= :now_ms;

-- query lease_end exec
-- Give a lease back before it is over.
--   in centre_id centre_id
--   in text      name
--   in int       holder
DELETE FROM lease WHERE centre_id = :centre_id AND name = :name AND holder = :holder;
