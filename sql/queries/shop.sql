-- SPDX-License-Identifier: Apache-2.0

-- query good_add exec
-- A good as it begins.
--   in centre_id centre_id
--   in good_id   id
--   in organisation_id? provider_id
--   in place_id  place_id
--   in text      title
--   in text      title_en
--   in text      given
--   in text      given_en
--   in text      pick_up
--   in text      pick_up_en
--   in int       month_limit
--   in int       price_points
--   in int       stock
--   in ms        created_at_ms
--   in bytes     digest
INSERT INTO good (centre_id, id, provider_id, place_id, title, title_en, given, given_en, pick_up, pick_up_en, month_limit, version, price_points, stock,
	is_withdrawn, created_at_ms, digest)
VALUES (:centre_id, :id, :provider_id, :place_id, :title, :title_en, :given, :given_en, :pick_up, :pick_up_en, :month_limit, 1, :price_points, :stock, FALSE,
	:created_at_ms, :digest);

-- query good_describe exec
-- Another description; who gives it and where stays.
--   in centre_id centre_id
--   in good_id   id
--   in text      title
--   in text      title_en
--   in text      given
--   in text      given_en
--   in text      pick_up
--   in text      pick_up_en
--   in int       month_limit
--   in bytes     digest
UPDATE good SET title = :title, title_en = :title_en, given = :given, given_en = :given_en, pick_up = :pick_up, pick_up_en = :pick_up_en,
	month_limit = :month_limit, digest = :digest
WHERE centre_id = :centre_id AND id = :id;

-- query good_follow exec
-- The shadows follow an event.
--   in centre_id centre_id
--   in good_id   id
--   in int       version
--   in int       price_points
--   in int       pieces
--   in bool      is_withdrawn
UPDATE good SET version = :version, price_points = :price_points, stock = stock + :pieces, is_withdrawn = :is_withdrawn
WHERE centre_id = :centre_id AND id = :id;

-- query good_move exec
-- Pieces are taken (below nought) or come back; nothing happens when there are not so many.
--   in centre_id centre_id
--   in good_id   id
--   in int       pieces
UPDATE good SET stock = stock + :pieces WHERE centre_id = :centre_id AND id = :id AND stock + :pieces >= 0;

-- query good_get one
-- One good with who gives it, whether that one has left the field, and where.
--   in centre_id centre_id
--   in good_id   id
--   out organisation_id? provider_id
--   out text     provider_name
--   out place_id place_id
--   out text     place_name
--   out text     title
--   out text     title_en
--   out text     given
--   out text     given_en
--   out text     pick_up
--   out text     pick_up_en
--   out int      month_limit
--   out int      version
--   out int      price_points
--   out int      stock
--   out bool     is_withdrawn
--   out bool     has_left
SELECT g.provider_id, COALESCE(o.name, '') AS provider_name, g.place_id, l.name AS place_name, g.title, g.title_en, g.given, g.given_en, g.pick_up, g.pick_up_en,
	g.month_limit, g.version, g.price_points, g.stock, g.is_withdrawn, COALESCE(o.status, 0) = 5 AS has_left
FROM good g JOIN place l ON l.centre_id = g.centre_id AND l.id = g.place_id
LEFT JOIN organisation o ON o.centre_id = g.centre_id AND o.id = g.provider_id
WHERE g.centre_id = :centre_id AND g.id = :id;

-- query goods_for many 200
-- What somebody who lives at a place may take, what is there first; not of those who have left the field.
--   in centre_id centre_id
--   in place_id  place_id
--   out good_id  id
--   out text     provider_name
--   out text     title
--   out text     title_en
--   out text     given
--   out text     given_en
--   out text     pick_up
--   out text     pick_up_en
--   out int      price_points
--   out int      stock
SELECT g.id, COALESCE(o.name, '') AS provider_name, g.title, g.title_en, g.given, g.given_en, g.pick_up, g.pick_up_en, g.price_points, g.stock
FROM good g JOIN place_within w ON w.centre_id = g.centre_id AND w.place_id = :place_id AND w.ancestor_id = g.place_id
LEFT JOIN organisation o ON o.centre_id = g.centre_id AND o.id = g.provider_id
WHERE g.centre_id = :centre_id AND NOT g.is_withdrawn AND COALESCE(o.status, 0) <> 5
ORDER BY CASE WHEN g.stock > 0 THEN 0 ELSE 1 END, g.price_points, g.id LIMIT 201;

