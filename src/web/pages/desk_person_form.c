/* SPDX-License-Identifier: Apache-2.0
 *
 * Registering a person, and correcting what is written of her. Both are the
 * same table of fields; who might be the same person is shown before a second
 * entry is made.
 */
#include "base/when.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/reply.h"

static const struct choice sex_choices[] = {{"female", SEX_FEMALE, KEY_people_sex_female}, {"male", SEX_MALE, KEY_people_sex_male},
	{"unknown", SEX_UNKNOWN, KEY_people_sex_unknown}, {NULL, 0, KEY_NONE}};
/* In this order on the page, cut into groups. */
enum { AT_NAME, AT_PINYIN, AT_SEX, AT_BIRTH, AT_DOCUMENT, AT_PLACE, AT_ESTATE, AT_ADDRESS, AT_PHONE, AT_ALONE, AT_HARDSHIP, AT_HEALTH,
	AT_HEALTH_AGREED, AT_CHANNEL, AT_AGREED, AT_MEANT };
static const struct field facts_fields[] = {
	[AT_NAME] = { .name = "name", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_NAME_POINTS, .label = KEY_people_name },
	[AT_PINYIN] = { .name = "pinyin", .type = FIELD_TEXT, .max = 60, .label = KEY_person_pinyin },
	[AT_SEX] = { .name = "sex", .type = FIELD_CHOICE, .choices = sex_choices, .label = KEY_person_sex },
	[AT_BIRTH] = { .name = "birth", .type = FIELD_DAY, .label = KEY_person_birth },
	[AT_DOCUMENT] = { .name = "document", .type = FIELD_TEXT, .max = 30, .label = KEY_person_document },
	[AT_PLACE] = { .name = "place", .type = FIELD_ID, .is_required = true, .label = KEY_people_place },
	[AT_ESTATE] = { .name = "estate", .type = FIELD_TEXT, .max = 40, .label = KEY_person_estate },
	[AT_ADDRESS] = { .name = "address", .type = FIELD_TEXT, .max = 100, .label = KEY_person_address },
	[AT_PHONE] = { .name = "phone", .type = FIELD_TEXT, .max = 30, .label = KEY_people_phone },
	[AT_ALONE] = { .name = "alone", .type = FIELD_BOOL, .label = KEY_person_alone },
	[AT_HARDSHIP] = { .name = "hardship", .type = FIELD_BOOL, .label = KEY_person_hardship },
	[AT_HEALTH] = { .name = "health", .type = FIELD_NOTE, .max = 200, .label = KEY_person_health },
	[AT_HEALTH_AGREED] = { .name = "health_agreed", .type = FIELD_BOOL, .label = KEY_person_health_agreed },
	[AT_CHANNEL] = { .name = "channel", .type = FIELD_CHOICE, .choices = people_channel_choices, .label = KEY_person_consent_channel },
	[AT_AGREED] = { .name = "agreed", .type = FIELD_BOOL, .label = KEY_person_agreed },
	[AT_MEANT] = { .name = "meant", .type = FIELD_BOOL, .label = KEY_person_same_meant },
};
const struct form form_person_facts = FORM("person_facts", facts_fields);

static const struct field new_fields[] = {
	{ .name = "q", .type = FIELD_TEXT, .max = 50, .label = KEY_people_list_search },
};
const struct form form_person_facts_new = FORM("person_facts_new", new_fields);

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_person_form *view);
static enum fail fail_all(struct call *call, struct form_data *data);
static enum fail fill_same(struct call *call, const struct form_data *data, struct view_desk_person_form *view);
static void put_searched(struct form_data *data, struct text q);
static enum fail put_kept(struct call *call, struct person_id id, struct form_data *data);
static struct people_options options_of(const struct form_data *form);
static enum fail add_work(struct write *write, void *context);
static enum fail change_work(struct write *write, void *context);
static enum fail refuse(struct write *write, enum people_refusal refusal);

enum fail page_person_new_get(struct call *call, struct reply *reply)
{
	struct view_desk_person_form view = {.heading = call_say(call, KEY_person_new_title), .lead = call_say(call, KEY_person_new_lead),
		.action = URL("/desk/people/new"), .back = URL("/desk/people"), .is_new = true};
	struct form_data data = call->form;
	if (data.form != &form_person_facts) {
		TRY(form_blank(call->arena, &form_person_facts, &data));
		put_searched(&data, form_text(&call->form, "q"));
	}
	return show(call, reply, &data, &view);
}

