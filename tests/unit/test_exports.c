/* SPDX-License-Identifier: Apache-2.0
 *
 * Records for the national system: what would go and what is missing, that a
 * record goes once, what comes back, and who may do which.
 */
#include "town.h"

#include "base/buffer.h"
#include "base/when.h"
#include "domain/exports.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/records.h"
#include "queries/duties.h"
#include "queries/exports.h"
#include "queries/organisations.h"
#include "queries/records.h"
#include "queries/trail.h"
#include "store/store.h"

#include "unit.h"

struct serving { struct town *town; enum town_person who; int64_t days_ago; enum record_state state; struct record_id id; };

static enum fail serve(const struct act *act, void *context)
{
	struct serving *serving = context;
	struct duty_id duty_id = {ids_new(act->now_ms)};
	int64_t from_ms = act->now_ms - serving->days_ago * DAY_MS;
	serving->id = (struct record_id){ids_new(act->now_ms)};
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = duty_id, .place_id = serving->town->place_id,
		.item_id = serving->town->item_id, .title = TEXT("陪您说话"), .from_ms = from_ms, .to_ms = from_ms + 90 * MINUTE_MS, .duration_min = 90,
		.people = 1, .coefficient_percent = 100, .created_at_ms = from_ms}, NULL));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = serving->id, .duty_id = duty_id,
		.person_id = serving->town->people[serving->who], .from_ms = from_ms, .to_ms = from_ms + 90 * MINUTE_MS, .minutes_raw = 90, .minutes = 90,
		.rule_version = 1, .evidence = 2, .source = RECORD_ATTENDED, .recorded_by = serving->town->people[CLERK], .due_at_ms = from_ms + 14 * DAY_MS,
		.created_at_ms = from_ms}, NULL));
	for (int64_t state = RECORD_PENDING; state <= (int64_t)serving->state; state++)
		TRY(q_record_event_add(act->txn, &(struct record_event_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)},
			.record_id = serving->id, .kind = state, .at_ms = act->now_ms}, NULL));
	return OK;
}

static struct record_id served(struct town *town, enum town_person who, int64_t days_ago, enum record_state state)
{
	struct serving serving = {town, who, days_ago, state, {0}};
	assert_int_equal(town_write(town, TOWN_PEOPLE, serve, &serving), OK);
	return serving.id;
}

/* One verb with what it was told and answered. */
struct asking {
	struct town *town;
	enum town_person who;
	struct place_id place_id;
	int64_t id, line, count;
	struct text words;
	struct export_answer_options answer;
	enum export_refusal refusal;
	enum export_fault fault;
	struct export_trial trial;
	struct export_table table;
	struct export_answers answers;
	struct export_mapping mapping;
	struct export_words mapping_words;
	struct export_line_get_row row;
};

static enum fail complete(const struct act *act, void *context)
{
	struct asking *asking = context;
	enum people_refusal refusal = PEOPLE_OK;
	bool is_first = asking->who == FIRST;
	return people_change(act, asking->town->people[asking->who], &(struct people_options){.name = is_first ? TEXT("于海波") : TEXT("赵志远"),
		.place_id = asking->town->place_id, .document_kind = DOCUMENT_RESIDENT_ID, .document = is_first ? TEXT("370799198903020011") : TEXT("370799198903020038"),
		.sex = SEX_MALE, .has_birth_day = true, .birth_day = 7000}, &refusal);
}

static void completed(struct town *town, enum town_person who)
{
	struct asking asking = {.town = town, .who = who};
	assert_int_equal(town_write(town, CLERK, complete, &asking), OK);
}