-- query goods_in many 200
-- The goods of a subtree, those that can be had first, with what of them can be picked up.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        now_ms
--   out good_id  id
--   out text     provider_name
--   out text     place_name
--   out text     title
--   out text     title_en
--   out int      price_points
--   out int      stock
--   out bool     is_withdrawn
--   out bool     has_left
--   out int      waiting
SELECT g.id, COALESCE(o.name, '') AS provider_name, l.name AS place_name, g.title, g.title_en, g.price_points, g.stock, g.is_withdrawn,
	COALESCE(o.status, 0) = 5 AS has_left,
	CAST(COALESCE((SELECT SUM(r.pieces) FROM redemption r WHERE r.centre_id = g.centre_id AND r.good_id = g.id AND r.deadline_at_ms > :now_ms
		AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id)), 0) AS BIGINT) AS waiting
FROM good g JOIN place_within w ON w.centre_id = g.centre_id AND w.place_id = g.place_id AND w.ancestor_id = :scope_id
JOIN place l ON l.centre_id = g.centre_id AND l.id = g.place_id
LEFT JOIN organisation o ON o.centre_id = g.centre_id AND o.id = g.provider_id
WHERE g.centre_id = :centre_id ORDER BY g.is_withdrawn, g.id LIMIT 201;

-- query good_event_add exec
-- What was done to a good.
--   in centre_id centre_id
--   in good_id   good_id
--   in int       seq
--   in event_id  id
--   in int       kind
--   in int       price_points
--   in int       pieces
--   in text      reason
--   in person_id? actor_id
--   in ms        at_ms
--   in bytes     digest
INSERT INTO good_event (centre_id, good_id, seq, id, kind, price_points, pieces, reason, actor_id, at_ms, digest)
VALUES (:centre_id, :good_id, :seq, :id, :kind, :price_points, :pieces, :reason, :actor_id, :at_ms, :digest);

-- query good_event_get one
-- What a client has already done under an id.
--   in centre_id centre_id
--   in event_id  id
--   out good_id  good_id
--   out int      seq
--   out int      kind
--   out int      price_points
--   out int      pieces
--   out text     reason
SELECT good_id, seq, kind, price_points, pieces, reason FROM good_event WHERE centre_id = :centre_id AND id = :id;

-- query good_events many 50
-- The history of a good, newest first.
--   in centre_id centre_id
--   in good_id   good_id
--   out int      kind
--   out int      price_points
--   out int      pieces
--   out text     reason
--   out text?    who
--   out ms       at_ms
SELECT e.kind, e.price_points, e.pieces, e.reason, p.name AS who, e.at_ms FROM good_event e
LEFT JOIN person p ON p.centre_id = e.centre_id AND p.id = e.actor_id
WHERE e.centre_id = :centre_id AND e.good_id = :good_id ORDER BY e.seq DESC LIMIT 51;

-- query redemption_add exec
-- Somebody takes pieces of a good.
--   in centre_id centre_id
--   in redemption_id id
--   in good_id   good_id
--   in person_id person_id
--   in person_id taken_by
--   in int       pieces
--   in int       points
--   in bytes     code_sealed
--   in bytes     code_index
--   in ms        deadline_at_ms
--   in ms        at_ms
--   in bytes     digest
INSERT INTO redemption (centre_id, id, good_id, person_id, taken_by, pieces, points, code_sealed, code_index, deadline_at_ms, at_ms, digest)
VALUES (:centre_id, :id, :good_id, :person_id, :taken_by, :pieces, :points, :code_sealed, :code_index, :deadline_at_ms, :at_ms, :digest);

-- query redemption_get one
-- One with its good and how it ended (0 = it waits).
--   in centre_id centre_id
--   in redemption_id id
--   out good_id  good_id
--   out person_id person_id
--   out text     name
--   out person_id taken_by
--   out text     taken_name
--   out int      pieces
--   out int      points
--   out bytes    code_sealed
--   out ms       deadline_at_ms
--   out ms       at_ms
--   out place_id place_id
--   out text     place_name
--   out text     title
--   out text     title_en
--   out text     given
--   out text     given_en
--   out text     pick_up
--   out text     pick_up_en
--   out text     provider_name
--   out bool     has_left
--   out int      ended
--   out text     reason
--   out text     ended_by
--   out ms?      ended_at_ms
SELECT r.good_id, r.person_id, p.name, r.taken_by, t.name AS taken_name, r.pieces, r.points, r.code_sealed, r.deadline_at_ms, r.at_ms, g.place_id, l.name AS place_name, g.title,
	g.title_en, g.given, g.given_en, g.pick_up, g.pick_up_en, COALESCE(o.name, '') AS provider_name, COALESCE(o.status, 0) = 5 AS has_left,
	COALESCE(e.kind, 0) AS ended, COALESCE(e.reason, '') AS reason, COALESCE(h.name, '') AS ended_by, e.at_ms AS ended_at_ms
FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
JOIN person t ON t.centre_id = r.centre_id AND t.id = r.taken_by
JOIN place l ON l.centre_id = g.centre_id AND l.id = g.place_id
LEFT JOIN organisation o ON o.centre_id = g.centre_id AND o.id = g.provider_id
LEFT JOIN redemption_end e ON e.centre_id = r.centre_id AND e.redemption_id = r.id
LEFT JOIN person h ON h.centre_id = e.centre_id AND h.id = e.actor_id
WHERE r.centre_id = :centre_id AND r.id = :id;

-- query redemption_by_code one
-- The one that waits under a code.
--   in centre_id centre_id
--   in bytes     code_index
--   out redemption_id id
--   out place_id place_id
SELECT r.id, g.place_id FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
WHERE r.centre_id = :centre_id AND r.code_index = :code_index
	AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id);

-- query redemption_month one
-- How many pieces of a good somebody took since a moment and did not give back.
--   in centre_id centre_id
--   in good_id   good_id
--   in person_id person_id
--   in ms        since_ms
--   out int      pieces
SELECT CAST(COALESCE(SUM(r.pieces), 0) AS BIGINT) AS pieces FROM redemption r
WHERE r.centre_id = :centre_id AND r.good_id = :good_id AND r.person_id = :person_id AND r.at_ms >= :since_ms
	AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id AND e.kind <> 1);

-- query redemptions_of many 50
-- What somebody took for herself or for a child that is still one, what waits first.
--   in centre_id centre_id
--   in person_id me
--   in int       adult_day
--   out redemption_id id
--   out text     name
--   out bool     is_mine
--   out int      pieces
--   out int      points
--   out ms       deadline_at_ms
--   out ms       at_ms
--   out text     title
--   out text     title_en
--   out int      ended
SELECT r.id, p.name, r.person_id = :me AS is_mine, r.pieces, r.points, r.deadline_at_ms, r.at_ms, g.title, g.title_en, COALESCE(e.kind, 0) AS ended
FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
LEFT JOIN redemption_end e ON e.centre_id = r.centre_id AND e.redemption_id = r.id
WHERE r.centre_id = :centre_id AND (r.person_id = :me OR (r.taken_by = :me AND p.birth_day > :adult_day AND EXISTS (SELECT 1 FROM kin k WHERE k.centre_id = r.centre_id
	AND k.person_id = r.person_id AND k.kin_id = :me AND k.ended_at_ms IS NULL AND k.may_spend AND k.relation IN (3, 6))))
ORDER BY CASE WHEN e.kind IS NULL THEN 0 ELSE 1 END, r.at_ms DESC, r.id DESC LIMIT 51;

-- query redemptions_waiting many 200
-- What can be picked up in a subtree, what lapses next first.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        now_ms
--   out redemption_id id
--   out text     name
--   out text     title
--   out text     title_en
--   out int      pieces
--   out text     place_name
--   out ms       deadline_at_ms
SELECT r.id, p.name, g.title, g.title_en, r.pieces, l.name AS place_name, r.deadline_at_ms
FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
JOIN place_within w ON w.centre_id = g.centre_id AND w.place_id = g.place_id AND w.ancestor_id = :scope_id
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
JOIN place l ON l.centre_id = g.centre_id AND l.id = g.place_id
WHERE r.centre_id = :centre_id AND r.deadline_at_ms > :now_ms
	AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id)
ORDER BY r.deadline_at_ms, r.id LIMIT 201;

