/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/exports_private.h"

#include "base/limits.h"
#include "domain/seal.h"
#include "text/cells.h"

/* Where the three columns stand. */
struct layout { size_t number, result, reason; bool has_titles; };

static enum fail find_file(const struct act *act, int64_t id, enum export_refusal *ret_refusal, struct export_get_row *ret_file);
static enum fail put(const struct act *act, const struct export_answer_options *options, enum export_refusal *ret_refusal, bool *ret_is_new);
static enum export_refusal check_step(const struct export_answer_options *options, const struct export_line_get_row *line);
static struct layout layout_of(const struct export_mapping *mapping, const struct text *cells, size_t count);
static enum fail read_one(const struct act *act, const struct export_mapping *mapping, int64_t id, const struct text *three, struct export_answers *answers,
	enum export_trouble *ret_trouble);
static bool holds(const struct text *words, size_t count, struct text word);
static void tell(struct export_answers *answers, int64_t line, enum export_trouble kind, struct text said);

enum fail exports_answer(const struct act *act, const struct export_answer_options *options, enum export_refusal *ret_refusal)
{
	static const struct text kinds[EXPORT_ANSWER_COUNT] = {TEXT("none"), TEXT("accepted"), TEXT("refused"), TEXT("corrected"), TEXT("withdrawn")};
	struct export_get_row file;
	bool is_new = false;
	check(act->txn != NULL);
	TRY(find_file(act, options->export_id, ret_refusal, &file));
	TRY(put(act, options, ret_refusal, &is_new));
	return is_new ? act_trail(act, "exports.answer", "record", options->record_id.value, kinds[options->kind]) : OK;
}

/* Out of scope is told like absent. */
static enum fail find_file(const struct act *act, int64_t id, enum export_refusal *ret_refusal, struct export_get_row *ret_file)
{
	bool is_found = false;
	bool may = false;
	TRY(q_export_get(act->view, act->arena, &(struct export_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_file));
	if (is_found)
		TRY(access_may(act, ROLES_STAFF, ret_file->place_id, &may));
	return exports_refuse(may ? EXPORT_OK : EXPORT_NOT_FOUND, ret_refusal);
}

/* Of a file in the actor's scope; a repeat is OK and not new. */
static enum fail put(const struct act *act, const struct export_answer_options *options, enum export_refusal *ret_refusal, bool *ret_is_new)
{
	bool is_found = false;
	struct export_line_get_row line;
	struct text reason = text_trim(options->reason);
	check(act->txn != NULL && options->kind >= EXPORT_ACCEPTED && options->kind < EXPORT_ANSWER_COUNT);
	*ret_is_new = false;
	TRY(q_export_line_get(act->view, act->arena, &(struct export_line_get_in){.centre_id = act->centre_id, .export_id = options->export_id,
		.record_id = options->record_id}, &is_found, &line));
	if (!is_found)
		return exports_refuse(EXPORT_NOT_FOUND, ret_refusal);
	bool is_same = line.answer == (int64_t)options->kind && (options->kind != EXPORT_REFUSED || text_equal(line.reason, reason));
	if (is_same)
		return exports_refuse(EXPORT_OK, ret_refusal);
	enum export_refusal refusal = check_step(options, &line);
	if (refusal != EXPORT_OK)
		return exports_refuse(refusal, ret_refusal);
	TRY(q_export_answer_add(act->txn, &(struct export_answer_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms),
		.export_id = options->export_id, .record_id = options->record_id, .kind = options->kind, .reason = reason, .actor_id = act->actor,
		.at_ms = act->now_ms}, NULL));
	*ret_is_new = true;
	return exports_refuse(EXPORT_OK, ret_refusal);
}

enum fail exports_read_answers(const struct act *act, int64_t id, struct text words, enum export_refusal *ret_refusal, struct export_answers *ret_answers)
{
	bool is_first = true;
	size_t count = 0;
	struct export_get_row file;
	struct export_mapping mapping;
	struct layout layout = {0};
	struct text row[CELLS_COLUMNS_MAX];
	struct cells cells = cells_begin(words);
	check(act->txn != NULL);
	*ret_answers = (struct export_answers){.same = 0};
	TRY(find_file(act, id, ret_refusal, &file));
	TRY(exports_mapping_of(act, file.mapping_id, &mapping));
	while (cells_next(&cells, act->arena, row, &count)) {
		enum export_trouble trouble = 0;
		if (is_first)
			layout = layout_of(&mapping, row, count);
		bool is_title = is_first && layout.has_titles;
		is_first = false;
		if (is_title)
			continue;
		const struct text three[] = {layout.number < count ? row[layout.number] : TEXT_NONE, layout.result < count ? row[layout.result] : TEXT_NONE,
			layout.reason < count ? row[layout.reason] : TEXT_NONE};
		TRY(read_one(act, &mapping, id, three, ret_answers, &trouble));
		if (trouble != 0)
			tell(ret_answers, cells.line, trouble, three[trouble == EXPORT_TROUBLE_RESULT ? 1 : 0]);
	}
	if (arena_is_exhausted(act->arena))
		return FAIL_LIMIT;
	if (ret_answers->accepted + ret_answers->refused + ret_answers->same == 0)
		return exports_refuse(EXPORT_NO_ANSWERS, ret_refusal);
	TRY(act_trail(act, "exports.answers", "export", id, arena_format(act->arena, "%lld/%lld", (long long)ret_answers->accepted,
		(long long)ret_answers->refused)));
	return exports_refuse(EXPORT_OK, ret_refusal);
}

