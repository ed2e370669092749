/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/proof.h"
#include "queries/people.h"
#include "store/store.h"

#define TRAINING_MINUTES_MAX 10000

static enum fail check_person(const struct act *act, struct person_id person_id, enum record_refusal *ret_refusal);
static enum fail add_absence(const struct act *act, const struct record_absence_add_in *noted, int64_t *ret_id);
static bool is_too_long(struct text text);

enum fail records_note_absence(const struct act *act, const struct absence_options *options, enum record_refusal *ret_refusal)
{
	int64_t to_ms = options->to_ms == 0 ? INT64_MAX : options->to_ms;
	int64_t id = 0;
	check(act->txn != NULL && options->kind >= ABSENCE_HOSPITAL && options->kind < ABSENCE_KIND_COUNT);
	TRY(check_person(act, options->person_id, ret_refusal));
	if (options->from_ms <= 0 || to_ms <= options->from_ms)
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	TRY(act_trail(act, "records.note_absence", "person", options->person_id.value, TEXT_NONE));
	TRY(add_absence(act, &(struct record_absence_add_in){.person_id = options->person_id, .kind = options->kind, .from_ms = options->from_ms, .to_ms = to_ms},
		&id));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_note_return(const struct act *act, int64_t absence_id, int64_t back_ms, enum record_refusal *ret_refusal, int64_t *ret_id)
{
	struct absence_get_row row;
	bool is_found = false;
	check(act->txn != NULL);
	TRY(q_absence_get(act->view, act->arena, &(struct absence_get_in){.centre_id = act->centre_id, .id = absence_id, .actor_id = act->actor}, &is_found,
		&row));
	if (!is_found || row.kind >= ABSENCE_BACK)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(check_person(act, row.person_id, ret_refusal));
	if (back_ms < row.from_ms || back_ms >= row.to_ms)
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	if (row.back_ms != 0 && row.back_ms <= back_ms)
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(act_trail(act, "records.note_return", "person", row.person_id.value, TEXT_NONE));
	TRY(add_absence(act, &(struct record_absence_add_in){.person_id = row.person_id, .kind = row.kind + ABSENCE_BACK, .from_ms = back_ms, .to_ms = row.to_ms},
		ret_id));
	return records_refuse(RECORD_OK, ret_refusal);
}

/* The row and its leaf of the public tree. */
static enum fail add_absence(const struct act *act, const struct record_absence_add_in *noted, int64_t *ret_id)
{
	struct record_absence_add_in in = *noted;
	in.centre_id = act->centre_id;
	in.id = ids_new(act->now_ms);
	in.recorded_by = act->actor;
	in.at_ms = act->now_ms;
	TRY(q_record_absence_add(act->txn, &in, NULL));
	*ret_id = in.id;
	return proof_append(act, ENTRY_KEPT_ABSENCE, in.id);
}

enum fail records_add_part(const struct act *act, const struct record_part_options *options, enum record_refusal *ret_refusal)
{
	struct text title = text_trim(options->title);
	struct text given_by = text_trim(options->given_by);
	bool is_training = options->kind == PART_TRAINING;
	check(act->txn != NULL && options->kind >= PART_TRAINING && options->kind < PART_KIND_COUNT);
	TRY(check_person(act, options->person_id, ret_refusal));
	if (options->person_id.value == act->actor.value)
		return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	if (text_is_empty(title) || text_is_empty(given_by))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (is_too_long(title) || is_too_long(given_by) || is_too_long(options->content))
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	if (options->day <= 0 || options->day > when_local_day(act->now_ms) || (is_training && (options->minutes < 1 || options->minutes > TRAINING_MINUTES_MAX)))
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	TRY(act_trail(act, "records.add_part", "person", options->person_id.value, title));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	int64_t id = ids_new(act->now_ms);
	TRY(q_record_part_add(act->txn, &(struct record_part_add_in){.centre_id = act->centre_id, .id = id,
		.person_id = options->person_id, .kind = options->kind, .title = title, .content = text_trim(options->content), .given_by = given_by,
		.minutes = is_training ? options->minutes : 0, .day = options->day, .recorded_by = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_PART, id));
	return records_refuse(RECORD_OK, ret_refusal);
}

static enum fail check_person(const struct act *act, struct person_id person_id, enum record_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct person_get_row person;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &person));
	if (is_found)
		TRY(records_staff_may(act, person.place_id, &may));
	return records_refuse(may ? RECORD_OK : RECORD_NOT_FOUND, ret_refusal);
}

static bool is_too_long(struct text text)
{
	return text_count_points(text) > LIMIT_NOTE_POINTS;
}
