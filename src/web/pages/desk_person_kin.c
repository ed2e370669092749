/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may act for a person and for whom she acts; what she agreed to.
 */
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/people_private.h"

static enum fail fill_linked(struct call *call, struct person_id id, struct view_parts_person_kin *kin);
static enum fail fill_found(struct call *call, struct person_id id, struct view_parts_person_kin *kin);
static enum fail fill_relations(struct call *call, struct view_parts_person_kin *kin);
static struct consent_list_row newest(const struct consent_list_rows *rows, int64_t purpose);

enum fail people_fill_kin(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct view_parts_person_kin *kin = arena_new(call->arena, struct view_parts_person_kin);
	bool is_again = people_is_again(call, "kin");
	if (kin == NULL)
		return FAIL_LIMIT;
	*kin = (struct view_parts_person_kin){.csrf = call_csrf(call), .once = call_once(call), .here = url_id(call->arena, "/desk/people/", id.value, ""),
		.add = people_step_url(call, "kin"), .end_one = people_step_url(call, "unkin")};
	if (is_again || call->form.form == &form_person_page)
		kin->words = form_text(&call->form, "kin");
	if (is_again) {
		kin->error = people_step_error(call);
		kin->evidence = form_text(&call->form, "words");
	}
	kin->has_words = kin->words.len > 0;
	TRY(fill_linked(call, id, kin));
	if (kin->has_words)
		TRY(fill_found(call, id, kin));
	view->kin = kin;
	return fill_relations(call, kin);
}