static enum fail try_it(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_try(act, asking->place_id, &asking->trial);
}
static enum fail make(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_make(act, asking->place_id, asking->words, &asking->refusal, &asking->id);
}
static enum fail fetch(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_fetch(act, asking->id, asking->words, &asking->refusal, &asking->table);
}
static enum fail answer(const struct act *act, void *context)
{
	struct asking *asking = context;
	asking->answer.export_id = asking->id;
	return exports_answer(act, &asking->answer, &asking->refusal);
}
static enum fail read_answers(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_read_answers(act, asking->id, asking->words, &asking->refusal, &asking->answers);
}
static enum fail set_mapping(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_set_mapping(act, asking->place_id, asking->words, &asking->refusal, &asking->fault, &asking->line);
}
static enum fail get_mapping(const struct act *act, void *context)
{
	struct asking *asking = context;
	return exports_mapping(act, asking->place_id, &asking->mapping_words, &asking->mapping);
}
static enum fail void_one(const struct act *act, void *context)
{
	enum record_refusal refusal = RECORD_OK;
	return records_void(act, *(struct record_id *)context, TEXT("没有去"), &refusal);
}
static enum fail count_trail(const struct act *act, void *context)
{
	struct asking *asking = context;
	struct trail_after_rows rows;
	asking->count = 0;
	TRY(q_trail_after(act->view, act->arena, &(struct trail_after_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		asking->count += text_equal(rows.rows[i].act, asking->words);
	return OK;
}
static enum fail count_wrong(const struct act *act, void *context)
{
	struct asking *asking = context;
	struct export_wrong_rows rows;
	TRY(q_export_wrong(act->view, act->arena, &(struct export_wrong_in){.centre_id = act->centre_id, .scope_id = asking->place_id}, &rows));
	asking->count = (int64_t)rows.count;
	return OK;
}

static int64_t on_trail(struct town *town, const char *word)
{
	struct asking asking = {.words = text_of(word)};
	assert_int_equal(town_read(town, count_trail, &asking), OK);
	return asking.count;
}
static struct export_trial tried(struct town *town)
{
	struct asking asking = {.place_id = town->place_id};
	assert_int_equal(town_read(town, try_it, &asking), OK);
	return asking.trial;
}
static int64_t made(struct town *town)
{
	struct asking asking = {.place_id = town->place_id, .words = TEXT("三月月报")};
	assert_int_equal(town_write(town, MANAGER, make, &asking), OK);
	return asking.id;
}
static enum export_refusal refused_to_make(struct town *town, enum town_person who, const char *reason)
{
	struct asking asking = {.place_id = town->place_id, .words = text_of(reason)};
	assert_int_equal(town_write(town, who, make, &asking), FAIL_REFUSED);
	return asking.refusal;
}
static enum export_refusal answered(struct town *town, enum town_person who, const struct export_answer_options *options)
{
	struct asking asking = {.id = options->export_id, .answer = *options};
	enum fail fail = town_write(town, who, answer, &asking);
	assert_int_equal(fail, asking.refusal == EXPORT_OK ? OK : FAIL_REFUSED);
	return asking.refusal;
}
static struct text number_of(struct town *town, struct record_id id)
{
	return ids_text(town->house.arena, id.value);
}

static int open_town(void **state)
{
	static struct town town;
	town_open(&town);
	*state = &town;
	return 0;
}
static int close_town(void **state)
{
	town_close(*state);
	return 0;
}

static void the_dry_run_says_what_is_missing_and_opens_nothing(void **state)
{
	struct town *town = *state;
	served(town, FIRST, 3, RECORD_FINAL);
	served(town, FIRST, 2, RECORD_PENDING);
	served(town, FIRST, 1, RECORD_VOID);
	struct export_trial trial = tried(town);
	assert_int_equal(trial.count, 1);
	assert_int_equal(trial.ready, 0);
	uint64_t wanted = UINT64_C(1) << EXPORT_PERSON_SEX | UINT64_C(1) << EXPORT_PERSON_BIRTH_DATE | UINT64_C(1) << EXPORT_PERSON_DOCUMENT_KIND
		| UINT64_C(1) << EXPORT_PERSON_DOCUMENT_NUMBER;
	assert_true(trial.candidates[0].missing == wanted);
	assert_int_equal(trial.missing_of[EXPORT_PERSON_SEX], 1);
	assert_int_equal(trial.missing_of[EXPORT_PERSON_PHONE], 0);
	assert_int_equal(refused_to_make(town, MANAGER, "月报"), EXPORT_NOTHING);
	completed(town, FIRST);
	trial = tried(town);
	assert_int_equal(trial.ready, 1);
	assert_true(trial.candidates[0].missing == 0);
	assert_int_equal(on_trail(town, "access.reveal"), 0);
}

static enum fail be_born_at_new_year(const struct act *act, void *context)
{
	struct asking *asking = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, asking->town->people[FIRST], &(struct people_options){.name = TEXT("于海波"), .place_id = asking->town->place_id,
		.document_kind = DOCUMENT_RESIDENT_ID, .document = TEXT("370799197001010012")}, &refusal);
}

static void the_first_of_january_1970_is_no_missing_birth_day(void **state)
{
	struct town *town = *state;
	struct asking asking = {.town = town};
	served(town, FIRST, 3, RECORD_FINAL);
	assert_int_equal(tried(town).missing_of[EXPORT_PERSON_BIRTH_DATE], 1);
	assert_int_equal(town_write(town, CLERK, be_born_at_new_year, &asking), OK);
	assert_int_equal(tried(town).missing_of[EXPORT_PERSON_BIRTH_DATE], 0);
	asking = (struct asking){.id = made(town), .words = TEXT("上报")};
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), OK);
	size_t at = 0;
	while (at < asking.table.columns && !text_equal(asking.table.titles[at], TEXT("出生日期")))
		at++;
	assert_true(at < asking.table.columns);
	assert_text(asking.table.cells[at], "1970-01-01");
}

