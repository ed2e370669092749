/* SPDX-License-Identifier: Apache-2.0
 *
 * When a resident is in hospital, away, moved or deceased: what was served to
 * her at home then does not count before somebody has rung (reliability.md 8, H2).
 */
#include "base/when.h"
#include "domain/records.h"
#include "queries/record_pages.h"
#include "queries/records.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/pages/record_private.h"

const struct choice people_away_choices[] = {{"hospital", ABSENCE_HOSPITAL, KEY_person_away_hospital}, {"away", ABSENCE_AWAY, KEY_person_away_away},
	{"moved", ABSENCE_MOVED, KEY_person_away_moved}, {"deceased", ABSENCE_DECEASED, KEY_person_away_deceased}, {NULL, 0, KEY_NONE}};

static void fill_typed(struct call *call, struct view_parts_person_away *away);
static struct text back_day(struct call *call, const struct absences_row *row);
static enum key named(int64_t kind);

enum fail people_fill_away(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct absences_rows rows;
	struct view_parts_person_away *away = arena_new(call->arena, struct view_parts_person_away);
	struct view_parts_person_away_kind *kinds = arena_array(call->arena, struct view_parts_person_away_kind, ABSENCE_KIND_COUNT);
	TRY(q_absences(call->view, call->arena, &(struct absences_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_parts_person_away_away *lines = arena_array(call->arena, struct view_parts_person_away_away, rows.count + 1);
	if (away == NULL || kinds == NULL || lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct absences_row *row = &rows.rows[i];
		bool has_end = row->to_ms != INT64_MAX;
		bool is_back = row->kind >= ABSENCE_BACK;
		struct text one = ids_text(call->arena, row->id);
		bool is_typed = people_is_again(call, "back") && form_int(&call->form, "one") == row->id;
		lines[i] = (struct view_parts_person_away_away){.what = named(is_back ? row->kind - ABSENCE_BACK : row->kind), .from = when_local_day(row->from_ms),
			.has_end = has_end, .to = has_end ? when_local_day(row->to_ms - 1) : 0, .who = mask_name(call->arena, row->who), .is_back = is_back,
			.can_end = !is_back && row->back_ms == 0, .one = one, .since = is_typed ? form_text(&call->form, "since") : back_day(call, row),
			.error = is_typed ? people_step_error(call) : TEXT_NONE};
	}
	for (size_t i = 0; people_away_choices[i].word != NULL; i++)
		kinds[i] = (struct view_parts_person_away_kind){.word = text_of(people_away_choices[i].word), .label = people_away_choices[i].label,
			.is_chosen = people_is_again(call, "away") && form_int(&call->form, "away") == people_away_choices[i].value};
	*away = (struct view_parts_person_away){.csrf = call_csrf(call), .once = call_once(call), .add = people_step_url(call, "away"),
		.back = people_step_url(call, "back"),
		.since = when_iso_day(call->arena, when_local_day(call->now_ms)), .away = {lines, rows.count}, .kind = {kinds, ABSENCE_KIND_COUNT - 1}};
	fill_typed(call, away);
	view->away = away;
	return OK;
}

/* From the first day to the end of the last; who moved or died does not come back, everybody else says until when. */
enum fail people_note_away(struct write *write, struct person_id id)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	enum absence_kind kind = (enum absence_kind)form_int(form, "away");
	if (!form_has(form, "until") && kind <= ABSENCE_AWAY)
		return write_refuse(write, KEY_person_away_until_when, "until");
	enum fail fail = records_note_absence(&write->act, &(struct absence_options){.person_id = id, .kind = kind,
		.from_ms = when_at((int32_t)form_int(form, "since"), 0),
		.to_ms = form_has(form, "until") ? when_at((int32_t)form_int(form, "until") + 1, 0) : 0}, &refusal);
	return fail == FAIL_REFUSED ? write_refuse(write, record_refusal_key(refusal), "until") : fail;
}

enum fail people_note_back(struct write *write, struct person_id id, int64_t *ret_id)
{
	const struct form_data *form = &write->call->form;
	struct absence_get_row row;
	enum record_refusal refusal = RECORD_OK;
	bool is_found = false;
	TRY(q_absence_get(write->act.view, write->act.arena, &(struct absence_get_in){.centre_id = write->act.centre_id, .id = form_int(form, "one")}, &is_found,
		&row));
	if (!is_found || row.person_id.value != id.value)
		return write_refuse(write, record_refusal_key(RECORD_NOT_FOUND), "since");
	enum fail fail = records_note_return(&write->act, form_int(form, "one"), when_at((int32_t)form_int(form, "since"), 0), &refusal, ret_id);
	if (fail != FAIL_REFUSED)
		return fail;
	return write_refuse(write, refusal == RECORD_TIME_INVALID ? KEY_person_away_back_when : record_refusal_key(refusal), "since");
}

enum fail people_fill_away_again(struct call *call, struct person_id id, int64_t back_id, struct people_away_again *ret_again)
{
	struct absence_get_row row;
	bool is_found = false;
	*ret_again = (struct people_away_again){.kind = TEXT_NONE};
	TRY(q_absence_get(call->view, call->arena, &(struct absence_get_in){.centre_id = call->centre_id, .id = back_id}, &is_found, &row));
	if (!is_found || row.person_id.value != id.value || row.kind <= ABSENCE_BACK)
		return OK;
	for (size_t i = 0; people_away_choices[i].word != NULL; i++) {
		if (people_away_choices[i].value == row.kind - ABSENCE_BACK)
			ret_again->kind = text_of(people_away_choices[i].word);
	}
	ret_again->since = when_iso_day(call->arena, when_local_day(row.from_ms));
	ret_again->until = row.to_ms == INT64_MAX ? TEXT_NONE : when_iso_day(call->arena, when_local_day(row.to_ms - 1));
	return OK;
}

/* Today, or where that lies outside, the day nearest to it. */
static struct text back_day(struct call *call, const struct absences_row *row)
{
	int64_t at_ms = call->now_ms;
	if (at_ms >= row->to_ms)
		at_ms = row->to_ms - 1;
	return when_iso_day(call->arena, when_local_day(at_ms < row->from_ms ? row->from_ms : at_ms));
}

static void fill_typed(struct call *call, struct view_parts_person_away *away)
{
	if (!people_is_again(call, "away"))
		return;
	away->error = people_step_error(call);
	away->since = form_text(&call->form, "since");
	away->until = form_text(&call->form, "until");
}

static enum key named(int64_t kind)
{
	for (size_t i = 0; people_away_choices[i].word != NULL; i++) {
		if (people_away_choices[i].value == kind)
			return people_away_choices[i].label;
	}
	return KEY_person_away;
}
