-- SPDX-License-Identifier: Apache-2.0

-- query message_add exec
-- A text message is to leave.
--   in centre_id centre_id
--   in message_id id
--   in request_id request_id
--   in person_id person_id
--   in bytes?    phone_index
--   in person_id asked_by
--   in bytes?    address_index
--   in ms        at_ms
INSERT INTO message (centre_id, id, request_id, person_id, phone_index, asked_by, address_index, asked_at_ms, due_at_ms, tries, state, wrong_tries)
VALUES (:centre_id, :id, :request_id, :person_id, :phone_index, :asked_by, :address_index, :at_ms, :at_ms, 0, 1, 0);

-- query message_counts one
-- What was asked since four instants: for one telephone (whoever has it), by one asker, from one address, in all.
--   in centre_id centre_id
--   in bytes?    phone_index
--   in person_id asked_by
--   in bytes?    address_index
--   in ms        minute_ms
--   in ms        hour_ms
--   in ms        day_ms
--   out int      phone_minute
--   out int      phone_hour
--   out int      phone_day
--   out int      asker_day
--   out int      address_hour
--   out int      all_day
WITH phone AS (SELECT asked_at_ms FROM message WHERE centre_id = :centre_id AND phone_index = :phone_index AND asked_at_ms > :day_ms)
SELECT (SELECT COUNT(*) FROM phone WHERE asked_at_ms > :minute_ms) AS phone_minute, (SELECT COUNT(*) FROM phone WHERE asked_at_ms > :hour_ms) AS phone_hour,
	(SELECT COUNT(*) FROM phone) AS phone_day,
	(SELECT COUNT(*) FROM message WHERE centre_id = :centre_id AND asked_at_ms > :day_ms AND asked_by = :asked_by) AS asker_day,
	(SELECT COUNT(*) FROM message WHERE centre_id = :centre_id AND asked_at_ms > :hour_ms AND address_index = :address_index) AS address_hour,
	(SELECT COUNT(*) FROM message WHERE centre_id = :centre_id AND asked_at_ms > :day_ms) AS all_day;

-- query message_newest one
-- The newest message of a service.
--   in centre_id centre_id
--   in request_id request_id
--   out message_id id
--   out ms       asked_at_ms
--   out int      state
--   out ms?      ended_at_ms
--   out int      tries
--   out int      wrong_tries
--   out ms?      used_at_ms
SELECT id, asked_at_ms, state, ended_at_ms, tries, wrong_tries, used_at_ms FROM message WHERE centre_id = :centre_id AND request_id = :request_id
ORDER BY id DESC LIMIT 1;

-- query message_list many 20
-- The messages of a service, newest first: who asked, and what became of each.
--   in centre_id centre_id
--   in request_id request_id
--   out ms       asked_at_ms
--   out int      state
--   out ms?      ended_at_ms
--   out ms?      used_at_ms
--   out text     asked_by
SELECT m.asked_at_ms, m.state, m.ended_at_ms, m.used_at_ms, p.name AS asked_by FROM message m
JOIN person p ON p.centre_id = m.centre_id AND p.id = m.asked_by
WHERE m.centre_id = :centre_id AND m.request_id = :request_id ORDER BY m.id DESC LIMIT 21;

-- query message_use exec
-- Its code confirmed the service; the first time counts.
--   in centre_id centre_id
--   in message_id id
--   in ms        at_ms
UPDATE message SET used_at_ms = :at_ms WHERE centre_id = :centre_id AND id = :id AND used_at_ms IS NULL;

-- query message_miss exec
-- A code was typed that did not fit.
--   in centre_id centre_id
--   in message_id id
UPDATE message SET wrong_tries = wrong_tries + 1 WHERE centre_id = :centre_id AND id = :id;

-- query message_any one
-- Something that is to leave now.
--   in centre_id centre_id
--   in ms        now_ms
--   out message_id id
SELECT id FROM message WHERE centre_id = :centre_id AND state = 1 AND due_at_ms <= :now_ms ORDER BY due_at_ms LIMIT 1;

