/* SPDX-License-Identifier: Apache-2.0
 *
 * The statement of a person's points in a span of days: each line says which
 * service, by which rule, who confirmed it; on paper and as a spreadsheet.
 */
#include "base/when.h"
#include "domain/ledger.h"
#include "domain/records.h"
#include "queries/ledger.h"
#include "queries/papers.h"
#include "queries/record_pages.h"
#include "text/mask.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/pages/papers.h"
#include "web/pages/sheets.h"

static const struct field statement_fields[] = {
	{ .name = "from", .type = FIELD_DAY, .label = KEY_papers_from },
	{ .name = "to", .type = FIELD_DAY, .label = KEY_papers_to },
	{ .name = "form", .type = FIELD_CHOICE, .choices = sheets_choices, .label = KEY_papers_xlsx },
};
const struct form form_statement = FORM("statement", statement_fields);

static enum fail show(struct call *call, struct reply *reply, struct person_id id, struct view_resident_statement *view);
static void choose_span(struct call *call, struct view_resident_statement *view);
static enum fail fill_person(struct call *call, struct person_id id, struct view_resident_statement *view);
static enum fail fill_lines(struct call *call, struct person_id id, struct view_resident_statement *view);
static struct view_resident_statement_line line_of(struct call *call, const struct statement_lines_row *row);
static enum fail fill_rules(struct call *call, struct view_resident_statement *view);
static enum fail fill_urls(struct call *call, struct view_resident_statement *view);
static enum fail reply_file(struct call *call, struct reply *reply, const struct view_resident_statement *view);
static void fill_cells(struct call *call, const struct view_resident_statement_line *line, struct sheet_cell *cells);

enum fail page_my_statement_get(struct call *call, struct reply *reply)
{
	struct view_resident_statement view = {.is_own = true, .back = URL("/my/points"), .here = URL("/my/statement")};
	return show(call, reply, call->actor, &view);
}

enum fail page_person_statement_get(struct call *call, struct reply *reply)
{
	int64_t id = call_id(call, 0);
	struct view_resident_statement view = {.back = url_id(call->arena, "/desk/people/", id, ""), .here = url_id(call->arena, "/desk/people/", id, "/statement")};
	return show(call, reply, (struct person_id){id}, &view);
}

static enum fail show(struct call *call, struct reply *reply, struct person_id id, struct view_resident_statement *view)
{
	choose_span(call, view);
	TRY(fill_person(call, id, view));
	TRY(fill_lines(call, id, view));
	TRY(fill_rules(call, view));
	if (form_int(&call->form, "form") != 0 && view->problem.len == 0) /* a form that there is not shows the page */
		return reply_file(call, reply, view);
	TRY(fill_urls(call, view));
	view->head = faces_print_header(call, KEY_papers_statement_title);
	if (view->head == NULL)
		return FAIL_LIMIT;
	view->shell.title = call_say(call, KEY_papers_statement_title);
	return reply_page(call, reply, &page_resident_statement, view);
}

/* The days that were asked for; without them the year up to today. */
static void choose_span(struct call *call, struct view_resident_statement *view)
{
	const struct form_data *form = &call->form;
	int32_t today = when_local_day(call->now_ms);
	int32_t new_year = today;
	bool is_fine = call_error(call, "from").len == 0 && call_error(call, "to").len == 0;
	check(when_day_from_date(when_local(call->now_ms).year, 1, 1, &new_year));
	view->from = form_text(form, "from");
	view->to = form_text(form, "to");
	view->from_day = is_fine && form_has(form, "from") ? (int32_t)form_int(form, "from") : new_year;
	view->to_day = is_fine && form_has(form, "to") ? (int32_t)form_int(form, "to") : today;
	if (!is_fine)
		view->problem = call_error(call, "from").len > 0 ? call_error(call, "from") : call_error(call, "to");
	else if (view->from_day > view->to_day)
		view->problem = call_say(call, KEY_papers_turned);
}