/* FIRST leads the team that provides the service, or it is dissolved. */
static enum fail lead_team(const struct act *act, void *context)
{
	struct asking *asking = context;
	bool is_found = false;
	struct organisation_by_name_row team;
	TRY(q_organisation_by_name(act->view, act->arena, &(struct organisation_by_name_in){.centre_id = act->centre_id, .name = TEXT("春雨义工")}, &is_found, &team));
	check(is_found);
	if (asking->count == 0)
		return q_organisation_set_status(act->txn, &(struct organisation_set_status_in){.centre_id = act->centre_id, .id = team.id,
			.status = ORGANISATION_EXITED}, NULL);
	return q_membership_put(act->txn, &(struct membership_put_in){.centre_id = act->centre_id, .organisation_id = team.id,
		.person_id = asking->town->people[FIRST], .is_leader = true, .joined_at_ms = act->now_ms}, NULL);
}

static const char *in_charge(struct town *town, int64_t id)
{
	struct asking asking = {.id = id, .words = TEXT("上报")};
	size_t at = 0;
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), OK);
	while (at < asking.table.columns && !text_equal(asking.table.titles[at], TEXT("负责人")))
		at++;
	assert_true(at < asking.table.columns);
	return arena_copy(town->house.arena, asking.table.cells[at]).at;
}

static void a_dissolved_teams_leader_is_in_charge_of_nothing(void **state)
{
	struct town *town = *state;
	struct asking asking = {.town = town, .count = 1};
	served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	int64_t id = made(town);
	assert_string_equal(in_charge(town, id), "孙立新"); /* without a leader the station's manager */
	assert_int_equal(town_write(town, CLERK, lead_team, &asking), OK);
	assert_string_equal(in_charge(town, id), "于海波");
	asking.count = 0;
	assert_int_equal(town_write(town, CLERK, lead_team, &asking), OK);
	assert_string_equal(in_charge(town, id), "孙立新");
}