-- query redemptions_plain many 50
-- What was handed out in a subtree without the holder's code, newest first: by whom, how she was known, and who had taken it for her. What
-- was handed out since a moment could be picked up then, so what had lapsed before is not looked at.
--   in centre_id centre_id
--   in place_id  scope_id
--   in ms        since_ms
--   out redemption_id id
--   out text     name
--   out text     title
--   out text     title_en
--   out int      pieces
--   out text     reason
--   out text?    ended_by
--   out text     taken_by
--   out ms       at_ms
SELECT r.id, p.name, g.title, g.title_en, r.pieces, e.reason, h.name AS ended_by, CASE WHEN r.taken_by = r.person_id THEN '' ELSE t.name END AS taken_by, e.at_ms
FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
JOIN place_within w ON w.centre_id = g.centre_id AND w.place_id = g.place_id AND w.ancestor_id = :scope_id
JOIN redemption_end e ON e.centre_id = r.centre_id AND e.redemption_id = r.id AND e.kind = 1 AND e.reason <> '' AND e.at_ms >= :since_ms
JOIN person p ON p.centre_id = r.centre_id AND p.id = r.person_id
JOIN person t ON t.centre_id = r.centre_id AND t.id = r.taken_by
LEFT JOIN person h ON h.centre_id = e.centre_id AND h.id = e.actor_id
WHERE r.centre_id = :centre_id AND r.deadline_at_ms > :since_ms
ORDER BY e.at_ms DESC, r.id DESC LIMIT 51;

-- query redemptions_over many 100
-- Those whose time is over and that nobody picked up, what lapsed first first. So nothing waits from before the last that has lapsed: years of
-- others are not gone through each time the clock comes round.
--   in centre_id centre_id
--   in ms        now_ms
--   out redemption_id id
SELECT r.id FROM redemption r WHERE r.centre_id = :centre_id AND r.deadline_at_ms <= :now_ms
	AND r.deadline_at_ms >= COALESCE((SELECT l.deadline_at_ms FROM redemption l WHERE l.centre_id = :centre_id AND l.deadline_at_ms <= :now_ms
		AND EXISTS (SELECT 1 FROM redemption_end x WHERE x.centre_id = l.centre_id AND x.redemption_id = l.id AND x.kind = 3)
		ORDER BY l.deadline_at_ms DESC, l.id DESC LIMIT 1), 0)
	AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id)
ORDER BY r.deadline_at_ms, r.id LIMIT 101;

-- query redemptions_left many 100
-- What waits, in its time, for a good whose giver has left the field.
--   in centre_id centre_id
--   in ms        now_ms
--   out redemption_id id
SELECT r.id FROM redemption r JOIN good g ON g.centre_id = r.centre_id AND g.id = r.good_id
JOIN organisation o ON o.centre_id = g.centre_id AND o.id = g.provider_id AND o.status = 5
WHERE r.centre_id = :centre_id AND r.deadline_at_ms > :now_ms
	AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id)
ORDER BY r.deadline_at_ms, r.id LIMIT 101;

-- query redemption_end_add exec
-- How it ended; of a hand-out without the code the reason says how she was known.
--   in centre_id centre_id
--   in redemption_id redemption_id
--   in int       kind
--   in text      reason
--   in person_id? actor_id
--   in ms        at_ms
--   in bytes     digest
INSERT INTO redemption_end (centre_id, redemption_id, kind, reason, actor_id, at_ms, digest)
VALUES (:centre_id, :redemption_id, :kind, :reason, :actor_id, :at_ms, :digest);

-- query shop_wards many 20
-- Children whose points somebody may spend, as parent or guardian.
--   in centre_id centre_id
--   in person_id me
--   in int       adult_day
--   out person_id id
--   out text     name
--   out place_id place_id
SELECT DISTINCT p.id, p.name, p.place_id FROM kin k JOIN person p ON p.centre_id = k.centre_id AND p.id = k.person_id
WHERE k.centre_id = :centre_id AND k.kin_id = :me AND k.ended_at_ms IS NULL AND k.may_spend AND k.relation IN (3, 6) AND p.birth_day > :adult_day
ORDER BY p.id LIMIT 21;

-- query good_waiting one
-- How many pieces of a good can be picked up.
--   in centre_id centre_id
--   in good_id   id
--   in ms        now_ms
--   out int      pieces
SELECT CAST(COALESCE(SUM(r.pieces), 0) AS BIGINT) AS pieces FROM redemption r WHERE r.centre_id = :centre_id AND r.good_id = :id
	AND r.deadline_at_ms > :now_ms AND NOT EXISTS (SELECT 1 FROM redemption_end e WHERE e.centre_id = r.centre_id AND e.redemption_id = r.id);
