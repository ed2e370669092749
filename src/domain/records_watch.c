/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/records_score.h"
#include "text/fold.h"

#define WINDOW_MS (90 * DAY_MS)
#define AGAIN_MS (30 * DAY_MS)  /* who was rung about because of a score is let alone so long … */
#define KNOWN_MS (180 * DAY_MS) /* … and so long about the same one when the resident said that it was so: some neighbours are like that */

#define RATINGS_MS (30 * DAY_MS)
#define WORDS_LEAST_POINTS 6    /* shorter is what everybody writes */
#define WORDS_BEGIN UINT64_C(0xCBF29CE484222325) /* FNV-1a */
#define WORDS_NEXT UINT64_C(0x100000001B3)

struct watched { struct score_fact *facts; size_t count; };
struct praised { struct praise_fact *facts; size_t count; };

static enum fail read_facts(const struct act *act, struct watched *ret_watched);
static enum fail read_ratings(const struct act *act, struct praised *ret_praised);
static enum fail words_of(struct arena *arena, struct text comment, uint64_t *ret_words);
static enum fail ask(const struct act *act, const struct score_flags *flags, size_t *queued);
static struct score_fact fact_of(const struct watch_facts_row *row);

enum fail records_watch(const struct act *act, size_t *ret_queued)
{
	struct watched watched;
	struct praised praised;
	struct score_flags flags;
	size_t queued = 0;
	check(act->txn != NULL && act->actor.value == 0);
	TRY(read_facts(act, &watched));
	TRY(record_scores(act->arena, watched.facts, watched.count, &flags));
	TRY(ask(act, &flags, &queued));
	TRY(read_ratings(act, &praised));
	TRY(record_praise(act->arena, praised.facts, praised.count, &flags));
	TRY(ask(act, &flags, &queued));
	TRY(records_watch_traces(act, &flags));
	TRY(ask(act, &flags, &queued));
	for (size_t i = 0; i < watched.count; i++) {
		if (watched.facts[i].confirmed_ms < act->now_ms - DAY_MS || !record_is_sampled(watched.facts[i].record_id))
			continue;
		TRY(records_call_back(act, (struct record_id){watched.facts[i].record_id}, &(struct call_back_why){CALL_BACK_SAMPLE, 0, 0}));
		queued++;
	}
	TRY(record_riskiest(act->arena, watched.facts, watched.count, when_local_day(act->now_ms), &flags));
	for (size_t i = 0; i < flags.count; i++)
		TRY(records_call_back(act, (struct record_id){flags.flags[i].record_id}, &(struct call_back_why){CALL_BACK_RISKIEST, 0, flags.flags[i].number}));
	queued += flags.count;
	*ret_queued = queued;
	return OK;
}

