-- query menu_item_add exec
-- A new item, on the menu or not yet.
--   in centre_id centre_id
--   in item_id   id
--   in text      code
--   in int       brings
--   in int       serves
--   in text      title
--   in text      title_en
--   in text      done
--   in text      done_en
--   in text      risk
--   in text      risk_en
--   in int       risk_level
--   in text      insurance
--   in organisation_id provider_id
--   in place_id  place_id
--   in int       duration_min
--   in int       people
--   in int       price_points
--   in int       lead_min
--   in int       coefficient_percent
--   in text      icon
--   in bool      is_open
--   in int       sort
INSERT INTO menu_item (centre_id, id, code, version, brings, serves, title, title_en, done, done_en, risk, risk_en, risk_level,
	insurance, provider_id, place_id, duration_min, people, price_points, lead_min, coefficient_percent, icon, is_open, sort)
VALUES (:centre_id, :id, :code, 1, :brings, :serves, :title, :title_en, :done, :done_en, :risk, :risk_en, :risk_level,
	:insurance, :provider_id, :place_id, :duration_min, :people, :price_points, :lead_min, :coefficient_percent, :icon, :is_open, :sort);

-- query menu_item_change exec
-- A new version of an item; orders keep the version they were made under.
--   in centre_id centre_id
--   in item_id   id
--   in int       brings
--   in int       serves
--   in text      title
--   in text      title_en
--   in text      done
--   in text      done_en
--   in text      risk
--   in text      risk_en
--   in int       risk_level
--   in text      insurance
--   in organisation_id provider_id
--   in place_id  place_id
--   in int       duration_min
--   in int       people
--   in int       price_points
--   in int       lead_min
--   in int       coefficient_percent
--   in text      icon
--   in int       sort
UPDATE menu_item SET version = version + 1, brings = :brings, serves = :serves, title = :title, title_en = :title_en, done = :done, done_en = :done_en,
	risk = :risk, risk_en = :risk_en, risk_level = :risk_level, insurance = :insurance, provider_id = :provider_id, place_id = :place_id,
	duration_min = :duration_min, people = :people, price_points = :price_points, lead_min = :lead_min, coefficient_percent = :coefficient_percent,
	icon = :icon, sort = :sort
WHERE centre_id = :centre_id AND id = :id;

-- query menu_change_add exec
-- The item as it stands now, as a fact.
--   in centre_id centre_id
--   in change_id id
--   in item_id   item_id
--   in int       kind
--   in text      skills
--   in person_id? actor_id
--   in ms        at_ms
INSERT INTO menu_change (centre_id, id, item_id, kind, version, brings, serves, title, title_en, done, done_en, risk, risk_en, risk_level,
	insurance, provider_id, place_id, duration_min, people, price_points, lead_min, coefficient_percent, icon, is_open, sort, skills, actor_id, at_ms)
SELECT m.centre_id, :id, m.id, :kind, m.version, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, m.risk_level,
	m.insurance, m.provider_id, m.place_id, m.duration_min, m.people, m.price_points, m.lead_min, m.coefficient_percent, m.icon, m.is_open, m.sort, :skills,
	:actor_id, :at_ms
FROM menu_item m WHERE m.centre_id = :centre_id AND m.id = :item_id;

-- query menu_change_list many 20
-- The history of an item, newest first.
--   in centre_id centre_id
--   in item_id   item_id
--   out int      kind
--   out int      version
--   out text     title
--   out ms       at_ms
--   out text?    actor_name
SELECT c.kind, c.version, c.title, c.at_ms, p.name AS actor_name FROM menu_change c
LEFT JOIN person p ON p.centre_id = c.centre_id AND p.id = c.actor_id
WHERE c.centre_id = :centre_id AND c.item_id = :item_id ORDER BY c.id DESC LIMIT 21;

-- query menu_provider one
-- Whether there is such an organisation.
--   in centre_id centre_id
--   in organisation_id id
--   out text     name
SELECT name FROM organisation WHERE centre_id = :centre_id AND id = :id;

-- query menu_item_set_open exec
-- Publish an item, or take it off the menu.
--   in centre_id centre_id
--   in item_id   id
--   in bool      is_open
UPDATE menu_item SET is_open = :is_open WHERE centre_id = :centre_id AND id = :id;

-- query menu_item_skill_add exec
-- An item needs a skill.
--   in centre_id centre_id
--   in item_id   item_id
--   in text      skill
INSERT INTO menu_item_skill (centre_id, item_id, skill) VALUES (:centre_id, :item_id, :skill)
ON CONFLICT (centre_id, item_id, skill) DO NOTHING;

-- query menu_item_skills_clear exec
-- Forget an item's skills before writing the new list.
--   in centre_id centre_id
--   in item_id   item_id
DELETE FROM menu_item_skill WHERE centre_id = :centre_id AND item_id = :item_id;

-- query menu_item_skill_list many 64
-- The skills an item needs.
--   in centre_id centre_id
--   in item_id   item_id
--   out text     skill
SELECT skill FROM menu_item_skill WHERE centre_id = :centre_id AND item_id = :item_id ORDER BY skill;

-- query menu_item_get one
-- One item with its provider and area.
--   in centre_id centre_id
--   in item_id   id
--   out text     code
--   out int      version
--   out int      brings
--   out int      serves
--   out text     title
--   out text     title_en
--   out text     done
--   out text     done_en
--   out text     risk
--   out text     risk_en
--   out int      risk_level
--   out text     insurance
--   out organisation_id provider_id
--   out text     provider_name
--   out place_id place_id
--   out text     place_name
--   out int      duration_min
--   out int      people
--   out int      price_points
--   out int      lead_min
--   out int      coefficient_percent
--   out text     icon
--   out bool     is_open
--   out int      sort
SELECT m.code, m.version, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, m.risk_level, m.insurance,
	m.provider_id, o.name AS provider_name, m.place_id, l.name AS place_name, m.duration_min, m.people, m.price_points,
	m.lead_min, m.coefficient_percent, m.icon, m.is_open, m.sort
FROM menu_item m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
JOIN place l ON l.centre_id = m.centre_id AND l.id = m.place_id
WHERE m.centre_id = :centre_id AND m.id = :id;

-- query menu_item_by_code one
-- An item by its code.
--   in centre_id centre_id
--   in text      code
--   out item_id  id
SELECT id FROM menu_item WHERE centre_id = :centre_id AND code = :code;

-- query menu_list many 200
-- The menu in its order; with_closed also shows what is not published.
--   in centre_id centre_id
--   in bool      with_closed
--   out item_id  id
--   out text     code
--   out int      brings
--   out int      serves
--   out text     title
--   out text     title_en
--   out text     done
--   out text     done_en
--   out text     risk
--   out text     risk_en
--   out text     provider_name
--   out place_id place_id
--   out text     place_name
--   out int      duration_min
--   out int      people
--   out int      price_points
--   out int      lead_min
--   out int      risk_level
--   out text     icon
--   out bool     is_open
SELECT m.id, m.code, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, o.name AS provider_name, m.place_id,
	l.name AS place_name, m.duration_min, m.people, m.price_points, m.lead_min, m.risk_level, m.icon, m.is_open
FROM menu_item m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
JOIN place l ON l.centre_id = m.centre_id AND l.id = m.place_id
WHERE m.centre_id = :centre_id AND (m.is_open OR :with_closed)
ORDER BY m.sort, m.id;
