/* SPDX-License-Identifier: Apache-2.0
 *
 * S9: praise that nobody meant. Five stars are usual, and who is liked gets
 * many: what counts is how often the same people give others less.
 */
#include "domain/records_score.h"

#include <stdlib.h>

#define WORDS_LEAST 4           /* the very same words so often … */
#define WORDS_RATERS 3          /* … from so many people … */
#define WORDS_PERCENT 75        /* … about her, of all who got them: what everybody writes says nothing */
#define STARS_LEAST 8           /* so many ratings, all of them five, from … */
#define STARS_RATERS 3          /* … so many people, … */
#define STARS_ONE_IN 10000      /* … which chance brings once in so many, by what the same people give to others; */
#define MUTUAL_LEAST 3          /* two who gave each other so many each, all of them five … */
#define MUTUAL_ONE_IN 1000
#define OTHERS_LEAST 6          /* ratings of others, or it is not known what they give … */
#define OTHERS_MORE 2           /* … and two fives more than there were: six ratings say little about that */
#define FIVE 5
#define CERTAIN 1000000000      /* of a chance */

/* What one person gave to all. */
struct giver { int64_t rater, count, fives; };
struct givers { struct giver *rows; size_t count; };
/* What a number of ratings of one volunteer sums up to, beside what the same people gave to others. */
struct praise { int64_t volunteer, rater, count, fives, raters, others, others_fives, newest; };

static int by_words(const void *a, const void *b);
static int by_volunteer(const void *a, const void *b);
static int by_rater(const void *a, const void *b);
static int compare(int64_t one, int64_t other);
static void flag_words(struct score_flags *flags, const struct praise_fact *facts, size_t count);
static void flag_same_words(struct score_flags *flags, const struct praise_fact *facts, size_t count);
static void flag_stars(struct score_flags *flags, const struct praise_fact *facts, size_t count, const struct givers *givers);
static int64_t praise_each_other(const struct praise_fact *facts, size_t count, const struct praise *there, const struct givers *givers);
static const struct praise_fact *find_pair(const struct praise_fact *facts, size_t count, int64_t volunteer, int64_t rater, size_t *ret_count);
static struct praise sum_pair(const struct praise_fact *facts, size_t count, const struct givers *givers);
static void add(struct praise *sum, const struct praise *pair);
static enum fail count_givers(struct arena *arena, const struct praise_fact *facts, size_t count, struct givers *ret_givers);
static bool is_rare(const struct praise *praise, int64_t one_in);
static void flag(struct score_flags *flags, enum record_score score, int64_t volunteer, int64_t number, int64_t record_id);

enum fail record_praise(struct arena *arena, struct praise_fact *facts, size_t count, struct score_flags *ret_flags)
{
	struct givers givers;
	struct score_flags flags = {.flags = arena_array(arena, struct score_flag, 3 * count + 1)};
	TRY(count_givers(arena, facts, count, &givers));
	if (flags.flags == NULL)
		return FAIL_LIMIT;
	qsort(facts, count, sizeof(facts[0]), by_words);
	flag_words(&flags, facts, count);
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	flag_stars(&flags, facts, count, &givers);
	*ret_flags = flags;
	return OK;
}

static int by_words(const void *a, const void *b)
{
	const struct praise_fact *one = a;
	const struct praise_fact *other = b;
	if (one->words != other->words)
		return one->words < other->words ? -1 : 1;
	return by_volunteer(a, b);
}

static int by_volunteer(const void *a, const void *b)
{
	const struct praise_fact *one = a;
	const struct praise_fact *other = b;
	if (one->volunteer != other->volunteer)
		return compare(one->volunteer, other->volunteer);
	if (one->rater != other->rater)
		return compare(one->rater, other->rater);
	return compare(one->record_id, other->record_id);
}

static int by_rater(const void *a, const void *b)
{
	return compare(((const struct giver *)a)->rater, ((const struct giver *)b)->rater);
}

static int compare(int64_t one, int64_t other)
{
	return one < other ? -1 : one > other;
}

static void flag_words(struct score_flags *flags, const struct praise_fact *facts, size_t count)
{
	for (size_t first = 0, next = 0; first < count; first = next) {
		while (next < count && facts[next].words == facts[first].words)
			next++;
		if (facts[first].words != 0)
			flag_same_words(flags, &facts[first], next - first);
	}
}

/* All of one wording, by volunteer and rater. */
static void flag_same_words(struct score_flags *flags, const struct praise_fact *facts, size_t count)
{
	for (size_t first = 0, next = 0; first < count; first = next) {
		int64_t raters = 0;
		int64_t newest = 0;
		for (; next < count && facts[next].volunteer == facts[first].volunteer; next++) {
			raters += next == first || facts[next].rater != facts[next - 1].rater;
			newest = facts[next].record_id > newest ? facts[next].record_id : newest;
		}
		if (next - first >= WORDS_LEAST && raters >= WORDS_RATERS && (next - first) * 100 >= count * WORDS_PERCENT)
			flag(flags, SCORE_WORDS, facts[first].volunteer, (int64_t)(next - first), newest);
	}
}

