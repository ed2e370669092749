/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person decides about herself: who may act for her and for whom she
 * may act, and what she consented to, each with the way to end it.
 */
#include "domain/people.h"
#include "queries/people.h"
#include "queries/resident_pages.h"
#include "views/resident.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/words.h"

static const struct choice side_choices[] = {{"mine", 1, KEY_resident_kin_helpers}, {"theirs", 2, KEY_resident_kin_people}, {NULL, 0, KEY_NONE}};
static const struct field end_fields[] = {
	{ .name = "side", .type = FIELD_CHOICE, .is_required = true, .choices = side_choices, .label = KEY_resident_kin_title },
	{ .name = "person", .type = FIELD_ID, .label = KEY_resident_kin_people },
};
const struct form form_my_kin = FORM("my_kin", end_fields);

static const struct field consent_fields[] = {
	{ .name = "give", .type = FIELD_BOOL, .is_required = true, .label = KEY_resident_consents_title },
};
const struct form form_my_consent = FORM("my_consent", consent_fields);

/* Consents one can give and withdraw by oneself. Volunteering begins on the page with the law's text; a health note is written at the desk. */
static const struct purpose { const char *word; enum consent_purpose purpose; bool can_give; enum key title, line, withdrawn; } purposes[] = {
	{"service", CONSENT_SERVICE, true, KEY_resident_consents_service, KEY_resident_consents_service_line, KEY_resident_consents_service_then},
	{"health", CONSENT_HEALTH, true, KEY_resident_consents_health, KEY_resident_consents_health_line, KEY_resident_consents_health_then},
	{"volunteering", CONSENT_VOLUNTEERING, false, KEY_resident_consents_volunteering, KEY_resident_consents_volunteering_line,
		KEY_resident_consents_volunteering_then}};

static enum fail fill_helpers(struct call *call, struct view_resident_kin *view);
static enum fail fill_people(struct call *call, struct view_resident_kin *view);
static enum fail end_work(struct write *write, void *context);
static enum fail consent_work(struct write *write, void *context);
static enum fail wish_work(struct write *write, void *context);

enum fail page_my_kin_get(struct call *call, struct reply *reply)
{
	struct view_resident_kin view = {.csrf = call_csrf(call), .once = call_once(call), .phone = call->app->centre_phone,
		.call = url_tel(call->arena, call->app->centre_phone)};
	TRY(fill_helpers(call, &view));
	TRY(fill_people(call, &view));
	view.shell.title = call_say(call, KEY_resident_kin_title);
	return reply_page(call, reply, &page_resident_kin, &view);
}

enum fail page_my_kin_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, end_work, NULL);
}

enum fail page_my_consents_get(struct call *call, struct reply *reply)
{
	static const enum key channels[] = {KEY_channel_web, KEY_channel_web, KEY_channel_phone, KEY_channel_window, KEY_channel_visit, KEY_channel_paper};
	struct view_resident_consents view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct consent_list_rows rows;
	struct view_resident_consents_consent *lines = arena_array(call->arena, struct view_resident_consents_consent, COUNT_OF(purposes));
	if (lines == NULL)
		return FAIL_LIMIT;
	TRY(q_consent_list(call->view, call->arena, &(struct consent_list_in){.centre_id = call->centre_id, .person_id = call->actor}, &rows));
	for (size_t i = 0; i < COUNT_OF(purposes); i++) {
		lines[i] = (struct view_resident_consents_consent){.word = text_of(purposes[i].word), .title = purposes[i].title, .purpose = purposes[i].line,
			.withdrawn = purposes[i].withdrawn, .can_give = purposes[i].can_give, .channel = KEY_channel_web};
		if (!url_from_stored(arena_format(call->arena, "/my/consents/%s", purposes[i].word), &lines[i].action))
			return FAIL_LIMIT;
		for (size_t n = rows.count; n-- > 0;) { /* the newest stays */
			const struct consent_list_row *row = &rows.rows[n];
			if (row->purpose != (int64_t)purposes[i].purpose)
				continue;
			lines[i].is_given = row->withdrawn_at_ms == 0;
			lines[i].given_ms = row->given_at_ms;
			lines[i].withdrawn_ms = row->withdrawn_at_ms;
			lines[i].channel = channels[row->channel > 0 && (size_t)row->channel < COUNT_OF(channels) ? row->channel : 0];
		}
	}
	TRY(faces_wish(call, call->actor, URL("/my/consents/messages"), &view.messages));
	view.consent.rows = lines;
	view.consent.count = COUNT_OF(purposes);
	view.shell.title = call_say(call, KEY_resident_consents_title);
	return reply_page(call, reply, &page_resident_consents, &view);
}

