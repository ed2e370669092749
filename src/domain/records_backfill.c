/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "store/store.h"

#define NOTICE_MS (3 * DAY_MS)     /* public notice (standards.md 3.3) */
#define SOON_MS (7 * DAY_MS)       /* older services need the manager (reliability.md 8, H8) */
#define OLDEST_MS (365 * DAY_MS)
#define LONGEST_MS (8 * HOUR_MS)
#define COEFFICIENT_PERCENT 100

static enum fail check_proposal(const struct act *act, const struct backfill_options *options, const struct backfill_person_row *person,
	enum record_refusal *ret_refusal);
static enum fail read_for_staff(const struct act *act, int64_t id, enum record_refusal *ret_refusal, struct backfill_get_row *ret_row);
static enum fail add_event(const struct act *act, int64_t id, enum backfill_event_kind kind, struct text reason, struct record_id record_id);
static enum fail post(const struct act *act, int64_t id, const struct backfill_get_row *row);
static bool is_open(const struct backfill_get_row *row);

enum fail records_propose(const struct act *act, const struct backfill_options *options, enum record_refusal *ret_refusal, int64_t *ret_id)
{
	bool is_found = false;
	struct backfill_person_row person;
	int64_t id = ids_new(act->now_ms);
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_backfill_person(act->view, act->arena, &(struct backfill_person_in){.centre_id = act->centre_id, .number = text_trim(options->number)},
		&is_found, &person));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(check_proposal(act, options, &person, ret_refusal));
	TRY(act_trail(act, "records.propose", "person", person.id.value, text_trim(options->title)));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_backfill_add(act->txn, &(struct record_backfill_add_in){.centre_id = act->centre_id, .id = id, .person_id = person.id,
		.place_id = person.place_id, .title = text_trim(options->title), .from_ms = options->from_ms, .to_ms = options->to_ms,
		.evidence = text_trim(options->evidence), .proposed_by = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_BACKFILL, id));
	*ret_id = id;
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_second(const struct act *act, int64_t id, enum record_refusal *ret_refusal)
{
	struct backfill_get_row row;
	bool is_close = false;
	bool is_manager = false;
	TRY(read_for_staff(act, id, ret_refusal, &row));
	if (row.proposed_by.value == act->actor.value)
		return records_refuse(RECORD_OWN_ENTRY, ret_refusal);
	TRY(people_are_close(act, act->actor, row.person_id, &is_close));
	if (!is_close)
		TRY(people_are_close(act, act->actor, row.proposed_by, &is_close));
	if (is_close)
		return records_refuse(RECORD_UNRELATED, ret_refusal);
	TRY(records_manager_may(act, row.place_id, &is_manager));
	if (row.at_ms - row.to_ms > SOON_MS && !is_manager)
		return records_refuse(RECORD_NOT_ALLOWED, ret_refusal);
	if (row.seconded_at_ms != 0 || !is_open(&row))
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(act_trail(act, "records.second", "person", row.person_id.value, row.title));
	TRY(add_event(act, id, BACKFILL_SECONDED, TEXT_NONE, (struct record_id){0}));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_object(const struct act *act, int64_t id, struct text reason, enum record_refusal *ret_refusal)
{
	bool is_found = false;
	struct backfill_get_row row;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_backfill_get(act->view, act->arena, &(struct backfill_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found || row.seconded_at_ms == 0)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (text_is_empty(text_trim(reason)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_count_points(reason) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	if (!is_open(&row) || row.objections > 0)
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(act_trail(act, "records.object", "person", row.person_id.value, text_trim(reason)));
	TRY(add_event(act, id, BACKFILL_OBJECTED, text_trim(reason), (struct record_id){0}));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_settle(const struct act *act, int64_t id, bool is_true, struct text reason, enum record_refusal *ret_refusal)
{
	struct backfill_get_row row;
	bool is_manager = false;
	bool is_close = false;
	TRY(read_for_staff(act, id, ret_refusal, &row));
	TRY(records_manager_may(act, row.place_id, &is_manager));
	if (!is_manager)
		return records_refuse(RECORD_NOT_ALLOWED, ret_refusal);
	if (row.proposed_by.value == act->actor.value)
		return records_refuse(RECORD_OWN_ENTRY, ret_refusal);
	TRY(people_are_close(act, act->actor, row.person_id, &is_close));
	if (is_close)
		return records_refuse(RECORD_UNRELATED, ret_refusal);
	if (text_is_empty(text_trim(reason)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_count_points(reason) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	if (!is_open(&row) || (is_true && row.seconded_at_ms == 0))
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	if (is_true && row.seconded_at_ms + NOTICE_MS > act->now_ms)
		return records_refuse(RECORD_TOO_EARLY, ret_refusal);
	TRY(act_trail(act, "records.settle", "person", row.person_id.value, text_trim(reason)));
	if (!is_true)
		TRY(add_event(act, id, BACKFILL_REFUSED, text_trim(reason), (struct record_id){0}));
	else
		TRY(post(act, id, &row));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_post_backfills(const struct act *act, size_t *ret_done)
{
	struct backfills_due_rows rows;
	bool is_found = false;
	check(act->txn != NULL && act->actor.value == 0);
	TRY(q_backfills_due(act->view, act->arena, &(struct backfills_due_in){.centre_id = act->centre_id, .seconded_ms = act->now_ms - NOTICE_MS}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct backfill_get_row row;
		TRY(q_backfill_get(act->view, act->arena, &(struct backfill_get_in){.centre_id = act->centre_id, .id = rows.rows[i].id}, &is_found, &row));
		check(is_found);
		TRY(act_trail(act, "records.post_backfill", "person", row.person_id.value, row.title));
		TRY(post(act, rows.rows[i].id, &row));
	}
	*ret_done = rows.count;
	return OK;
}

static enum fail check_proposal(const struct act *act, const struct backfill_options *options, const struct backfill_person_row *person,
	enum record_refusal *ret_refusal)
{
	bool may = false;
	bool is_close = false;
	bool is_found = false;
	struct record_overlap_row overlap = {0};
	TRY(records_staff_may(act, person->place_id, &may));
	TRY(people_are_close(act, act->actor, person->id, &is_close));
	TRY(q_record_overlap(act->view, act->arena, &(struct record_overlap_in){.centre_id = act->centre_id, .person_id = person->id,
		.from_ms = options->from_ms, .to_ms = options->to_ms}, &is_found, &overlap));
	if (!may)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (person->id.value == act->actor.value)
		return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	if (is_close)
		return records_refuse(RECORD_UNRELATED, ret_refusal);
	if (text_is_empty(text_trim(options->title)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_is_empty(text_trim(options->evidence)))
		return records_refuse(RECORD_NO_EVIDENCE, ret_refusal);
	if (text_count_points(options->title) > LIMIT_TITLE_POINTS || text_count_points(options->evidence) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	bool is_time_good = options->to_ms > options->from_ms && options->to_ms - options->from_ms <= LONGEST_MS && options->to_ms <= act->now_ms
		&& options->from_ms >= act->now_ms - OLDEST_MS;
	if (!is_time_good)
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	return records_refuse(overlap.overlap_to_ms > 0 ? RECORD_TIME_TAKEN : RECORD_OK, ret_refusal);
}

static enum fail read_for_staff(const struct act *act, int64_t id, enum record_refusal *ret_refusal, struct backfill_get_row *ret_row)
{
	bool is_found = false;
	bool may = false;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_backfill_get(act->view, act->arena, &(struct backfill_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_row));
	if (is_found)
		TRY(records_staff_may(act, ret_row->place_id, &may));
	if (!may)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	return records_refuse(ret_row->person_id.value == act->actor.value ? RECORD_OWN_HOURS : RECORD_OK, ret_refusal);
}

static enum fail add_event(const struct act *act, int64_t id, enum backfill_event_kind kind, struct text reason, struct record_id record_id)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	int64_t event_id = ids_new(act->now_ms);
	TRY(q_record_backfill_event_add(act->txn, &(struct record_backfill_event_add_in){.centre_id = act->centre_id, .id = event_id,
		.backfill_id = id, .kind = kind, .reason = reason, .record_id = record_id, .actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	return proof_append(act, ENTRY_KEPT_BACKFILL_STEP, event_id);
}

/* A duty that was, and its record: final at once, marked for ever. */
static enum fail post(const struct act *act, int64_t id, const struct backfill_get_row *row)
{
	struct record_plan plan = {.person_id = row->person_id, .from_ms = row->from_ms, .to_ms = row->to_ms, .evidence = EVIDENCE_PAPER,
		.source = RECORD_BACKFILLED};
	struct record_id record_id;
	struct act hers = *act;
	TRY(duties_make(act, &(struct duties_make_options){.place_id = row->place_id, .title = row->title, .from_ms = row->from_ms, .to_ms = row->to_ms,
		.duration_min = (int32_t)((row->to_ms - row->from_ms) / MINUTE_MS), .people = 1, .coefficient_percent = COEFFICIENT_PERCENT,
		.is_done = true}, &plan.duty_id));
	hers.actor = row->proposed_by; /* who recorded it; who makes it final is somebody else */
	TRY(records_plan(&hers, &plan));
	TRY(records_weigh(&hers, &plan));
	TRY(records_write(&hers, &plan, &record_id));
	TRY(records_signal(act, record_id, &(struct record_verdict_line){SIGNAL_WITNESSES, VERDICT_GOOD, 2}));
	TRY(add_event(act, id, BACKFILL_POSTED, TEXT_NONE, record_id));
	TRY(notices_tell_own(act, row->person_id, "backfill_posted"));
	return records_pay(act, record_id);
}

static bool is_open(const struct backfill_get_row *row)
{
	return row->refusals == 0 && row->record_id.value == 0;
}