static void flag_stars(struct score_flags *flags, const struct praise_fact *facts, size_t count, const struct givers *givers)
{
	for (size_t first = 0, next = 0; first < count; first = next) {
		struct praise all = {.count = 0};
		struct praise mutual = {.count = 0};
		while (next < count && facts[next].volunteer == facts[first].volunteer) {
			size_t pair_count = 0;
			const struct praise_fact *pair = find_pair(facts, count, facts[next].volunteer, facts[next].rater, &pair_count);
			struct praise sum = sum_pair(pair, pair_count, givers);
			int64_t number = praise_each_other(facts, count, &sum, givers);
			if (number > mutual.count)
				mutual = (struct praise){.count = number, .newest = sum.newest};
			add(&all, &sum);
			next += pair_count;
		}
		if (all.count >= STARS_LEAST && all.raters >= STARS_RATERS && is_rare(&all, STARS_ONE_IN))
			flag(flags, SCORE_STARS, facts[first].volunteer, all.count, all.newest);
		if (mutual.count > 0)
			flag(flags, SCORE_MUTUAL, facts[first].volunteer, mutual.count, mutual.newest);
	}
}

/* How many fives two gave each other when that is odd, else 0. `there`: what one gave the other. */
static int64_t praise_each_other(const struct praise_fact *facts, size_t count, const struct praise *there, const struct givers *givers)
{
	size_t back_count = 0;
	const struct praise_fact *back = find_pair(facts, count, there->rater, there->volunteer, &back_count);
	if (back_count < MUTUAL_LEAST || there->count < MUTUAL_LEAST)
		return 0;
	struct praise both = sum_pair(back, back_count, givers);
	add(&both, there);
	return is_rare(&both, MUTUAL_ONE_IN) ? both.count : 0;
}

/* What one rater gave one volunteer, among facts sorted by volunteer; `*ret_count` 0 when nothing. */
static const struct praise_fact *find_pair(const struct praise_fact *facts, size_t count, int64_t volunteer, int64_t rater, size_t *ret_count)
{
	struct praise_fact wanted = {.volunteer = volunteer, .rater = rater, .record_id = INT64_MIN};
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_volunteer(&facts[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	size_t next = low;
	while (next < count && facts[next].volunteer == volunteer && facts[next].rater == rater)
		next++;
	*ret_count = next - low;
	return &facts[low];
}

static struct praise sum_pair(const struct praise_fact *facts, size_t count, const struct givers *givers)
{
	check(count > 0);
	struct praise sum = {.volunteer = facts[0].volunteer, .rater = facts[0].rater, .count = (int64_t)count, .raters = 1};
	struct giver wanted = {.rater = facts[0].rater};
	const struct giver *giver = bsearch(&wanted, givers->rows, givers->count, sizeof(wanted), by_rater);
	check(giver != NULL);
	for (size_t i = 0; i < count; i++) {
		sum.fives += facts[i].stars == FIVE;
		sum.newest = facts[i].record_id > sum.newest ? facts[i].record_id : sum.newest;
	}
	sum.others = giver->count - sum.count;
	sum.others_fives = giver->fives - sum.fives;
	return sum;
}

static void add(struct praise *sum, const struct praise *pair)
{
	sum->count += pair->count;
	sum->fives += pair->fives;
	sum->raters += pair->raters;
	sum->others += pair->others;
	sum->others_fives += pair->others_fives;
	sum->newest = pair->newest > sum->newest ? pair->newest : sum->newest;
}

static enum fail count_givers(struct arena *arena, const struct praise_fact *facts, size_t count, struct givers *ret_givers)
{
	struct givers givers = {.rows = arena_array(arena, struct giver, count + 1)};
	size_t kept = 0;
	if (givers.rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		givers.rows[i] = (struct giver){.rater = facts[i].rater, .count = 1, .fives = facts[i].stars == FIVE};
	qsort(givers.rows, count, sizeof(givers.rows[0]), by_rater);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && givers.rows[kept - 1].rater == givers.rows[i].rater) {
			givers.rows[kept - 1].count++;
			givers.rows[kept - 1].fives += givers.rows[i].fives;
		} else {
			givers.rows[kept++] = givers.rows[i];
		}
	}
	givers.count = kept;
	*ret_givers = givers;
	return OK;
}

/* All of them five, and by what the same people gave to others chance brings that once in `one_in`. */
static bool is_rare(const struct praise *praise, int64_t one_in)
{
	int64_t chance = CERTAIN;
	if (praise->fives != praise->count || praise->others < OTHERS_LEAST)
		return false;
	for (int64_t i = 0; i < praise->count && chance > 0; i++)
		chance = chance * (praise->others_fives + OTHERS_MORE) / (praise->others + OTHERS_MORE);
	return chance * one_in <= CERTAIN;
}

static void flag(struct score_flags *flags, enum record_score score, int64_t volunteer, int64_t number, int64_t record_id)
{
	flags->flags[flags->count++] = (struct score_flag){.volunteer = volunteer, .record_id = record_id, .score = score, .number = number};
}