static void each_refusal_to_make_comes_in_its_turn(void **state)
{
	struct town *town = *state;
	struct text long_words = arena_format(town->house.arena, "%0600d", 1);
	served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	assert_int_equal(refused_to_make(town, FIRST, "月报"), EXPORT_NOT_ALLOWED);
	assert_int_equal(refused_to_make(town, CLERK, ""), EXPORT_NOT_ALLOWED);
	assert_int_equal(refused_to_make(town, MANAGER, "  "), EXPORT_NO_REASON);
	assert_int_equal(refused_to_make(town, MANAGER, long_words.at), EXPORT_WORDS_TOO_LONG);
	assert_true(made(town) != 0);
	assert_int_equal(refused_to_make(town, MANAGER, "再来一次"), EXPORT_NOTHING);
	assert_int_equal(on_trail(town, "exports.make"), 1);
}

static void a_manager_fetches_the_file_with_a_reason_on_the_trail(void **state)
{
	struct town *town = *state;
	struct record_id record = served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	struct asking asking = {.id = made(town), .words = TEXT("上报")};
	assert_int_equal(town_write(town, CLERK, fetch, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_NOT_ALLOWED);
	asking.words = TEXT(" ");
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_NO_REASON);
	assert_int_equal(on_trail(town, "exports.fetch"), 0);
	asking.words = TEXT("上报");
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), OK);
	assert_int_equal(on_trail(town, "exports.fetch"), 1);
	assert_int_equal(on_trail(town, "exports.open"), 2); /* she can see both: her number and her telephone */
	assert_text(asking.table.sheet, "志愿服务记录");
	assert_int_equal(asking.table.rows, 1);
	static const struct { const char *title, *cell; } cells[] = {{"姓名", "于海波"}, {"性别", "男"}, {"出生日期", "1989-03-02"}, {"证件类型", "居民身份证"},
		{"证件号码", "370799198903020011"}, {"联系电话", "15412345680"}, {"居住区域", "东南村社区"}, {"专业技能", "陪聊"}, {"活动名称", "陪您说话"},
		{"服务日期", "2026-03-08"}, {"开始时间", "09:00"}, {"结束时间", "10:30"}, {"服务时长（小时）", "1.50"}, {"记录单位", "春雨义工"},
		{"负责人", "孙立新"}, {"记录方式", "现场签到"}, {"服务内容", "说说话"}, {"服务质量评价", ""}, {"更正的记录编号", ""}};
	for (size_t i = 0, at = 0; i < COUNT_OF(cells); i++) {
		for (at = 0; at < asking.table.columns && !text_equal(asking.table.titles[at], text_of(cells[i].title)); at++)
			;
		assert_true(at < asking.table.columns);
		assert_text(asking.table.cells[at], cells[i].cell);
	}
	assert_true(text_equal(asking.table.cells[0], number_of(town, record)));
	asking.id = 4711;
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_NOT_FOUND);
}

static enum fail own_words(const struct act *act, void *context)
{
	struct asking *asking = context;
	struct record_id record_id = {ids_new(act->now_ms)};
	struct duty_id duty_id = {ids_new(act->now_ms)};
	int64_t from_ms = act->now_ms - 2 * DAY_MS;
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = duty_id, .request_id = {77}, .place_id = asking->town->place_id,
		.title = TEXT("我妈住院,帮忙送药"), .from_ms = from_ms, .to_ms = from_ms + HOUR_MS, .duration_min = 60, .people = 1, .coefficient_percent = 100,
		.created_at_ms = from_ms}, NULL));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = record_id, .duty_id = duty_id,
		.person_id = asking->town->people[FIRST], .from_ms = from_ms, .to_ms = from_ms + HOUR_MS, .minutes_raw = 60, .minutes = 60, .rule_version = 1,
		.evidence = 2, .source = RECORD_ATTENDED, .recorded_by = asking->town->people[CLERK], .due_at_ms = from_ms + 14 * DAY_MS,
		.created_at_ms = from_ms}, NULL));
	return q_record_event_add(act->txn, &(struct record_event_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .record_id = record_id,
		.kind = RECORD_FINAL, .at_ms = act->now_ms}, NULL);
}

