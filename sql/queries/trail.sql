-- query trail_last one
-- The newest line of a centre.
--   in  centre_id centre_id
--   out int       id
--   out bytes     hash
SELECT id, hash FROM trail WHERE centre_id = :centre_id ORDER BY id DESC LIMIT 1;

-- query trail_add exec
-- One line more.
--   in centre_id  centre_id
--   in int        id
--   in ms         at_ms
--   in person_id? actor_id
--   in int        source
--   in text       act
--   in text       object_kind
--   in int        object_id
--   in text       detail
--   in bytes      previous_hash
--   in bytes      hash
INSERT INTO trail (centre_id, id, at_ms, actor_id, source, act, object_kind, object_id, detail, previous_hash, hash)
VALUES (:centre_id, :id, :at_ms, :actor_id, :source, :act, :object_kind, :object_id, :detail, :previous_hash, :hash);

-- query trail_end_set exec
-- Which line is the last.
--   in centre_id centre_id
--   in int       last_id
--   in bytes     hash
INSERT INTO chain_end (centre_id, name, last_id, hash) VALUES (:centre_id, 'trail', :last_id, :hash)
ON CONFLICT (centre_id, name) DO UPDATE SET last_id = excluded.last_id, hash = excluded.hash;

-- query chain_ends many 10
-- The last links of all chains.
--   in  centre_id centre_id
--   out text      name
--   out int       last_id
--   out bytes     hash
SELECT name, last_id, hash FROM chain_end WHERE centre_id = :centre_id ORDER BY name;

-- query trail_after many 200
-- The lines behind one, oldest first; for recomputing the chain piece by piece.
--   in  centre_id  centre_id
--   in  int        id
--   out int        id
--   out ms         at_ms
--   out person_id? actor_id
--   out int        source
--   out text       act
--   out text       object_kind
--   out int        object_id
--   out text       detail
--   out bytes      previous_hash
--   out bytes      hash
SELECT id, at_ms, actor_id, source, act, object_kind, object_id, detail, previous_hash, hash
FROM trail WHERE centre_id = :centre_id AND id > :id ORDER BY id LIMIT 200;

-- query trail_of_object many 50
-- What happened to one object, newest first.
--   in  centre_id  centre_id
--   in  text       object_kind
--   in  int        object_id
--   out int        id
--   out ms         at_ms
--   out person_id? actor_id
--   out int        source
--   out text       act
--   out text       detail
SELECT id, at_ms, actor_id, source, act, detail
FROM trail WHERE centre_id = :centre_id AND object_kind = :object_kind AND object_id = :object_id ORDER BY id DESC LIMIT 51;
