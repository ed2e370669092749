/* SPDX-License-Identifier: Apache-2.0
 *
 * The five parts of a volunteer's record (志愿服务记录与证明出具办法, articles 5
 * and 7 to 10): who she is, what she did, what she learned, what she was
 * thanked for, how she was judged. For herself, and at the desk, where parts
 * are put down. Sealed facts stay sealed: whether they are on file is said.
 */
#include "base/when.h"
#include "domain/organisations.h"
#include "domain/records.h"
#include "queries/papers.h"
#include "queries/people.h"
#include "web/pages/dossier_private.h"
#include "web/pages/faces.h"
#include "web/pages/menu_private.h"
#include "web/pages/papers.h"
#include "web/pages/people_private.h"
#include "web/pages/record_private.h"
#include "web/words.h"

#define SCORES 5

static const struct choice dossier_choices[] = {{"xlsx", SHEETS_XLSX, KEY_papers_xlsx}, {NULL, 0, KEY_NONE}};
static const struct field dossier_fields[] = {
	{ .name = "form", .type = FIELD_CHOICE, .choices = dossier_choices, .label = KEY_papers_xlsx },
};
const struct form form_dossier = FORM("dossier", dossier_fields);

static const struct choice kind_choices[] = {{"training", PART_TRAINING, KEY_papers_dossier_training}, {"commendation", PART_COMMENDATION,
	KEY_papers_dossier_commendation}, {"evaluation", PART_EVALUATION, KEY_papers_dossier_evaluation}, {NULL, 0, KEY_NONE}};
static const struct field part_fields[] = {
	{ .name = "kind", .type = FIELD_CHOICE, .is_required = true, .choices = kind_choices, .label = KEY_papers_part_kind },
	{ .name = "title", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_TITLE_POINTS, .label = KEY_papers_part_title },
	{ .name = "given_by", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_TITLE_POINTS, .label = KEY_papers_part_given_by },
	{ .name = "content", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_papers_part_content },
	{ .name = "day", .type = FIELD_DAY, .is_required = true, .label = KEY_papers_date },
	{ .name = "minutes", .type = FIELD_INT, .min = 0, .max = 10000, .label = KEY_papers_part_minutes },
};
const struct form form_record_part = FORM("record_part", part_fields);