enum fail page_person_new_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, add_work, NULL);
}

enum fail page_person_edit_get(struct call *call, struct reply *reply)
{
	struct person_id id = {call_id(call, 0)};
	struct view_desk_person_form view = {.heading = call_say(call, KEY_person_edit_title), .lead = call_say(call, KEY_person_edit_lead),
		.action = people_step_url(call, "edit"), .back = url_id(call->arena, "/desk/people/", id.value, "")};
	struct form_data data = call->form;
	if (data.form != &form_person_facts) {
		TRY(form_blank(call->arena, &form_person_facts, &data));
		TRY(put_kept(call, id, &data));
	}
	return show(call, reply, &data, &view);
}

enum fail page_person_edit_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, change_work, NULL);
}

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_person_form *view)
{
	struct field_look looks[] = {{.name = "pinyin", .hint = KEY_person_pinyin_hint}, {.name = "birth", .hint = KEY_person_birth_hint, .is_short = true},
		{.name = "document", .hint = view->is_new ? KEY_person_document_hint : KEY_person_keep_hint}, {.name = "sex", .is_choices = true, .is_short = true},
		{.name = "place"}, {.name = "estate", .hint = KEY_person_estate_hint}, {.name = "phone", .kind = "tel", .hint = view->is_new ? KEY_person_phone_hint
		: KEY_person_keep_hint}, {.name = "address", .hint = view->is_new ? KEY_person_address_hint : KEY_person_keep_hint},
		{.name = "health", .hint = view->is_new ? KEY_person_health_hint : KEY_person_keep_hint}, {.name = "channel", .hint = KEY_person_channel_hint}};
	struct fields fields;
	TRY(people_place_options(call, ROLES_STAFF, 3, 4, &looks[4].options, &looks[4].option_count));
	if (data->error_count > 0)
		TRY(fail_all(call, data));
	TRY(fields_make(call, data, looks, COUNT_OF(looks), &fields));
	TRY(fields_problems(call, data, &view->problems));
	if (data->error_count > 0)
		TRY(fill_same(call, data, view));
	view->who.rows = fields.rows + AT_NAME;
	view->who.count = AT_PLACE - AT_NAME;
	view->where.rows = fields.rows + AT_PLACE;
	view->where.count = AT_PHONE - AT_PLACE;
	view->reach.rows = fields.rows + AT_PHONE;
	view->reach.count = 1;
	view->care.rows = fields.rows + AT_ALONE;
	view->care.count = AT_CHANNEL - AT_ALONE;
	view->agreed.rows = fields.rows + AT_CHANNEL;
	view->agreed.count = view->is_new ? AT_MEANT - AT_CHANNEL : 0;
	view->csrf = call_csrf(call);
	view->once = call_once(call);
	view->shell.title = view->heading;
	return reply_page(call, reply, &page_desk_person_form, view);
}

/* Everything that is wrong is told at once, each beside its field, whatever stopped the first look. */
static enum fail fail_all(struct call *call, struct form_data *data)
{
	uint64_t faults = 0;
	struct act act = call_act(call);
	struct people_options options = options_of(data);
	TRY(people_faults(&act, &options, &faults));
	for (int refusal = 1; refusal < PEOPLE_REFUSAL_COUNT; refusal++) {
		const char *field = people_field_of((enum people_refusal)refusal);
		if (faults >> refusal & 1 && field != NULL)
			form_fail(data, field, people_refusal_words(&act, (enum people_refusal)refusal, form_text(data, "phone"), form_text(data, "document")));
	}
	return OK;
}