enum fail people_fill_consents(struct call *call, struct person_id id, struct view_desk_person *view)
{
	static const struct { const char *word; enum key label; } purposes[CONSENT_PURPOSE_COUNT] = {[CONSENT_SERVICE] = {"service", KEY_consent_service},
		[CONSENT_VOLUNTEERING] = {"volunteering", KEY_consent_volunteering}, [CONSENT_HEALTH] = {"health", KEY_consent_health}};
	struct consent_list_rows rows;
	size_t count = 0;
	TRY(q_consent_list(call->view, call->arena, &(struct consent_list_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	while (people_channel_choices[count].word != NULL)
		count++;
	struct view_parts_person_consents *consents = arena_new(call->arena, struct view_parts_person_consents);
	struct view_parts_person_consents_consent *lines = arena_array(call->arena, struct view_parts_person_consents_consent, CONSENT_PURPOSE_COUNT);
	struct view_parts_person_consents_channel *channels = arena_array(call->arena, struct view_parts_person_consents_channel, count + 1);
	if (consents == NULL || lines == NULL || channels == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		channels[i] = (struct view_parts_person_consents_channel){.word = text_of(people_channel_choices[i].word), .label = people_channel_choices[i].label};
	for (int purpose = 1; purpose < CONSENT_PURPOSE_COUNT; purpose++) {
		struct consent_list_row row = newest(&rows, purpose);
		bool is_live = row.given_at_ms != 0 && row.withdrawn_at_ms == 0;
		lines[purpose - 1] = (struct view_parts_person_consents_consent){.word = text_of(purposes[purpose].word), .label = purposes[purpose].label,
			.is_live = is_live, .was_given = row.given_at_ms != 0, .given_ms = row.given_at_ms, .withdrawn_ms = row.withdrawn_at_ms,
			.channel = people_channel_key(row.channel), .action = people_step_url(call, is_live ? "withdraw" : "consent"),
			.button = is_live ? KEY_person_consent_withdraw : KEY_person_consent_give};
	}
	*consents = (struct view_parts_person_consents){.csrf = call_csrf(call), .once = call_once(call), .consent = {lines, CONSENT_PURPOSE_COUNT - 1},
		.channel = {channels, count}, .error = people_is_again(call, "consent") || people_is_again(call, "withdraw") ? people_step_error(call) : TEXT_NONE};
	view->consents = consents;
	return OK;
}

static enum fail fill_linked(struct call *call, struct person_id id, struct view_parts_person_kin *kin)
{
	struct kin_of_rows rows;
	struct kin_for_whom_rows whom;
	TRY(q_kin_of(call->view, call->arena, &(struct kin_of_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	TRY(q_kin_for_whom(call->view, call->arena, &(struct kin_for_whom_in){.centre_id = call->centre_id, .kin_person_id = id}, &whom));
	struct view_parts_person_kin_kin *lines = arena_array(call->arena, struct view_parts_person_kin_kin, rows.count + 1);
	struct view_parts_person_kin_ward *wards = arena_array(call->arena, struct view_parts_person_kin_ward, whom.count + 1);
	if (lines == NULL || wards == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct kin_of_row *row = &rows.rows[i];
		lines[i] = (struct view_parts_person_kin_kin){.id = ids_text(call->arena, row->id.value), .name = row->name, .phone_mask = row->phone_mask,
			.relation = people_relation_key(row->relation), .evidence = row->evidence, .may_order = row->may_order, .may_rate = row->may_rate,
			.may_spend = row->may_spend, .href = url_id(call->arena, "/desk/people/", row->kin_person_id.value, "")};
	}
	for (size_t i = 0; i < whom.count; i++) {
		const struct kin_for_whom_row *row = &whom.rows[i];
		wards[i] = (struct view_parts_person_kin_ward){.name = row->name, .where = VOCAB(row->place_name), .may_order = row->may_order,
			.may_rate = row->may_rate, .may_spend = row->may_spend, .href = url_id(call->arena, "/desk/people/", row->person_id.value, "")};
	}
	kin->kin.rows = lines;
	kin->kin.count = rows.count;
	kin->ward.rows = wards;
	kin->ward.count = whom.count;
	return OK;
}

/* Kin by name within reach; who types a whole telephone or document number finds her wherever she lives, masked. */
static enum fail fill_found(struct call *call, struct person_id id, struct view_parts_person_kin *kin)
{
	struct people_found found;
	struct act act = call_act(call);
	bool is_again = people_is_again(call, "kin");
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), kin->words, &found));
	if (found.count == 0)
		TRY(people_same(&act, kin->words, kin->words, &found));
	struct view_parts_person_kin_found *lines = arena_array(call->arena, struct view_parts_person_kin_found, found.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		bool is_here = false;
		if (one->id.value == id.value)
			continue;
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, one->place_id, &is_here));
		lines[kin->found.count++] = (struct view_parts_person_kin_found){.id = ids_text(call->arena, one->id.value),
			.name = is_here ? one->name : mask_name(call->arena, one->name),
			.where = is_here ? people_where(call->arena, one->place_name, one->estate) : VOCAB(one->place_name),
			.age = is_here ? people_age(one->has_birth_day, one->birth_day, call->now_ms) : 0, .phone_mask = one->phone_mask,
			.is_chosen = is_again && form_int(&call->form, "one") == one->id.value};
	}
	kin->found.rows = lines;
	return OK;
}

static enum fail fill_relations(struct call *call, struct view_parts_person_kin *kin)
{
	struct view_parts_person_kin_relation *lines = arena_array(call->arena, struct view_parts_person_kin_relation, KIN_RELATION_COUNT);
	bool is_again = people_is_again(call, "kin");
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; people_relation_choices[i].word != NULL; i++)
		lines[kin->relation.count++] = (struct view_parts_person_kin_relation){.word = text_of(people_relation_choices[i].word),
			.label = people_relation_choices[i].label, .is_chosen = is_again && form_int(&call->form, "relation") == people_relation_choices[i].value};
	kin->relation.rows = lines;
	return OK;
}

/* The newest consent to a purpose, a live one before one that was withdrawn; all zero without any. */
static struct consent_list_row newest(const struct consent_list_rows *rows, int64_t purpose)
{
	struct consent_list_row found = {0};
	for (size_t i = 0; i < rows->count; i++) {
		const struct consent_list_row *row = &rows->rows[i];
		bool is_better = found.given_at_ms == 0 || (found.withdrawn_at_ms != 0 && row->withdrawn_at_ms == 0);
		if (row->purpose == purpose && is_better)
			found = *row;
	}
	return found;
}