static void what_a_resident_said_stays_here(void **state)
{
	struct town *town = *state;
	struct asking asking = {.town = town};
	size_t told = 0;
	assert_int_equal(town_write(town, ELDER, own_words, &asking), OK);
	completed(town, FIRST);
	asking = (struct asking){.id = made(town), .words = TEXT("上报")};
	assert_int_equal(town_write(town, MANAGER, fetch, &asking), OK);
	for (size_t i = 0; i < asking.table.columns; i++) {
		assert_int_equal(text_find(asking.table.cells[i], TEXT("住院")), SIZE_MAX);
		told += text_equal(asking.table.cells[i], TEXT("其他志愿服务"));
	}
	assert_int_equal(told, 2); /* title and content */
}

static void a_refused_record_goes_again_once_it_is_corrected_and_not_before(void **state)
{
	struct town *town = *state;
	struct record_id record = served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	struct export_answer_options options = {.export_id = made(town), .record_id = record, .kind = EXPORT_REFUSED, .reason = TEXT("证件号码不符")};
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OK);
	assert_int_equal(tried(town).count, 0);
	options.kind = EXPORT_CORRECTED;
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OK);
	struct export_trial trial = tried(town);
	assert_int_equal(trial.count, 1);
	assert_int_equal(trial.candidates[0].attempts, 1);
	struct export_answer_options second = {.export_id = made(town), .record_id = record, .kind = EXPORT_ACCEPTED};
	int64_t told = on_trail(town, "exports.answer");
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OK); /* the same word again … */
	assert_int_equal(on_trail(town, "exports.answer"), told);     /* … leaves no mark */
	options.kind = EXPORT_ACCEPTED;
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OUTDATED);
	assert_int_equal(answered(town, CLERK, &second), EXPORT_OK);
	assert_int_equal(on_trail(town, "exports.answer"), told + 1);
	assert_int_equal(tried(town).count, 0);
	assert_int_equal(refused_to_make(town, MANAGER, "月报"), EXPORT_NOTHING);
}

static void each_refusal_to_answer_comes_in_its_turn(void **state)
{
	struct town *town = *state;
	struct record_id record = served(town, FIRST, 3, RECORD_FINAL);
	struct record_id other = served(town, SECOND, 3, RECORD_FINAL);
	completed(town, FIRST);
	int64_t id = made(town);
	static const struct { enum town_person who; bool is_other; enum export_answer_kind kind; const char *reason; enum export_refusal refusal; } rows[] = {
		{FIRST, false, EXPORT_ACCEPTED, "", EXPORT_NOT_FOUND}, {CLERK, true, EXPORT_ACCEPTED, "", EXPORT_NOT_FOUND},
		{CLERK, false, EXPORT_REFUSED, " ", EXPORT_NO_REASON}, {CLERK, false, EXPORT_CORRECTED, "", EXPORT_WRONG_STATE},
		{CLERK, false, EXPORT_WITHDRAWN, "", EXPORT_WRONG_STATE}, {CLERK, false, EXPORT_ACCEPTED, "", EXPORT_OK},
		{CLERK, false, EXPORT_ACCEPTED, "", EXPORT_OK}, {CLERK, false, EXPORT_CORRECTED, "", EXPORT_WRONG_STATE},
		{CLERK, false, EXPORT_WITHDRAWN, "", EXPORT_WRONG_STATE}, {CLERK, false, EXPORT_REFUSED, "看错了，其实退回", EXPORT_OK}};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(answered(town, rows[i].who, &(struct export_answer_options){.export_id = id, .record_id = rows[i].is_other ? other : record,
			.kind = rows[i].kind, .reason = text_of(rows[i].reason)}), rows[i].refusal);
	assert_int_equal(answered(town, CLERK, &(struct export_answer_options){.export_id = 1, .record_id = record, .kind = EXPORT_ACCEPTED}), EXPORT_NOT_FOUND);
	struct text long_words = arena_format(town->house.arena, "%0600d", 1);
	assert_int_equal(answered(town, CLERK, &(struct export_answer_options){.export_id = id, .record_id = record, .kind = EXPORT_REFUSED,
		.reason = long_words}), EXPORT_WORDS_TOO_LONG);
}

