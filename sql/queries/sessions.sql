-- query session_add exec
-- A person signed in.
--   in centre_id centre_id
--   in bytes     token_hash
--   in person_id person_id
--   in bool      is_staff
--   in bool      is_by_code
--   in ms        created_at_ms
INSERT INTO session (centre_id, token_hash, person_id, is_staff, is_by_code, created_at_ms, seen_at_ms)
VALUES (:centre_id, :token_hash, :person_id, :is_staff, :is_by_code, :created_at_ms, :created_at_ms);

-- query session_get one
-- The session of a cookie's hash, live or not.
--   in centre_id centre_id
--   in bytes     token_hash
--   out person_id person_id
--   out bool     is_staff
--   out bool     is_by_code
--   out ms       created_at_ms
--   out ms       seen_at_ms
SELECT person_id, is_staff, is_by_code, created_at_ms, seen_at_ms FROM session WHERE centre_id = :centre_id AND token_hash = :token_hash;

-- query session_seen exec
-- When it was last seen; never moves back.
--   in centre_id centre_id
--   in bytes     token_hash
--   in ms        seen_at_ms
UPDATE session SET seen_at_ms = :seen_at_ms
WHERE centre_id = :centre_id AND token_hash = :token_hash AND seen_at_ms < :seen_at_ms;

-- query session_end exec
-- Signed out.
--   in centre_id centre_id
--   in bytes     token_hash
DELETE FROM session WHERE centre_id = :centre_id AND token_hash = :token_hash;

-- query session_end_all exec
-- Every session of a person ends.
--   in centre_id centre_id
--   in person_id person_id
DELETE FROM session WHERE centre_id = :centre_id AND person_id = :person_id;

-- query session_sweep exec
-- Forget a person's sessions that are over.
--   in centre_id centre_id
--   in person_id person_id
--   in ms        seen_before_ms
--   in ms        made_before_ms
DELETE FROM session WHERE centre_id = :centre_id AND person_id = :person_id
	AND (seen_at_ms <= :seen_before_ms OR created_at_ms <= :made_before_ms);

-- query credential_by_login one
-- Who signs in under this name, and with which password hash.
--   in centre_id centre_id
--   in text      login
--   out person_id person_id
--   out text     password_hash
SELECT person_id, password_hash FROM credential WHERE centre_id = :centre_id AND login = :login;

-- query credential_get one
-- How a person signs in.
--   in centre_id centre_id
--   in person_id person_id
--   out text     login
--   out text     password_hash
--   out ms       changed_at_ms
SELECT login, password_hash, changed_at_ms FROM credential WHERE centre_id = :centre_id AND person_id = :person_id;

-- query credential_put exec
-- A person's sign-in name and password hash, new or replaced.
--   in centre_id centre_id
--   in person_id person_id
--   in text      login
--   in text      password_hash
--   in ms        changed_at_ms
INSERT INTO credential (centre_id, person_id, login, password_hash, changed_at_ms)
VALUES (:centre_id, :person_id, :login, :password_hash, :changed_at_ms)
ON CONFLICT (centre_id, person_id) DO UPDATE
SET login = :login, password_hash = :password_hash, changed_at_ms = :changed_at_ms;

-- query credential_password exec
-- A new password hash.
--   in centre_id centre_id
--   in person_id person_id
--   in text      password_hash
--   in ms        changed_at_ms
UPDATE credential SET password_hash = :password_hash, changed_at_ms = :changed_at_ms
WHERE centre_id = :centre_id AND person_id = :person_id;

-- query credential_personas many 24
-- The people a demonstration offers to sign in as: names beginning with `demo.`.
--   in centre_id centre_id
--   out text     login
--   out text     name
SELECT c.login, p.name
FROM credential c JOIN person p ON p.centre_id = c.centre_id AND p.id = c.person_id
WHERE c.centre_id = :centre_id AND c.login >= 'demo.' AND c.login < 'demo/'
ORDER BY c.login;

-- query one_time_code_put exec
-- A fresh one-time code replaces any earlier one.
--   in centre_id centre_id
--   in person_id person_id
--   in bytes     code_hash
--   in ms        expires_at_ms
--   in int       tries_left
INSERT INTO one_time_code (centre_id, person_id, code_hash, expires_at_ms, tries_left)
VALUES (:centre_id, :person_id, :code_hash, :expires_at_ms, :tries_left)
ON CONFLICT (centre_id, person_id) DO UPDATE
SET code_hash = :code_hash, expires_at_ms = :expires_at_ms, tries_left = :tries_left;

-- query one_time_code_get one
-- The code waiting for a person.
--   in centre_id centre_id
--   in person_id person_id
--   out bytes    code_hash
--   out ms       expires_at_ms
--   out int      tries_left
SELECT code_hash, expires_at_ms, tries_left FROM one_time_code WHERE centre_id = :centre_id AND person_id = :person_id;

-- query one_time_code_try exec
-- A wrong try.
--   in centre_id centre_id
--   in person_id person_id
UPDATE one_time_code SET tries_left = tries_left - 1
WHERE centre_id = :centre_id AND person_id = :person_id AND tries_left > 0;

-- query one_time_code_end exec
-- Used, or replaced by a password.
--   in centre_id centre_id
--   in person_id person_id
DELETE FROM one_time_code WHERE centre_id = :centre_id AND person_id = :person_id;

-- query repeat_get one
-- What a form key led to.
--   in centre_id centre_id
--   in text      once
--   out int      actor_id
--   out bytes    digest
--   out text     location
SELECT actor_id, digest, location FROM repeat WHERE centre_id = :centre_id AND once = :once;

-- query repeat_add exec
-- A form key is used up.
--   in centre_id centre_id
--   in text      once
--   in int       actor_id
--   in bytes     digest
--   in text      location
--   in ms        at_ms
INSERT INTO repeat (centre_id, once, actor_id, digest, location, at_ms)
VALUES (:centre_id, :once, :actor_id, :digest, :location, :at_ms);

-- query repeat_sweep exec
-- Forget keys older than anyone would send again.
--   in centre_id centre_id
--   in ms        before_ms
DELETE FROM repeat WHERE centre_id = :centre_id AND at_ms < :before_ms;
