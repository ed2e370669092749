/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/dossier_private.h"

#include "base/when.h"

#define PARTS 5
#define TITLES_MAX 10

/* One tab on its way: titles by key, cells one behind the other. */
struct tab { struct text titles[TITLES_MAX]; struct sheet_cell *cells; struct sheet_table table; size_t at; };

static enum fail begin(struct call *call, struct tab *tab, enum key name, const enum key *titles, size_t columns, size_t rows);
static void put(struct tab *tab, struct sheet_cell cell);
static void put_vocab(struct call *call, struct tab *tab, struct vocab vocab);
static void put_day(struct call *call, struct tab *tab, int32_t day);
static enum fail basic_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab);
static struct text joined(struct call *call, struct text all, struct text one);
static enum fail service_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab);
static enum fail training_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab);
static enum fail commendation_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab);
static enum fail evaluation_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab);

enum fail dossier_reply_file(struct call *call, struct reply *reply, const struct view_volunteer_dossier *view)
{
	struct tab *tabs = arena_array(call->arena, struct tab, PARTS);
	struct sheet_table tables[PARTS];
	if (tabs == NULL)
		return FAIL_LIMIT;
	TRY(basic_tab(call, view, &tabs[0]));
	TRY(service_tab(call, view, &tabs[1]));
	TRY(training_tab(call, view, &tabs[2]));
	TRY(commendation_tab(call, view, &tabs[3]));
	TRY(evaluation_tab(call, view, &tabs[4]));
	for (size_t i = 0; i < PARTS; i++)
		tables[i] = tabs[i].table;
	return sheets_reply(call, reply, "record", SHEETS_XLSX, tables, PARTS);
}

static enum fail begin(struct call *call, struct tab *tab, enum key name, const enum key *titles, size_t columns, size_t rows)
{
	check(columns <= TITLES_MAX);
	tab->cells = arena_array(call->arena, struct sheet_cell, columns * rows + 1);
	if (tab->cells == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < columns; i++)
		tab->titles[i] = call_say(call, titles[i]);
	tab->table = (struct sheet_table){.name = call_say(call, name), .titles = tab->titles, .columns = columns, .cells = tab->cells, .rows = rows};
	return OK;
}

static void put(struct tab *tab, struct sheet_cell cell)
{
	check(tab->at < tab->table.columns * tab->table.rows);
	tab->cells[tab->at++] = cell;
}

static void put_vocab(struct call *call, struct tab *tab, struct vocab vocab)
{
	put(tab, SHEET_TEXT(vocab_words(call->arena, call->lang, vocab)));
}

static void put_day(struct call *call, struct tab *tab, int32_t day)
{
	put(tab, SHEET_TEXT(day == 0 ? TEXT_NONE : when_iso_day(call->arena, day)));
}

/* Article 5. */
static enum fail basic_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab)
{
	static const enum key titles[] = {KEY_people_name, KEY_person_sex, KEY_person_birth, KEY_person_document, KEY_papers_dossier_area, KEY_people_phone,
		KEY_papers_dossier_number, KEY_papers_dossier_skills, KEY_papers_dossier_kinds};
	struct text skills = TEXT_NONE;
	struct text kinds = TEXT_NONE;
	TRY(begin(call, tab, KEY_papers_dossier_basic, titles, COUNT_OF(titles), 1));
	for (size_t i = 0; i < view->skill.count; i++)
		skills = joined(call, skills, call_say(call, view->skill.rows[i].label));
	for (size_t i = 0; i < view->served.count; i++)
		kinds = joined(call, kinds, call_say(call, view->served.rows[i].label));
	put(tab, SHEET_TEXT(view->name));
	put(tab, SHEET_TEXT(call_say(call, view->sex)));
	put(tab, SHEET_TEXT(view->birth));
	put(tab, SHEET_TEXT(view->has_document ? call_say(call, view->document) : call_say(call, KEY_papers_dossier_unknown)));
	put_vocab(call, tab, view->where);
	put(tab, SHEET_TEXT(view->phone));
	put(tab, SHEET_TEXT(view->number));
	put(tab, SHEET_TEXT(skills));
	put(tab, SHEET_TEXT(kinds));
	return OK;
}

static struct text joined(struct call *call, struct text all, struct text one)
{
	return text_is_empty(all) ? one : arena_join(call->arena, arena_join(call->arena, all, TEXT("; ")), one);
}