static void what_is_void_here_has_to_be_withdrawn_there(void **state)
{
	struct town *town = *state;
	struct record_id record = served(town, FIRST, 3, RECORD_FINAL);
	struct asking asking = {.place_id = town->place_id};
	completed(town, FIRST);
	struct export_answer_options options = {.export_id = made(town), .record_id = record, .kind = EXPORT_ACCEPTED};
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OK);
	assert_int_equal(town_read(town, count_wrong, &asking), OK);
	assert_int_equal(asking.count, 0);
	assert_int_equal(town_write(town, CLERK, void_one, &record), OK);
	assert_int_equal(town_read(town, count_wrong, &asking), OK);
	assert_int_equal(asking.count, 1);
	options.kind = EXPORT_WITHDRAWN;
	assert_int_equal(answered(town, CLERK, &options), EXPORT_OK);
	assert_int_equal(town_read(town, count_wrong, &asking), OK);
	assert_int_equal(asking.count, 0);
	options.kind = EXPORT_ACCEPTED;
	assert_int_equal(answered(town, CLERK, &options), EXPORT_WRONG_STATE);
}

static struct export_answers read_words(struct town *town, int64_t id, const char *words, enum fail expected)
{
	struct asking asking = {.id = id, .words = text_of(words)};
	assert_int_equal(town_write(town, CLERK, read_answers, &asking), expected);
	return asking.answers;
}

static void an_answer_file_is_read_by_its_titles_and_bad_lines_are_told(void **state)
{
	struct town *town = *state;
	struct arena *arena = town->house.arena;
	struct record_id one = served(town, FIRST, 4, RECORD_FINAL);
	struct record_id two = served(town, FIRST, 3, RECORD_FINAL);
	struct record_id three = served(town, FIRST, 2, RECORD_FINAL);
	completed(town, FIRST);
	int64_t id = made(town);
	struct text first = number_of(town, one);
	struct text second = number_of(town, two);
	struct text third = number_of(town, three);
	struct text pasted = arena_format(arena, "原因\t姓名\t审核结果\t记录编号\n\t于\t通过\t%.*s\n证件不符\t于\t不通过\t%.*s\n\t于\t不通过\t%.*s\n\t于\t也许\t%.*s\n"
		"\t于\t通过\t0000000000000\n\t于\t通过\tx\n", TEXT_ARGS(first), TEXT_ARGS(second), TEXT_ARGS(third), TEXT_ARGS(third));
	struct export_answers answers = read_words(town, id, pasted.at, OK);
	assert_int_equal(answers.accepted, 1);
	assert_int_equal(answers.refused, 1);
	assert_int_equal(answers.same, 0);
	assert_int_equal(answers.trouble_count, 4);
	static const struct { int64_t line; enum export_trouble kind; } wanted[] = {{4, EXPORT_TROUBLE_REASON}, {5, EXPORT_TROUBLE_RESULT},
		{6, EXPORT_TROUBLE_NUMBER}, {7, EXPORT_TROUBLE_NUMBER}};
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		assert_int_equal(answers.troubles[i].line, wanted[i].line);
		assert_int_equal(answers.troubles[i].kind, wanted[i].kind);
	}
	answers = read_words(town, id, pasted.at, OK); /* pasted twice */
	assert_int_equal(answers.accepted + answers.refused, 0);
	assert_int_equal(answers.same, 2);
	struct text bare = arena_format(arena, "%.*s,成功\r\n", TEXT_ARGS(third)); /* a CSV without titles */
	assert_int_equal(read_words(town, id, bare.at, OK).accepted, 1);
	(void)read_words(town, id, "什么也不是", FAIL_REFUSED);
	(void)read_words(town, 1, bare.at, FAIL_REFUSED);
	assert_int_equal(on_trail(town, "exports.answers"), 3);
}

