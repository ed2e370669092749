/* SPDX-License-Identifier: Apache-2.0
 *
 * The bar that takes back what was done for a person a moment ago: the step
 * the other way, with what it has to be told. No "are you sure" before it.
 */
#include "queries/people_pages.h"
#include "views/desk.h"
#include "web/pages/people_private.h"

#define WITH_MOST 6
struct taking_back {
	const char *done;
	const char *word; /* the step that takes it back */
	enum key words;
};
static const struct taking_back ways_back[] = {
	{"grant", "revoke", KEY_person_done_grant}, {"revoke", "grant", KEY_person_done_revoke}, {"kin", "unkin", KEY_person_done_kin},
	{"unkin", "kin", KEY_person_done_unkin}, {"pause", "pause", KEY_person_done_pause}, {"skill", "unskill", KEY_person_done_skill},
	{"unskill", "skill", KEY_person_done_unskill}, {"back", "away", KEY_person_done_back},
};

static void add_with(struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with, const char *name, struct text value);
static enum fail fill_with(struct call *call, struct person_id id, struct text done, struct view_parts_undo_bar *undo,
	struct view_parts_undo_bar_with *with);
static enum fail fill_role(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with);
static enum fail fill_away(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with);
static enum fail fill_kin(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with);

enum fail people_fill_undo(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct text done = call->form.form == &form_person_page ? form_text(&call->form, "done") : TEXT_NONE;
	const struct taking_back *way = NULL;
	for (size_t i = 0; i < COUNT_OF(ways_back); i++) {
		if (text_equal(done, text_of(ways_back[i].done)))
			way = &ways_back[i];
	}
	if (way == NULL)
		return OK;
	struct view_parts_undo_bar *undo = arena_new(call->arena, struct view_parts_undo_bar);
	struct view_parts_undo_bar_with *with = arena_array(call->arena, struct view_parts_undo_bar_with, WITH_MOST + 1);
	if (undo == NULL || with == NULL)
		return FAIL_LIMIT;
	*undo = (struct view_parts_undo_bar){.words = call_say(call, way->words), .action = people_step_url(call, way->word), .csrf = call_csrf(call),
		.once = call_once(call), .with = {.rows = with}};
	TRY(fill_with(call, id, done, undo, with));
	bool needs = !text_equal(done, TEXT("pause"));
	view->undo = !needs || undo->with.count > 0 ? undo : NULL;
	return OK;
}

/* What the step back has to be told. Nothing when there is nothing to take back any more. */
static enum fail fill_with(struct call *call, struct person_id id, struct text done, struct view_parts_undo_bar *undo,
	struct view_parts_undo_bar_with *with)
{
	if (text_equal(done, TEXT("revoke")))
		return fill_role(call, id, undo, with);
	if (text_equal(done, TEXT("unkin")))
		return fill_kin(call, id, undo, with);
	if (text_equal(done, TEXT("back")))
		return fill_away(call, id, undo, with);
	if (form_has(&call->form, "one"))
		add_with(undo, with, "one", form_text(&call->form, "one"));
	if (form_has(&call->form, "what"))
		add_with(undo, with, "skill", form_text(&call->form, "what"));
	return OK;
}

/* The role that was ended, to be granted again on its place. */
static enum fail fill_role(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with)
{
	struct role_get_row role;
	bool is_found = false;
	TRY(q_role_get(call->view, call->arena, &(struct role_get_in){.centre_id = call->centre_id, .id = {form_int(&call->form, "one")}}, &is_found, &role));
	if (!is_found || role.person_id.value != id.value || role.ended_at_ms == 0)
		return OK;
	add_with(undo, with, "role", text_of(role_name((enum role)role.role)));
	add_with(undo, with, "place", ids_text(call->arena, role.place_id.value));
	return OK;
}

/* The link that was ended, with the evidence and the rights it had. */
static enum fail fill_kin(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with)
{
	struct person_kin_row kin;
	bool is_found = false;
	TRY(q_person_kin(call->view, call->arena, &(struct person_kin_in){.centre_id = call->centre_id, .id = {form_int(&call->form, "one")}, .person_id = id},
		&is_found, &kin));
	if (!is_found || kin.ended_at_ms == 0)
		return OK;
	add_with(undo, with, "one", ids_text(call->arena, kin.kin_person_id.value));
	add_with(undo, with, "words", kin.evidence);
	for (size_t i = 0; people_relation_choices[i].word != NULL; i++) {
		if (people_relation_choices[i].value == kin.relation)
			add_with(undo, with, "relation", text_of(people_relation_choices[i].word));
	}
	if (kin.may_order)
		add_with(undo, with, "may", TEXT("order"));
	if (kin.may_rate)
		add_with(undo, with, "may", TEXT("rate"));
	if (kin.may_spend)
		add_with(undo, with, "may", TEXT("spend"));
	return OK;
}

/* The days on which she is away after all. */
static enum fail fill_away(struct call *call, struct person_id id, struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with)
{
	struct people_away_again again;
	TRY(people_fill_away_again(call, id, form_int(&call->form, "one"), &again));
	if (again.kind.len == 0)
		return OK;
	add_with(undo, with, "away", again.kind);
	add_with(undo, with, "since", again.since);
	if (again.until.len > 0)
		add_with(undo, with, "until", again.until);
	return OK;
}

static void add_with(struct view_parts_undo_bar *undo, struct view_parts_undo_bar_with *with, const char *name, struct text value)
{
	check(undo->with.count < WITH_MOST + 1);
	with[undo->with.count++] = (struct view_parts_undo_bar_with){.name = text_of(name), .value = value};
}
