/* SPDX-License-Identifier: Apache-2.0
 *
 * What a centre has chosen, against the trail: each row of `setting` is what
 * the newest line says that was written when it was chosen (its value, by
 * whom, when), and each setting that was ever chosen has its row. The trail's
 * own chain proves the line, so the row is the one that was changed.
 */
#include "domain/audit_private.h"

#include "base/limits.h"
#include "domain/settings.h"

#define CHOSEN_MAX 100
#define OTHER_ID 99 /* one of a name that this version does not know */

struct chosen { struct text name; int64_t value, by, at_ms; bool is_there; };
struct choices { struct chosen kept[CHOSEN_MAX]; size_t count; };

static enum fail read_choices(struct audit *audit, struct arena *arena, struct choices *choices);
static void note_choice(struct choices *choices, struct arena *arena, const struct audit_choices_row *row);
static struct chosen *find(struct choices *choices, struct text name);
static void audit_row(struct audit *audit, struct chosen *chosen, const struct audit_settings_row *row);
static struct chosen *recognise(struct choices *choices, const struct audit_settings_rows *rows, const struct audit_settings_row *row);
static int64_t id_of(struct text name);

enum fail audit_settings(struct audit *audit)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	struct choices *choices = arena == NULL ? NULL : arena_new(arena, struct choices);
	struct audit_settings_rows rows;
	if (choices == NULL)
		return FAIL_LIMIT;
	TRY(read_choices(audit, arena, choices));
	TRY(q_audit_settings(audit->act.view, arena, &(struct audit_settings_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct chosen *chosen = find(choices, rows.rows[i].name);
		struct chosen *meant = chosen == NULL ? recognise(choices, &rows, &rows.rows[i]) : NULL;
		if (chosen != NULL)
			audit_row(audit, chosen, &rows.rows[i]);
		else if (meant == NULL)
			(void)audit_differs(audit, "setting", id_of(rows.rows[i].name), "row", 1, 0);
		else
			meant->is_there = audit_differs(audit, "setting", id_of(meant->name), "name", 0, 1);
	}
	for (size_t i = 0; i < choices->count; i++)
		(void)audit_differs(audit, "setting", id_of(choices->kept[i].name), "row", choices->kept[i].is_there, 1);
	return OK;
}

/* The newest line of each, of which there are few. */
static enum fail read_choices(struct audit *audit, struct arena *arena, struct choices *choices)
{
	const struct act *act = &audit->act;
	struct audit_choices_rows rows = {.is_cut = true};
	int64_t after_id = 0;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_choices(act->view, act->arena, &(struct audit_choices_in){.centre_id = act->centre_id, .after_id = after_id}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			note_choice(choices, arena, &rows.rows[i]);
			after_id = rows.rows[i].id;
		}
	}
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

/* "shop_days: 14 -> 30"; a line that cannot be read is the trail's own finding. */
static void note_choice(struct choices *choices, struct arena *arena, const struct audit_choices_row *row)
{
	static const struct text arrow = TEXT(" -> ");
	struct text values = row->detail;
	struct text name = text_cut(&values, ':');
	size_t at = text_find(values, arrow);
	int64_t value = 0;
	if (at >= values.len || !text_to_int((struct text){values.at + at + arrow.len, values.len - at - arrow.len}, &value))
		return;
	struct chosen *chosen = find(choices, name);
	if (chosen == NULL && choices->count == CHOSEN_MAX)
		return;
	if (chosen == NULL)
		chosen = &choices->kept[choices->count++];
	if (chosen->name.len == 0)
		chosen->name = arena_copy(arena, name);
	chosen->value = value;
	chosen->by = row->actor_id;
	chosen->at_ms = row->at_ms;
}

static struct chosen *find(struct choices *choices, struct text name)
{
	for (size_t i = 0; i < choices->count; i++) {
		if (text_equal(choices->kept[i].name, name))
			return &choices->kept[i];
	}
	return NULL;
}

/* One finding for a row: the first that is not as it was chosen. */
static void audit_row(struct audit *audit, struct chosen *chosen, const struct audit_settings_row *row)
{
	int64_t id = id_of(row->name);
	chosen->is_there = true;
	if (audit_differs(audit, "setting", id, "value", row->value, chosen->value) || audit_differs(audit, "setting", id, "changed_by", row->changed_by, chosen->by))
		return;
	(void)audit_differs(audit, "setting", id, "changed_at_ms", row->changed_at_ms, chosen->at_ms);
}

/* The one that was chosen like this and misses its row: it stands under another name. */
static struct chosen *recognise(struct choices *choices, const struct audit_settings_rows *rows, const struct audit_settings_row *row)
{
	for (size_t i = 0; i < choices->count; i++) {
		struct chosen *chosen = &choices->kept[i];
		bool has_row = chosen->is_there;
		for (size_t n = 0; n < rows->count && !has_row; n++)
			has_row = text_equal(rows->rows[n].name, chosen->name);
		if (!has_row && chosen->value == row->value && chosen->by == row->changed_by && chosen->at_ms == row->changed_at_ms)
			return chosen;
	}
	return NULL;
}

/* Rows are named by number: its place in enum setting, from one on. */
static int64_t id_of(struct text name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (text_equal(name, text_of(settings_rule((enum setting)i)->name)))
			return (int64_t)i + 1;
	}
	return OTHER_ID;
}