/* Corrected follows refused; withdrawn follows accepted, or a file that nobody answered, of a record that is void here. */
static enum export_refusal check_step(const struct export_answer_options *options, const struct export_line_get_row *line)
{
	struct text reason = text_trim(options->reason);
	bool is_refused = line->answer == EXPORT_REFUSED;
	bool is_gone = line->is_void && (line->answer == 0 || line->answer == EXPORT_ACCEPTED);
	if (!line->is_last)
		return EXPORT_OUTDATED;
	if (options->kind == EXPORT_REFUSED && text_is_empty(reason))
		return EXPORT_NO_REASON;
	if (text_count_points(reason) > LIMIT_NOTE_POINTS)
		return EXPORT_WORDS_TOO_LONG;
	if (line->answer == EXPORT_WITHDRAWN || (options->kind == EXPORT_CORRECTED && !is_refused) || (options->kind == EXPORT_WITHDRAWN && !is_gone))
		return EXPORT_WRONG_STATE;
	return EXPORT_OK;
}

static struct layout layout_of(const struct export_mapping *mapping, const struct text *cells, size_t count)
{
	struct layout layout = {.number = SIZE_MAX, .result = SIZE_MAX, .reason = SIZE_MAX};
	for (size_t i = 0; i < count; i++) {
		if (text_equal(cells[i], mapping->answer_number))
			layout.number = i;
		else if (text_equal(cells[i], mapping->answer_result))
			layout.result = i;
		else if (mapping->answer_reason.len > 0 && text_equal(cells[i], mapping->answer_reason))
			layout.reason = i;
	}
	layout.has_titles = layout.number != SIZE_MAX && layout.result != SIZE_MAX;
	return layout.has_titles ? layout : (struct layout){.number = 0, .result = 1, .reason = 2};
}

/* number, result, reason */
static enum fail read_one(const struct act *act, const struct export_mapping *mapping, int64_t id, const struct text *three, struct export_answers *answers,
	enum export_trouble *ret_trouble)
{
	struct export_answer_options options = {.export_id = id, .reason = three[2]};
	enum export_refusal refusal = EXPORT_OK;
	bool is_new = false;
	bool is_accepted = holds(mapping->accepted, mapping->accepted_count, three[1]);
	bool is_refused = holds(mapping->refused, mapping->refused_count, three[1]);
	if (!ids_read(three[0], &options.record_id.value)) {
		*ret_trouble = EXPORT_TROUBLE_NUMBER;
		return OK;
	}
	if (!is_accepted && !is_refused) {
		*ret_trouble = EXPORT_TROUBLE_RESULT;
		return OK;
	}
	options.kind = is_accepted ? EXPORT_ACCEPTED : EXPORT_REFUSED;
	enum fail fail = put(act, &options, &refusal, &is_new);
	if (fail == FAIL_REFUSED) {
		*ret_trouble = refusal == EXPORT_NOT_FOUND ? EXPORT_TROUBLE_NUMBER : refusal == EXPORT_NO_REASON || refusal == EXPORT_WORDS_TOO_LONG
			? EXPORT_TROUBLE_REASON : EXPORT_TROUBLE_STATE;
		return OK;
	}
	TRY(fail);
	answers->same += !is_new;
	answers->accepted += is_new && is_accepted;
	answers->refused += is_new && !is_accepted;
	return OK;
}

static bool holds(const struct text *words, size_t count, struct text word)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal_nocase(words[i], word))
			return true;
	}
	return false;
}

static void tell(struct export_answers *answers, int64_t line, enum export_trouble kind, struct text said)
{
	if (answers->trouble_count < EXPORT_TROUBLES_MAX) {
		answers->troubles[answers->trouble_count].line = line;
		answers->troubles[answers->trouble_count].kind = kind;
		answers->troubles[answers->trouble_count].said = said;
	}
	answers->trouble_count++;
}