enum fail page_my_consent_post(struct call *call, struct reply *reply)
{
	if (text_equal(call_word(call, 0), TEXT("messages")))
		return call_write(call, reply, wish_work, NULL);
	for (size_t i = 0; i < COUNT_OF(purposes); i++) {
		bool is_meant = text_equal(call_word(call, 0), text_of(purposes[i].word));
		if (is_meant && (purposes[i].can_give || !form_bool(&call->form, "give")))
			return call_write(call, reply, consent_work, (void *)(uintptr_t)&purposes[i]);
	}
	return reply_status(call, reply, 404);
}

static enum fail fill_helpers(struct call *call, struct view_resident_kin *view)
{
	static const enum key relations[KIN_RELATION_COUNT] = {KEY_kin_relation_other, KEY_kin_relation_spouse, KEY_kin_relation_child,
		KEY_kin_relation_parent, KEY_kin_relation_grandchild, KEY_kin_relation_sibling, KEY_kin_relation_guardian, KEY_kin_relation_other};
	struct my_helpers_rows rows;
	TRY(q_my_helpers(call->view, call->arena, &(struct my_helpers_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_resident_kin_helper *lines = arena_array(call->arena, struct view_resident_kin_helper, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct my_helpers_row *row = &rows.rows[i];
		lines[i] = (struct view_resident_kin_helper){.name = row->name, .phone_mask = row->phone_mask, .evidence = row->evidence,
			.since_ms = row->created_at_ms, .relation = relations[row->relation > 0 && row->relation < KIN_RELATION_COUNT ? row->relation : 0],
			.may_order = row->may_order, .may_rate = row->may_rate, .may_spend = row->may_spend,
			.end_link = url_id(call->arena, "/my/kin/", row->id.value, "/end")};
	}
	view->helper.rows = lines;
	view->helper.count = rows.count;
	return OK;
}

static enum fail fill_people(struct call *call, struct view_resident_kin *view)
{
	struct my_kin_rows rows;
	TRY(q_my_kin(call->view, call->arena, &(struct my_kin_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_resident_kin_person *lines = arena_array(call->arena, struct view_resident_kin_person, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct my_kin_row *row = &rows.rows[i];
		lines[i] = (struct view_resident_kin_person){.id = ids_text(call->arena, row->person_id.value), .name = row->name,
			.relation = faces_kin_of(row->relation, row->sex), .where = VOCAB(row->place_name), .evidence = row->evidence, .since_ms = row->created_at_ms,
			.may_order = row->may_order, .may_rate = row->may_rate, .may_spend = row->may_spend,
			.orders = url_with(call->arena, URL("/my"), "for", ids_text(call->arena, row->person_id.value)),
			.end_link = url_id(call->arena, "/my/kin/", row->id.value, "/end")};
	}
	view->person.rows = lines;
	view->person.count = rows.count;
	return OK;
}

/* Ends a link of her own, or gives up the right to act for somebody. */
static enum fail end_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum people_refusal refusal = PEOPLE_OK;
	bool is_mine = form_int(form, "side") == 1;
	struct person_id person_id = is_mine ? write->act.actor : (struct person_id){form_int(form, "person")};
	enum fail fail = people_unlink_kin(&write->act, (struct kin_id){call_id(write->call, 0)}, person_id, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal), NULL);
	write->location = URL("/my/kin");
	return fail;
}

static enum fail consent_work(struct write *write, void *context)
{
	const struct purpose *purpose = context;
	enum people_refusal refusal = PEOPLE_OK;
	enum fail fail = people_consent(&write->act, write->act.actor, purpose->purpose, CHANNEL_WEB, form_bool(&write->call->form, "give"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal), NULL);
	write->location = URL("/my/consents");
	return fail;
}

static enum fail wish_work(struct write *write, void *context UNUSED)
{
	enum message_refusal refusal = MESSAGE_OK;
	TRY(messages_wish(&write->act, write->act.actor, form_bool(&write->call->form, "give"), &refusal));
	write->location = URL("/my/consents");
	return OK;
}
