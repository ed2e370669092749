-- query menu_item_add exec
-- A new item on the menu.
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
--   in int       sort
INSERT INTO menu_item (centre_id, id, code, version, brings, serves, title, title_en, done, done_en, risk, risk_en, risk_level,
	insurance, provider_id, place_id, duration_min, people, price_points, lead_min, coefficient_percent, icon, is_open, sort)
VALUES (:centre_id, :id, :code, 1, :brings, :serves, :title, :title_en, :done, :done_en, :risk, :risk_en, :risk_level,
	:insurance, :provider_id, :place_id, :duration_min, :people, :price_points, :lead_min, :coefficient_percent, :icon, TRUE, :sort);

-- query menu_item_change exec
-- A new version of an item; orders keep the version they were made under.
--   in centre_id centre_id
--   in item_id   id
--   in text      title
--   in text      done
--   in text      risk
--   in int       risk_level
--   in text      insurance
--   in int       duration_min
--   in int       people
--   in int       price_points
--   in int       lead_min
UPDATE menu_item SET version = version + 1, title = :title, done = :done, risk = :risk, risk_level = :risk_level,
	insurance = :insurance, duration_min = :duration_min, people = :people, price_points = :price_points, lead_min = :lead_min
WHERE centre_id = :centre_id AND id = :id;

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
SELECT m.code, m.version, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, m.risk_level, m.insurance,
	m.provider_id, o.name AS provider_name, m.place_id, l.name AS place_name, m.duration_min, m.people, m.price_points,
	m.lead_min, m.coefficient_percent, m.icon, m.is_open
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
--   out text     place_name
--   out int      duration_min
--   out int      people
--   out int      price_points
--   out int      lead_min
--   out int      risk_level
--   out text     icon
--   out bool     is_open
SELECT m.id, m.code, m.brings, m.serves, m.title, m.title_en, m.done, m.done_en, m.risk, m.risk_en, o.name AS provider_name, l.name AS place_name,
	m.duration_min, m.people, m.price_points, m.lead_min, m.risk_level, m.icon, m.is_open
FROM menu_item m
JOIN organisation o ON o.centre_id = m.centre_id AND o.id = m.provider_id
JOIN place l ON l.centre_id = m.centre_id AND l.id = m.place_id
WHERE m.centre_id = :centre_id AND (m.is_open OR :with_closed)
ORDER BY m.sort, m.id;