/* All of the window, read in pieces: a subdistrict with 600 services a day has more than one list holds. */
static enum fail read_facts(const struct act *act, struct watched *ret_watched)
{
	struct arena *piece CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct watch_count_row room = {0};
	struct watch_facts_rows rows = {.is_cut = true};
	struct record_id after = {ids_first(act->now_ms - WINDOW_MS)}; /* a record is made behind what it tells of */
	bool is_found = false;
	size_t count = 0;
	TRY(q_watch_count(act->view, act->arena, &(struct watch_count_in){.centre_id = act->centre_id, .after_id = after, .since_ms = act->now_ms - WINDOW_MS},
		&is_found, &room));
	check(is_found && room.count >= 0);
	struct score_fact *facts = arena_array(act->arena, struct score_fact, (size_t)room.count + 1);
	if (facts == NULL || piece == NULL)
		return FAIL_LIMIT;
	while (rows.is_cut) {
		arena_reset(piece);
		TRY(q_watch_facts(act->view, piece, &(struct watch_facts_in){.centre_id = act->centre_id, .after_id = after, .since_ms = act->now_ms - WINDOW_MS},
			&rows));
		for (size_t i = 0; i < rows.count; i++, count++) {
			check(count < (size_t)room.count);
			facts[count] = fact_of(&rows.rows[i]);
		}
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	*ret_watched = (struct watched){facts, count};
	return OK;
}

/* The newest month's, in pieces too. */
static enum fail read_ratings(const struct act *act, struct praised *ret_praised)
{
	struct arena *piece CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct watch_count_row room = {0};
	struct watch_ratings_rows rows = {.is_cut = true};
	struct record_id after = {ids_first(act->now_ms - WINDOW_MS)};
	int64_t since_ms = act->now_ms - RATINGS_MS;
	bool is_found = false;
	size_t count = 0;
	TRY(q_watch_count(act->view, act->arena, &(struct watch_count_in){.centre_id = act->centre_id, .after_id = after}, &is_found, &room));
	check(is_found && room.count >= 0);
	struct praise_fact *facts = arena_array(act->arena, struct praise_fact, (size_t)room.count + 1);
	if (facts == NULL || piece == NULL)
		return FAIL_LIMIT;
	while (rows.is_cut) {
		arena_reset(piece);
		TRY(q_watch_ratings(act->view, piece, &(struct watch_ratings_in){.centre_id = act->centre_id, .after_id = after, .since_ms = since_ms}, &rows));
		for (size_t i = 0; i < rows.count; i++, count++) {
			const struct watch_ratings_row *row = &rows.rows[i];
			check(count < (size_t)room.count);
			facts[count] = (struct praise_fact){.volunteer = row->person_id.value, .rater = row->rater_id.value, .record_id = row->id.value,
				.stars = row->score};
			TRY(words_of(piece, row->comment, &facts[count].words));
		}
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	*ret_praised = (struct praised){facts, count};
	return OK;
}

/* One number for one wording, whatever its script, case, blanks and dots; 0 for a few characters. */
static enum fail words_of(struct arena *arena, struct text comment, uint64_t *ret_words)
{
	struct text key;
	uint64_t words = WORDS_BEGIN;
	size_t points = 0;
	*ret_words = 0;
	TRY(fold_key(arena, comment, &key));
	for (uint32_t point = text_next_point(&key); point != 0; point = text_next_point(&key)) {
		bool is_letter = fold_is_han(point) || (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
		if (!is_letter)
			continue;
		words = (words ^ point) * WORDS_NEXT;
		points++;
	}
	if (points >= WORDS_LEAST_POINTS)
		*ret_words = words;
	return OK;
}

/* Who was rung about lately is let alone. */
static enum fail ask(const struct act *act, const struct score_flags *flags, size_t *queued)
{
	for (size_t i = 0; i < flags->count; i++) {
		const struct score_flag *flag = &flags->flags[i];
		bool is_found = false;
		struct watch_rung_row rung = {0};
		TRY(q_watch_rung(act->view, act->arena, &(struct watch_rung_in){.centre_id = act->centre_id, .person_id = {flag->volunteer},
			.since_ms = act->now_ms - AGAIN_MS, .score = flag->score, .known_since_ms = act->now_ms - KNOWN_MS}, &is_found, &rung));
		if (rung.count > 0)
			continue;
		TRY(records_call_back(act, (struct record_id){flag->record_id}, &(struct call_back_why){CALL_BACK_SCORE, flag->score, flag->number}));
		(*queued)++;
	}
	return OK;
}

static struct score_fact fact_of(const struct watch_facts_row *row)
{
	struct local_time entered = when_local(row->created_at_ms);
	return (struct score_fact){.record_id = row->id.value, .volunteer = row->person_id.value, .receiver = row->receiver_id.value,
		.confirmer = row->confirmer_id.value, .minutes = row->minutes, .raw_minutes = row->minutes_raw, .planned = row->duration_min, .to_ms = row->to_ms,
		.confirmed_ms = row->confirmed_ms, .since_ms = row->since_ms, .spent = row->spent, .is_staff_entry = row->recorded_by.value != row->person_id.value,
		.entered_ms = row->created_at_ms, .entered_min = entered.hour * 60 + entered.minute};
}