/* Who it might be: within reach with her name and a way to her page, elsewhere as a surname and a community. */
static enum fail fill_same(struct call *call, const struct form_data *data, struct view_desk_person_form *view)
{
	struct people_found found;
	struct act act = call_act(call);
	struct person_id self = {view->is_new ? 0 : call_id(call, 0)};
	TRY(people_same(&act, form_text(data, "phone"), form_text(data, "document"), &found));
	struct view_desk_person_form_same *rows = arena_array(call->arena, struct view_desk_person_form_same, found.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		bool is_here = false;
		if (one->id.value == self.value)
			continue;
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, one->place_id, &is_here));
		rows[view->same.count++] = (struct view_desk_person_form_same){.name = is_here ? one->name : mask_name(call->arena, one->name),
			.where = is_here ? people_where(call->arena, one->place_name, one->estate) : VOCAB(one->place_name), .phone_mask = one->phone_mask,
			.age = is_here ? people_age(one->has_birth_day, one->birth_day, call->now_ms) : 0,
			.is_here = is_here, .href = url_id(call->arena, "/desk/people/", one->id.value, "")};
	}
	view->same.rows = rows;
	view->is_known = view->is_new && view->same.count > 0;
	return OK;
}

/* Digits that were searched are the telephone, anything else is the name. */
static void put_searched(struct form_data *data, struct text q)
{
	bool is_number = q.len > 0;
	for (size_t i = 0; i < q.len && is_number; i++)
		is_number = (q.at[i] >= '0' && q.at[i] <= '9') || q.at[i] == '-' || q.at[i] == ' ';
	form_put(data, is_number ? "phone" : "name", q);
}

/* What is kept and may be seen; the sealed facts stay empty, and empty keeps them. */
static enum fail put_kept(struct call *call, struct person_id id, struct form_data *data)
{
	struct person_get_row row;
	bool is_found = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	form_put(data, "name", row.name);
	form_put(data, "pinyin", row.pinyin);
	form_put(data, "sex", row.sex == SEX_FEMALE ? TEXT("female") : row.sex == SEX_MALE ? TEXT("male") : TEXT("unknown"));
	form_put(data, "birth", row.has_birth_day ? when_iso_day(call->arena, (int32_t)row.birth_day) : TEXT_NONE);
	form_put(data, "place", ids_text(call->arena, row.place_id.value));
	form_put(data, "estate", row.estate);
	form_put(data, "alone", row.lives_alone ? TEXT("1") : TEXT_NONE);
	form_put(data, "hardship", row.is_hardship ? TEXT("1") : TEXT_NONE);
	return OK;
}

static struct people_options options_of(const struct form_data *form)
{
	return (struct people_options){.name = form_text(form, "name"), .pinyin = form_text(form, "pinyin"), .sex = (enum sex)form_int(form, "sex"),
		.has_birth_day = form_has(form, "birth"), .birth_day = (int32_t)form_int(form, "birth"), .place_id = {form_int(form, "place")},
		.estate = form_text(form, "estate"),
		.phone = form_text(form, "phone"), .document_kind = form_has(form, "document") ? DOCUMENT_RESIDENT_ID : DOCUMENT_NONE,
		.document = form_text(form, "document"), .address = form_text(form, "address"), .health = form_text(form, "health"),
		.has_health_consent = form_bool(form, "health_agreed"), .lives_alone = form_bool(form, "alone"), .is_hardship = form_bool(form, "hardship"),
		.channel = form_has(form, "channel") ? (enum channel)form_int(form, "channel") : CHANNEL_WINDOW, .has_consent = form_bool(form, "agreed"),
		.asks_known = !form_bool(form, "meant")};
}

static enum fail add_work(struct write *write, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id id = {0};
	struct people_options options = options_of(&write->call->form);
	enum fail fail = people_add(&write->act, &options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return refuse(write, refusal);
	write->location = url_id(write->act.arena, "/desk/people/", id.value, "");
	return fail;
}

static enum fail change_work(struct write *write, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id id = {call_id(write->call, 0)};
	struct people_options options = options_of(&write->call->form);
	enum fail fail = people_change(&write->act, id, &options, &refusal);
	if (fail == FAIL_REFUSED)
		return refuse(write, refusal);
	write->location = url_id(write->act.arena, "/desk/people/", id.value, "");
	return fail;
}

static enum fail refuse(struct write *write, enum people_refusal refusal)
{
	const struct form_data *form = &write->call->form;
	return write_refuse(write, people_refusal_words(&write->act, refusal, form_text(form, "phone"), form_text(form, "document")), people_field_of(refusal));
}