#define WHOLE "column n = record.number\nanswer number = n\nanswer result = r\naccepted = y\nrefused = x\n"

static void each_fault_of_a_mapping_is_told_with_its_line(void **state UNUSED)
{
	static const struct { const char *words; enum export_fault fault; int64_t line; } rows[] = {
		{WHOLE, EXPORT_FAULT_NONE, 0},
		{WHOLE "# remark = x\n\n  fixed a b = c d\ncode person.sex male = 1\nanswer reason = w\nsheet = s", EXPORT_FAULT_NONE, 0},
		{WHOLE "column x", EXPORT_FAULT_NO_EQUALS, 6}, {"row x = person.name\n" WHOLE, EXPORT_FAULT_WORD, 1},
		{WHOLE "answer what = x", EXPORT_FAULT_WORD, 6}, {WHOLE "column = person.name", EXPORT_FAULT_EMPTY, 6},
		{WHOLE "column x =", EXPORT_FAULT_EMPTY, 6}, {WHOLE "sheet =", EXPORT_FAULT_EMPTY, 6}, {WHOLE "code person.sex = 1", EXPORT_FAULT_EMPTY, 6},
		{WHOLE "column x = person.names", EXPORT_FAULT_FIELD, 6}, {WHOLE "column x = !", EXPORT_FAULT_FIELD, 6},
		{WHOLE "code person.name a = 1", EXPORT_FAULT_FIELD, 6}, {WHOLE "column n = person.name", EXPORT_FAULT_TWICE, 6},
		{WHOLE "refused = y", EXPORT_FAULT_TWICE, 6}, {WHOLE "accepted = X", EXPORT_FAULT_TWICE, 6}, {WHOLE "accepted = yes", EXPORT_FAULT_NONE, 0},
		{WHOLE "answer number = m", EXPORT_FAULT_TWICE, 6}, {WHOLE "code person.sex male = 1\ncode person.sex male = 2", EXPORT_FAULT_TWICE, 7},
		{"column a = person.name\nanswer number = n\nanswer result = r\naccepted = y\nrefused = x", EXPORT_FAULT_NO_NUMBER, 0}, {"", EXPORT_FAULT_NO_NUMBER, 0},
		{"column n = record.number\nanswer number = n\naccepted = y\nrefused = x", EXPORT_FAULT_NO_ANSWER, 0},
		{"column n = record.number\nanswer number = n\nanswer result = r\naccepted = y", EXPORT_FAULT_NO_ANSWER, 0}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct export_mapping mapping;
		int64_t line = 0;
		assert_int_equal(exports_read_mapping(text_of(rows[i].words), &mapping, &line), rows[i].fault);
		assert_int_equal(line, rows[i].line);
	}
	struct buffer many CLEANUP(buffer_done) = buffer_make(1 << 16);
	struct export_mapping mapping;
	struct text words;
	int64_t line = 0;
	for (int i = 0; i <= EXPORT_COLUMNS_MAX; i++)
		buffer_add_format(&many, "fixed c%d = x\n", i);
	assert_int_equal(buffer_text(&many, &words), OK);
	assert_int_equal(exports_read_mapping(words, &mapping, &line), EXPORT_FAULT_TOO_MANY);
	assert_int_equal(line, EXPORT_COLUMNS_MAX + 1);
}