static enum fail fill_person(struct call *call, struct person_id id, struct view_resident_statement *view)
{
	struct dossier_person_row row;
	bool is_found = false;
	TRY(q_dossier_person(call->view, call->arena, &(struct dossier_person_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	check(is_found);
	view->who = row.name;
	view->number = row.number;
	return OK;
}

static enum fail fill_lines(struct call *call, struct person_id id, struct view_resident_statement *view)
{
	struct account_find_row account;
	struct statement_opening_row opening = {.points = 0};
	struct statement_lines_rows rows = {0};
	bool is_found = false;
	int64_t from_ms = when_at(view->from_day, 0);
	TRY(q_account_find(call->view, call->arena, &(struct account_find_in){.centre_id = call->centre_id, .kind = ACCOUNT_PERSON, .person_id = id}, &is_found,
		&account));
	if (is_found) {
		TRY(q_statement_opening(call->view, call->arena, &(struct statement_opening_in){.centre_id = call->centre_id, .account_id = account.id,
			.from_ms = from_ms}, &is_found, &opening));
		TRY(q_statement_lines(call->view, call->arena, &(struct statement_lines_in){.centre_id = call->centre_id, .account_id = account.id,
			.from_ms = from_ms, .to_ms = when_at(view->to_day + 1, 0)}, &rows));
	}
	struct view_resident_statement_line *lines = arena_array(call->arena, struct view_resident_statement_line, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	view->opening = opening.points;
	view->closing = opening.points;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = line_of(call, &rows.rows[i]);
		view->closing += rows.rows[i].amount;
		*(rows.rows[i].amount > 0 ? &view->came : &view->went) += rows.rows[i].amount;
		lines[i].balance = view->closing;
	}
	view->line.rows = lines;
	view->line.count = rows.count;
	view->is_cut = rows.is_cut;
	return OK;
}

static struct view_resident_statement_line line_of(struct call *call, const struct statement_lines_row *row)
{
	static const enum key reasons[TRANSFER_REASON_COUNT] = {KEY_NONE, KEY_resident_points_earn, KEY_resident_points_spent, KEY_resident_points_revoke,
		KEY_points_gift, KEY_resident_points_give, KEY_points_adjust, KEY_points_expire, KEY_points_good};
	bool has_service = row->record_id.value != 0;
	bool is_known = row->reason > 0 && row->reason < TRANSFER_REASON_COUNT;
	return (struct view_resident_statement_line){.at_ms = row->at_ms, .reason = is_known ? reasons[row->reason] : KEY_points_adjust,
		.title = row->is_own ? VOCAB(call_say(call, KEY_certificate_other)) : VOCAB_OF(row, title), .kin = mask_name(call->arena, row->kin),
		.has_service = has_service, .served_at_ms = row->served_at_ms, .unit = VOCAB(row->unit), .minutes = row->minutes, .rule = row->rule_version,
		.coefficient = arena_format(call->arena, "%lld.%02lld", (long long)row->coefficient_percent / 100, (long long)row->coefficient_percent % 100),
		.is_backfilled = row->source == RECORD_BACKFILLED, .by_time = has_service && row->who.len == 0, .confirmer = mask_name(call->arena, row->who),
		.amount = row->amount, .is_plus = row->amount > 0};
}

/* The rules that the lines name, each in a sentence. */
static enum fail fill_rules(struct call *call, struct view_resident_statement *view)
{
	struct rule_versions_rows rows;
	size_t count = 0;
	TRY(q_rule_versions(call->view, call->arena, &(struct rule_versions_in){.centre_id = call->centre_id}, &rows));
	struct view_resident_statement_rule *rules = arena_array(call->arena, struct view_resident_statement_rule, rows.count + 1);
	if (rules == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		bool is_named = false;
		for (size_t k = 0; k < view->line.count && !is_named; k++)
			is_named = view->line.rows[k].has_service && view->line.rows[k].rule == rows.rows[i].version;
		if (is_named)
			rules[count++] = (struct view_resident_statement_rule){.version = rows.rows[i].version, .from_ms = rows.rows[i].from_ms,
				.per_hour = rows.rows[i].points_per_hour, .round = rows.rows[i].round_min,
				.pair = rows.rows[i].pair_cap_min};
	}
	view->rule.rows = rules;
	view->rule.count = count;
	return OK;
}

/* The same span as a file. */
static enum fail fill_urls(struct call *call, struct view_resident_statement *view)
{
	struct url span = url_with(call->arena, view->here, "from", when_iso_day(call->arena, view->from_day));
	span = url_with(call->arena, span, "to", when_iso_day(call->arena, view->to_day));
	view->xlsx = url_with(call->arena, span, "form", TEXT("xlsx"));
	view->csv = url_with(call->arena, span, "form", TEXT("csv"));
	return arena_is_exhausted(call->arena) ? FAIL_LIMIT : OK;
}

#define COLUMNS 12

static enum fail reply_file(struct call *call, struct reply *reply, const struct view_resident_statement *view)
{
	const struct text titles[COLUMNS] = {call_say(call, KEY_resident_points_when), call_say(call, KEY_papers_statement_kind),
		call_say(call, KEY_papers_service), call_say(call, KEY_papers_date), call_say(call, KEY_papers_unit), call_say(call, KEY_papers_minutes),
		call_say(call, KEY_papers_statement_rule), call_say(call, KEY_papers_coefficient), call_say(call, KEY_papers_statement_confirmed),
		call_say(call, KEY_papers_source), call_say(call, KEY_resident_points_amount), call_say(call, KEY_papers_statement_balance)};
	size_t rows = view->line.count + 2;
	struct sheet_cell *cells = arena_array(call->arena, struct sheet_cell, rows * COLUMNS);
	if (cells == NULL)
		return FAIL_LIMIT;
	cells[0] = SHEET_TEXT(when_iso_day(call->arena, view->from_day));
	cells[1] = SHEET_TEXT(call_say(call, KEY_papers_statement_opening));
	cells[COLUMNS - 1] = SHEET_HUNDREDTHS(view->opening);
	for (size_t i = 0; i < view->line.count; i++)
		fill_cells(call, &view->line.rows[i], &cells[(i + 1) * COLUMNS]);
	cells[(rows - 1) * COLUMNS] = SHEET_TEXT(when_iso_day(call->arena, view->to_day));
	cells[(rows - 1) * COLUMNS + 1] = SHEET_TEXT(call_say(call, KEY_papers_statement_closing));
	cells[rows * COLUMNS - 1] = SHEET_HUNDREDTHS(view->closing);
	const struct sheet_table table = {.name = view->who, .titles = titles, .columns = COLUMNS, .cells = cells, .rows = rows};
	return sheets_reply(call, reply, "statement", (enum sheets_form)form_int(&call->form, "form"), &table, 1);
}

static void fill_cells(struct call *call, const struct view_resident_statement_line *line, struct sheet_cell *cells)
{
	struct text title = vocab_words(call->arena, call->lang, line->title);
	cells[0] = sheets_day(call, line->at_ms);
	cells[1] = SHEET_TEXT(call_say(call, line->reason));
	cells[2] = SHEET_TEXT(line->kin.len > 0 ? line->kin : title);
	cells[10] = SHEET_HUNDREDTHS(line->amount);
	cells[11] = SHEET_HUNDREDTHS(line->balance);
	if (!line->has_service)
		return;
	cells[3] = sheets_day(call, line->served_at_ms);
	cells[4] = SHEET_TEXT(vocab_words(call->arena, call->lang, line->unit));
	cells[5] = SHEET_NUMBER(line->minutes);
	cells[6] = SHEET_NUMBER(line->rule);
	cells[7] = SHEET_TEXT(line->coefficient);
	cells[8] = SHEET_TEXT(line->by_time ? call_say(call, KEY_points_by_time) : line->confirmer);
	cells[9] = SHEET_TEXT(call_say(call, line->is_backfilled ? KEY_papers_backfilled : KEY_papers_attended));
}