-- query message_due many 20
-- What is to leave now, oldest first, with what its telephone is sealed under.
--   in centre_id centre_id
--   in ms        now_ms
--   out message_id id
--   out person_id person_id
--   out ms       asked_at_ms
--   out ms       due_at_ms
--   out int      tries
--   out bytes?   phone_sealed
--   out bool     is_wanted
--   out bool     is_demo
--   out ms       phone_since_ms
SELECT m.id, m.person_id, m.asked_at_ms, m.due_at_ms, m.tries, p.phone_sealed, COALESCE(w.is_wanted, TRUE) AS is_wanted, c.is_demo, p.phone_since_ms
FROM message m JOIN person p ON p.centre_id = m.centre_id AND p.id = m.person_id JOIN centre c ON c.id = m.centre_id
LEFT JOIN message_wish w ON w.centre_id = m.centre_id AND w.person_id = m.person_id
WHERE m.centre_id = :centre_id AND m.state = 1 AND m.due_at_ms <= :now_ms ORDER BY m.due_at_ms LIMIT 21;

-- query message_take exec
-- A sender has it until an instant; nobody else took it meanwhile.
--   in centre_id centre_id
--   in message_id id
--   in ms        due_at_ms
--   in ms        until_ms
UPDATE message SET due_at_ms = :until_ms, tries = tries + 1 WHERE centre_id = :centre_id AND id = :id AND state = 1 AND due_at_ms = :due_at_ms;

-- query message_end exec
-- It was sent, failed or was given up.
--   in centre_id centre_id
--   in message_id id
--   in int       state
--   in ms        at_ms
UPDATE message SET state = :state, ended_at_ms = :at_ms WHERE centre_id = :centre_id AND id = :id AND state = 1;

-- query message_again exec
-- It did not get through and is tried again at an instant; not by a sender that lost it to another meanwhile.
--   in centre_id centre_id
--   in message_id id
--   in int       tries
--   in ms        due_at_ms
UPDATE message SET due_at_ms = :due_at_ms WHERE centre_id = :centre_id AND id = :id AND state = 1 AND tries = :tries;

-- query message_forget exec
-- What was asked before an instant is forgotten.
--   in centre_id centre_id
--   in ms        before_ms
DELETE FROM message WHERE centre_id = :centre_id AND asked_at_ms < :before_ms;

-- query message_lapse exec
-- What was asked before an instant and nobody took is given up.
--   in centre_id centre_id
--   in int       state
--   in ms        at_ms
--   in ms        before_ms
UPDATE message SET state = :state, ended_at_ms = :at_ms WHERE centre_id = :centre_id AND state = 1 AND asked_at_ms <= :before_ms;

-- query message_reach one
-- Whether a text message may go to a person, and what her telephone is known by.
--   in centre_id centre_id
--   in person_id person_id
--   out bytes?   phone_sealed
--   out bytes?   phone_index
--   out bool     is_wanted
--   out bool     is_demo
--   out ms       phone_since_ms
SELECT p.phone_sealed, p.phone_index, COALESCE(w.is_wanted, TRUE) AS is_wanted, c.is_demo, p.phone_since_ms FROM person p JOIN centre c ON c.id = p.centre_id
LEFT JOIN message_wish w ON w.centre_id = p.centre_id AND w.person_id = p.id WHERE p.centre_id = :centre_id AND p.id = :person_id;

-- query message_wish_put exec
-- She wants them, or not.
--   in centre_id centre_id
--   in person_id person_id
--   in bool      is_wanted
--   in person_id said_by
--   in ms        at_ms
INSERT INTO message_wish (centre_id, person_id, is_wanted, said_by, said_at_ms) VALUES (:centre_id, :person_id, :is_wanted, :said_by, :at_ms)
ON CONFLICT (centre_id, person_id) DO UPDATE SET is_wanted = excluded.is_wanted, said_by = excluded.said_by, said_at_ms = excluded.said_at_ms;

-- query message_wish_get one
-- What she said last about text messages.
--   in centre_id centre_id
--   in person_id person_id
--   out bool     is_wanted
--   out ms       said_at_ms
SELECT is_wanted, said_at_ms FROM message_wish WHERE centre_id = :centre_id AND person_id = :person_id;