static void a_manager_sets_the_mapping_and_older_files_keep_theirs(void **state)
{
	struct town *town = *state;
	served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	struct asking file = {.id = made(town), .words = TEXT("上报")};
	struct asking asking = {.place_id = town->place_id, .words = TEXT(WHOLE "column sex = person.sex !\ncode person.sex male = 1\nfixed kind = 07")};
	assert_int_equal(town_write(town, CLERK, set_mapping, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_NOT_ALLOWED);
	assert_int_equal(town_write(town, MANAGER, set_mapping, &asking), OK);
	asking.words = TEXT("column x");
	assert_int_equal(town_write(town, MANAGER, set_mapping, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_MAPPING_WRONG);
	assert_int_equal(asking.fault, EXPORT_FAULT_NO_EQUALS);
	assert_int_equal(asking.line, 1);
	assert_int_equal(town_read(town, get_mapping, &asking), OK);
	assert_int_equal(asking.mapping.column_count, 3);
	served(town, SECOND, 2, RECORD_FINAL); /* without document and birth date, which this mapping does not want */
	struct export_trial trial = tried(town);
	assert_int_equal(trial.count, 1);
	assert_true(trial.candidates[0].missing == UINT64_C(1) << EXPORT_PERSON_SEX);
	completed(town, SECOND);
	struct asking newer = {.id = made(town), .words = TEXT("上报")};
	assert_int_equal(town_write(town, MANAGER, fetch, &newer), OK);
	assert_int_equal(newer.table.columns, 3);
	assert_text(newer.table.cells[1], "1");
	assert_text(newer.table.cells[2], "07");
	assert_int_equal(town_write(town, MANAGER, fetch, &file), OK);
	assert_int_equal(file.table.columns, 23);
}

/* What an older program took and this one does not understand. */
static enum fail keep_unreadable(const struct act *act, void *context)
{
	struct asking *asking = context;
	return q_export_mapping_add(act->txn, &(struct export_mapping_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .place_id = asking->place_id,
		.words = TEXT("column x = person.shoe_size"), .set_by = act->actor, .at_ms = act->now_ms}, NULL);
}

static void a_kept_mapping_that_is_not_understood_stops_files_and_not_the_program(void **state)
{
	struct town *town = *state;
	served(town, FIRST, 3, RECORD_FINAL);
	completed(town, FIRST);
	struct asking asking = {.place_id = town->place_id, .words = TEXT("上报")};
	assert_int_equal(town_write(town, MANAGER, keep_unreadable, &asking), OK);
	assert_int_equal(town_read(town, get_mapping, &asking), OK);
	assert_false(asking.mapping_words.is_readable);
	assert_text(asking.mapping_words.words, "column x = person.shoe_size"); /* to be mended where it stands */
	assert_int_equal(asking.mapping.column_count, 23);
	assert_int_equal(tried(town).ready, 1);
	assert_int_equal(town_write(town, MANAGER, make, &asking), FAIL_REFUSED);
	assert_int_equal(asking.refusal, EXPORT_MAPPING_WRONG);
	struct asking mended = {.place_id = town->place_id, .words = TEXT(WHOLE)};
	assert_int_equal(town_write(town, MANAGER, set_mapping, &mended), OK);
	assert_int_equal(town_read(town, get_mapping, &asking), OK);
	assert_true(asking.mapping_words.is_readable);
	assert_int_equal(town_write(town, MANAGER, make, &asking), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_dry_run_says_what_is_missing_and_opens_nothing, open_town, close_town),
		cmocka_unit_test_setup_teardown(the_first_of_january_1970_is_no_missing_birth_day, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_dissolved_teams_leader_is_in_charge_of_nothing, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_refusal_to_make_comes_in_its_turn, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_manager_fetches_the_file_with_a_reason_on_the_trail, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_a_resident_said_stays_here, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_refused_record_goes_again_once_it_is_corrected_and_not_before, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_refusal_to_answer_comes_in_its_turn, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_is_void_here_has_to_be_withdrawn_there, open_town, close_town),
		cmocka_unit_test_setup_teardown(an_answer_file_is_read_by_its_titles_and_bad_lines_are_told, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_manager_sets_the_mapping_and_older_files_keep_theirs, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_kept_mapping_that_is_not_understood_stops_files_and_not_the_program, open_town, close_town),
		cmocka_unit_test(each_fault_of_a_mapping_is_told_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