/* Article 7. */
static enum fail service_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab)
{
	static const enum key titles[] = {KEY_papers_date, KEY_papers_begin, KEY_papers_end, KEY_papers_service, KEY_papers_content, KEY_papers_place,
		KEY_papers_minutes, KEY_papers_unit, KEY_papers_in_charge_short, KEY_papers_source};
	TRY(begin(call, tab, KEY_papers_dossier_service, titles, COUNT_OF(titles), view->service.count));
	for (size_t i = 0; i < view->service.count; i++) {
		const struct view_volunteer_dossier_service *one = &view->service.rows[i];
		put(tab, sheets_day(call, one->from_ms));
		put(tab, sheets_clock(call, one->from_ms));
		put(tab, sheets_clock(call, one->to_ms));
		put_vocab(call, tab, one->title);
		put_vocab(call, tab, one->done);
		put_vocab(call, tab, one->where);
		put(tab, SHEET_NUMBER(one->minutes));
		put_vocab(call, tab, one->unit);
		put(tab, SHEET_TEXT(one->in_charge));
		put(tab, SHEET_TEXT(call_say(call, one->is_backfilled ? KEY_papers_backfilled : KEY_papers_attended)));
	}
	return OK;
}

/* Article 8. */
static enum fail training_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab)
{
	static const enum key titles[] = {KEY_papers_date, KEY_papers_part_title, KEY_papers_part_content, KEY_papers_minutes, KEY_papers_part_organiser};
	TRY(begin(call, tab, KEY_papers_dossier_training, titles, COUNT_OF(titles), view->training.count));
	for (size_t i = 0; i < view->training.count; i++) {
		put_day(call, tab, view->training.rows[i].day);
		put(tab, SHEET_TEXT(view->training.rows[i].title));
		put(tab, SHEET_TEXT(view->training.rows[i].content));
		put(tab, SHEET_NUMBER(view->training.rows[i].minutes));
		put(tab, SHEET_TEXT(view->training.rows[i].given_by));
	}
	return OK;
}

/* Article 9. */
static enum fail commendation_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab)
{
	static const enum key titles[] = {KEY_papers_date, KEY_papers_part_title, KEY_papers_part_content, KEY_papers_part_granted_by};
	TRY(begin(call, tab, KEY_papers_dossier_commendation, titles, COUNT_OF(titles), view->commendation.count));
	for (size_t i = 0; i < view->commendation.count; i++) {
		put_day(call, tab, view->commendation.rows[i].day);
		put(tab, SHEET_TEXT(view->commendation.rows[i].title));
		put(tab, SHEET_TEXT(view->commendation.rows[i].content));
		put(tab, SHEET_TEXT(view->commendation.rows[i].given_by));
	}
	return OK;
}

/* Article 10: what was put down, then how often residents gave each score. */
static enum fail evaluation_tab(struct call *call, const struct view_volunteer_dossier *view, struct tab *tab)
{
	static const enum key titles[] = {KEY_papers_date, KEY_papers_part_title, KEY_papers_part_content, KEY_papers_part_judged_by};
	TRY(begin(call, tab, KEY_papers_dossier_evaluation, titles, COUNT_OF(titles), view->evaluation.count + view->rating.count));
	for (size_t i = 0; i < view->evaluation.count; i++) {
		put_day(call, tab, view->evaluation.rows[i].day);
		put(tab, SHEET_TEXT(view->evaluation.rows[i].title));
		put(tab, SHEET_TEXT(view->evaluation.rows[i].content));
		put(tab, SHEET_TEXT(view->evaluation.rows[i].given_by));
	}
	for (size_t i = 0; i < view->rating.count; i++) {
		const struct say values[] = {{"score", SAY_INT, TEXT_NONE, view->rating.rows[i].score}, {"n", SAY_INT, TEXT_NONE, view->rating.rows[i].count}};
		put_day(call, tab, 0);
		put(tab, SHEET_TEXT(render_words(call->arena, call->lang, call->now_ms, KEY_papers_dossier_rated, values, COUNT_OF(values))));
		put(tab, SHEET_TEXT(TEXT_NONE));
		put(tab, SHEET_TEXT(call_say(call, KEY_papers_dossier_residents)));
	}
	return OK;
}