static enum fail show(struct call *call, struct reply *reply, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_person(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_skills(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_served(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_services(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_ratings(struct call *call, const struct dossier_services_rows *rows, struct view_volunteer_dossier *view);
static enum fail fill_totals(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_parts(struct call *call, struct person_id id, struct view_volunteer_dossier *view);
static enum fail fill_form(struct call *call, struct view_volunteer_dossier *view);
static enum fail add_work(struct write *write, void *context);

enum fail page_serve_dossier_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_dossier view = {.is_own = true, .back = URL("/serve/record"), .xlsx = URL("/serve/dossier?form=xlsx")};
	return show(call, reply, call->actor, &view);
}

enum fail page_person_dossier_get(struct call *call, struct reply *reply)
{
	int64_t id = call_id(call, 0);
	struct url here = url_id(call->arena, "/desk/people/", id, "/dossier");
	struct view_volunteer_dossier view = {.back = url_id(call->arena, "/desk/people/", id, ""), .xlsx = url_with(call->arena, here, "form", TEXT("xlsx")),
		.add = here, .can_add = call->actor.value != id, .csrf = call_csrf(call), .once = call_once(call)};
	TRY(fill_form(call, &view));
	return show(call, reply, (struct person_id){id}, &view);
}

enum fail page_person_dossier_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, add_work, NULL);
}

static enum fail show(struct call *call, struct reply *reply, struct person_id id, struct view_volunteer_dossier *view)
{
	TRY(fill_person(call, id, view));
	TRY(fill_skills(call, id, view));
	TRY(fill_served(call, id, view));
	TRY(fill_services(call, id, view));
	TRY(fill_totals(call, id, view));
	TRY(fill_parts(call, id, view));
	if (call->form.form == &form_dossier && form_int(&call->form, "form") == SHEETS_XLSX)
		return dossier_reply_file(call, reply, view);
	view->head = faces_print_header(call, KEY_papers_dossier_title);
	if (view->head == NULL)
		return FAIL_LIMIT;
	view->shell.title = call_say(call, KEY_papers_dossier_title);
	return reply_page(call, reply, &page_volunteer_dossier, view);
}

static enum fail fill_person(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct dossier_person_row row;
	bool is_found = false;
	TRY(q_dossier_person(call->view, call->arena, &(struct dossier_person_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	check(is_found);
	view->name = row.name;
	view->sex = people_sex_key(row.sex);
	view->birth = row.has_birth_day ? when_iso_day(call->arena, (int32_t)row.birth_day) : TEXT_NONE;
	view->has_document = row.has_document;
	view->document = row.document_kind == DOCUMENT_RESIDENT_ID ? KEY_certificate_document_1 : KEY_certificate_document_2;
	view->phone = row.phone_mask;
	view->where = people_where(call->arena, row.place_name, row.estate);
	view->number = row.number;
	view->since = row.since_ms == 0 ? 0 : when_local_day(row.since_ms);
	return OK;
}

static enum fail fill_skills(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct person_skill_list_rows rows;
	size_t count = 0;
	int32_t today = when_local_day(call->now_ms);
	TRY(q_person_skill_list(call->view, call->arena, &(struct person_skill_list_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_volunteer_dossier_skill *skills = arena_array(call->arena, struct view_volunteer_dossier_skill, rows.count + 1);
	if (skills == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		bool is_live = rows.rows[i].valid_until_day == 0 || rows.rows[i].valid_until_day >= today;
		enum key label = words_skill(rows.rows[i].skill);
		if (is_live && label != KEY_NONE)
			skills[count++].label = label;
	}
	view->skill.rows = skills;
	view->skill.count = count;
	return OK;
}

static enum fail fill_served(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct dossier_kinds_rows rows;
	TRY(q_dossier_kinds(call->view, call->arena, &(struct dossier_kinds_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_volunteer_dossier_served *kinds = arena_array(call->arena, struct view_volunteer_dossier_served, rows.count + 1);
	if (kinds == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		kinds[i] = (struct view_volunteer_dossier_served){.label = menu_serves_key(rows.rows[i].serves), .minutes = rows.rows[i].minutes};
	view->served.rows = kinds;
	view->served.count = rows.count;
	return OK;
}

/* What a resident ordered in her own words has no title here: the paper may be handed on. */
static enum fail fill_services(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct dossier_services_rows rows;
	struct organisation_charges charges = {.count = 0};
	struct act act = call_act(call);
	TRY(q_dossier_services(call->view, call->arena, &(struct dossier_services_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_volunteer_dossier_service *lines = arena_array(call->arena, struct view_volunteer_dossier_service, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct dossier_services_row *row = &rows.rows[i];
		struct text in_charge;
		TRY(organisations_in_charge(&act, &charges, row->provider_id, row->place_id, &in_charge));
		lines[i] = (struct view_volunteer_dossier_service){.from_ms = row->from_ms, .to_ms = row->to_ms,
			.title = row->is_own ? VOCAB(call_say(call, KEY_certificate_other)) : VOCAB_OF(row, title), .done = VOCAB_OF(row, done),
			.where = VOCAB(row->place_name), .unit = VOCAB(row->unit), .in_charge = in_charge, .minutes = row->minutes,
			.is_backfilled = row->source == RECORD_BACKFILLED};
	}
	view->service.rows = lines;
	view->service.count = rows.count;
	view->is_cut = rows.is_cut;
	return fill_ratings(call, &rows, view);
}

/* How often residents gave each score, the best first. */
static enum fail fill_ratings(struct call *call, const struct dossier_services_rows *rows, struct view_volunteer_dossier *view)
{
	int64_t counts[SCORES + 1] = {0};
	size_t count = 0;
	struct view_volunteer_dossier_rating *ratings = arena_array(call->arena, struct view_volunteer_dossier_rating, SCORES);
	if (ratings == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows->count; i++)
		counts[rows->rows[i].score >= 0 && rows->rows[i].score <= SCORES ? rows->rows[i].score : 0]++;
	for (int64_t score = SCORES; score > 0; score--) {
		if (counts[score] > 0)
			ratings[count++] = (struct view_volunteer_dossier_rating){.score = score, .count = counts[score]};
	}
	view->rating.rows = ratings;
	view->rating.count = count;
	return OK;
}

static enum fail fill_totals(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct records_total total;
	struct act act = call_act(call);
	TRY(records_total_of(&act, id, &total));
	view->machine = total.minutes_machine;
	view->manual = total.minutes_manual;
	view->total = total.minutes_machine + total.minutes_manual;
	view->times = total.count;
	return records_stars(&act, view->total, when_local_day(call->now_ms), &view->stars);
}

static enum fail fill_parts(struct call *call, struct person_id id, struct view_volunteer_dossier *view)
{
	struct record_parts_rows rows;
	TRY(q_record_parts(call->view, call->arena, &(struct record_parts_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_volunteer_dossier_training *trainings = arena_array(call->arena, struct view_volunteer_dossier_training, rows.count + 1);
	struct view_volunteer_dossier_commendation *commendations = arena_array(call->arena, struct view_volunteer_dossier_commendation, rows.count + 1);
	struct view_volunteer_dossier_evaluation *evaluations = arena_array(call->arena, struct view_volunteer_dossier_evaluation, rows.count + 1);
	if (trainings == NULL || commendations == NULL || evaluations == NULL)
		return FAIL_LIMIT;
	view->training.rows = trainings;
	view->commendation.rows = commendations;
	view->evaluation.rows = evaluations;
	for (size_t i = 0; i < rows.count; i++) {
		const struct record_parts_row *row = &rows.rows[i];
		if (row->kind == PART_TRAINING)
			trainings[view->training.count++] = (struct view_volunteer_dossier_training){(int32_t)row->day, row->title, row->content, row->minutes, row->given_by};
		else if (row->kind == PART_COMMENDATION)
			commendations[view->commendation.count++] = (struct view_volunteer_dossier_commendation){(int32_t)row->day, row->title, row->content, row->given_by};
		else
			evaluations[view->evaluation.count++] = (struct view_volunteer_dossier_evaluation){(int32_t)row->day, row->title, row->content, row->given_by};
	}
	return OK;
}

/* The form of another part; after a refusal what was typed stands there again. */
static enum fail fill_form(struct call *call, struct view_volunteer_dossier *view)
{
	bool is_again = call->form.form == &form_record_part;
	int64_t chosen = is_again ? form_int(&call->form, "kind") : PART_TRAINING;
	struct view_volunteer_dossier_kind *kinds = arena_array(call->arena, struct view_volunteer_dossier_kind, PART_KIND_COUNT);
	if (kinds == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; kind_choices[i].word != NULL; i++) {
		kinds[i] = (struct view_volunteer_dossier_kind){text_of(kind_choices[i].word), kind_choices[i].label, kind_choices[i].value == chosen};
		view->kind.count = i + 1;
	}
	view->kind.rows = kinds;
	if (!is_again)
		return OK;
	view->title = form_text(&call->form, "title");
	view->words = form_text(&call->form, "content");
	view->given_by = form_text(&call->form, "given_by");
	view->minutes = form_text(&call->form, "minutes");
	view->day = form_text(&call->form, "day");
	view->title_error = call_error(call, "title");
	view->given_by_error = call_error(call, "given_by");
	view->minutes_error = call_error(call, "minutes");
	view->day_error = call_error(call, "day");
	view->problem = call_error(call, "kind");
	return OK;
}

static enum fail add_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	int64_t id = call_id(write->call, 0);
	struct record_part_options options = {.person_id = {id}, .kind = (enum record_part_kind)form_int(form, "kind"), .title = form_text(form, "title"),
		.content = form_text(form, "content"), .given_by = form_text(form, "given_by"), .minutes = form_int(form, "minutes"),
		.day = (int32_t)form_int(form, "day")};
	bool is_late = options.day > when_local_day(write->act.now_ms);
	enum fail fail = records_add_part(&write->act, &options, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), refusal == RECORD_TIME_INVALID ? is_late ? "day" : "minutes"
			: refusal == RECORD_OWN_HOURS ? "kind" : NULL);
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/people/", id, "/dossier");
	return OK;
}
