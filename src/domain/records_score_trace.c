/* SPDX-License-Identifier: Apache-2.0
 *
 * What honest telephones do too is not odd. A position that a telephone works
 * out from the Wi-Fi of one home comes again there, now and then: in several
 * homes it does not. One telephone is handed on for an afternoon, is used by a
 * couple who share it, stands at the station for everybody: what is asked about
 * is several who are not close, at different homes, within minutes, on day
 * after day.
 */
#include "domain/records_score_trace.h"

#include <stdlib.h>

#include "base/when.h"

#define SPOT_LEAST 3           /* S1: the very same place so often, in more than one home … */
#define SPOT_ELSEWHERE 1       /* … so often in others than the one it came from most; */
#define SPOT_HOME_LEAST 8      /* or so often in one home, where H3 asks about her sooner than that, … */
#define SPOT_HOME_PERCENT 80   /* … of all that she told there */
#define DEVICE_MS (10 * MINUTE_MS) /* S2: so soon behind one another … */
#define DEVICE_DAYS 4          /* … on so many days, … */
#define DEVICE_PERCENT 33      /* … of those on which she put anything down herself */
#define DEVICE_CROWD 5         /* more than so many have one: it is the station's, and says nothing about who was where */

/* What is known of closeness: either the answers, or where the questions are put. */
struct knowing {
	const struct trace_pairs *close;
	struct trace_pair *questions; /* NULL with `close` NULL: they are only counted */
	size_t question_count;
};
/* The facts of one volunteer, of one spot of hers, or of one telephone. */
struct run { const struct trace_fact *facts; size_t count; };

static int by_spot(const void *a, const void *b);
static int by_device(const void *a, const void *b);
static int by_volunteer(const void *a, const void *b);
static int by_pair(const void *a, const void *b);
static int compare(int64_t one, int64_t other);
static bool are_close(struct knowing *knowing, int64_t a, int64_t b);
static void look_at_spots(struct knowing *knowing, struct trace_fact *facts, size_t count, struct score_flags *flags);
static int64_t score_spot(struct knowing *knowing, const struct run *hers, const struct run *same);
static int64_t most_of_one_home(struct knowing *knowing, const struct run *same, size_t *ret_first);
static int64_t count_told(struct knowing *knowing, const struct run *hers, int64_t home);
static size_t gather_odd(struct knowing *knowing, struct trace_fact *facts, size_t count, struct trace_fact *ret_odd);
static bool is_crowd(const struct run *one);
static bool is_odd(struct knowing *knowing, const struct run *one, size_t at);
static int64_t count_days(const struct run *one);
static void flag_devices(struct run *odd, struct run *all, struct score_flags *flags);
static struct run next_volunteer(struct run *rest);

enum fail trace_questions(struct arena *arena, struct trace_fact *facts, size_t count, struct trace_pairs *ret_questions)
{
	struct knowing counting = {.close = NULL};
	struct trace_pairs questions = {.count = 0};
	struct score_flags none = {.flags = NULL};
	look_at_spots(&counting, facts, count, &none);
	(void)gather_odd(&counting, facts, count, NULL);
	struct knowing asking = {.questions = arena_array(arena, struct trace_pair, counting.question_count + 1)};
	if (asking.questions == NULL)
		return FAIL_LIMIT;
	look_at_spots(&asking, facts, count, &none);
	(void)gather_odd(&asking, facts, count, NULL);
	check(asking.question_count == counting.question_count);
	qsort(asking.questions, asking.question_count, sizeof(asking.questions[0]), by_pair);
	questions.pairs = asking.questions;
	for (size_t i = 0; i < asking.question_count; i++) {
		if (i == 0 || by_pair(&asking.questions[i - 1], &asking.questions[i]) != 0)
			questions.pairs[questions.count++] = asking.questions[i];
	}
	*ret_questions = questions;
	return OK;
}

enum fail trace_scores(struct arena *arena, struct trace_fact *facts, size_t count, const struct trace_pairs *close, struct score_flags *ret_flags)
{
	struct knowing knowing = {.close = close};
	struct trace_fact *odd = arena_array(arena, struct trace_fact, count + 1);
	struct score_flags flags = {.flags = arena_array(arena, struct score_flag, 2 * count + 1)};
	check(close != NULL);
	if (odd == NULL || flags.flags == NULL)
		return FAIL_LIMIT;
	look_at_spots(&knowing, facts, count, &flags);
	struct run found = {odd, gather_odd(&knowing, facts, count, odd)};
	struct run all = {facts, count};
	qsort(odd, found.count, sizeof(odd[0]), by_volunteer);
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	flag_devices(&found, &all, &flags);
	*ret_flags = flags;
	return OK;
}

/* Whether two are one, or close. Where it is not known yet it is asked, and taken for no: so everything is asked that may matter. */
static bool are_close(struct knowing *knowing, int64_t a, int64_t b)
{
	struct trace_pair pair = {a < b ? a : b, a < b ? b : a};
	if (a == b || a == 0 || b == 0)
		return a == b;
	if (knowing->close != NULL)
		return bsearch(&pair, knowing->close->pairs, knowing->close->count, sizeof(pair), by_pair) != NULL;
	if (knowing->questions != NULL)
		knowing->questions[knowing->question_count] = pair;
	knowing->question_count++;
	return false;
}

/* S1: of the spots of one volunteer that are odd the one that came most. */
static void look_at_spots(struct knowing *knowing, struct trace_fact *facts, size_t count, struct score_flags *flags)
{
	struct run rest = {facts, count};
	qsort(facts, count, sizeof(facts[0]), by_spot);
	while (rest.count > 0) {
		struct run hers = next_volunteer(&rest);
		struct score_flag flag = {.volunteer = hers.facts[0].volunteer, .score = SCORE_PLACE};
		struct run same = {.count = 0};
		for (size_t at = 0; at < hers.count; at += same.count) {
			for (same = (struct run){&hers.facts[at], 0}; at + same.count < hers.count && hers.facts[at + same.count].spot == same.facts[0].spot; same.count++)
				continue;
			int64_t number = same.facts[0].spot == 0 ? 0 : score_spot(knowing, &hers, &same);
			if (number <= flag.number)
				continue;
			flag.number = number;
			flag.record_id = same.facts[0].record_id;
			for (size_t i = 1; i < same.count; i++)
				flag.record_id = same.facts[i].record_id > flag.record_id ? same.facts[i].record_id : flag.record_id;
		}
		if (flag.number > 0 && knowing->close != NULL)
			flags->flags[flags->count++] = flag;
	}
}

/* How often, when that is odd; 0 not. */
static int64_t score_spot(struct knowing *knowing, const struct run *hers, const struct run *same)
{
	int64_t all = (int64_t)same->count;
	size_t first = 0;
	if (all < SPOT_LEAST)
		return 0;
	int64_t most = most_of_one_home(knowing, same, &first);
	int64_t told = count_told(knowing, hers, same->facts[first].receiver);
	for (size_t i = 0; i < same->count && knowing->close == NULL; i++) /* which of them it will be follows from the answers */
		(void)count_told(knowing, hers, same->facts[i].receiver);
	bool is_elsewhere = all - most >= SPOT_ELSEWHERE;
	bool is_always = most >= SPOT_HOME_LEAST && most * 100 >= told * SPOT_HOME_PERCENT;
	return is_elsewhere || is_always ? all : 0;
}

/* How many came from the home from which most came; *ret_first: one of these. */
static int64_t most_of_one_home(struct knowing *knowing, const struct run *same, size_t *ret_first)
{
	int64_t most = 0;
	for (size_t i = 0; i < same->count; i++) {
		int64_t alike = 0;
		for (size_t n = 0; n < same->count; n++)
			alike += are_close(knowing, same->facts[i].receiver, same->facts[n].receiver);
		if (alike <= most)
			continue;
		most = alike;
		*ret_first = i;
	}
	return most;
}

/* Of how many services at a home she told a place at all. */
static int64_t count_told(struct knowing *knowing, const struct run *hers, int64_t home)
{
	int64_t told = 0;
	for (size_t i = 0; i < hers->count; i++)
		told += hers->facts[i].spot != 0 && are_close(knowing, hers->facts[i].receiver, home);
	return told;
}

/* S2: everything that was put down with one telephone while others were with it. `ret_odd` has room for all; NULL: nobody wants them. */
static size_t gather_odd(struct knowing *knowing, struct trace_fact *facts, size_t count, struct trace_fact *ret_odd)
{
	struct run one = {.count = 0};
	size_t odd = 0;
	qsort(facts, count, sizeof(facts[0]), by_device);
	for (size_t from = 0; from < count; from += one.count) {
		for (one = (struct run){&facts[from], 0}; from + one.count < count && facts[from + one.count].device == facts[from].device; one.count++)
			continue;
		if (facts[from].device == 0 || is_crowd(&one))
			continue;
		for (size_t at = 0; at < one.count; at++) {
			if (!is_odd(knowing, &one, at))
				continue;
			if (ret_odd != NULL)
				ret_odd[odd] = one.facts[at];
			odd++;
		}
	}
	return odd;
}

static bool is_crowd(const struct run *one)
{
	int64_t seen[DEVICE_CROWD];
	size_t people = 0;
	for (size_t i = 0; i < one->count; i++) {
		size_t at = 0;
		while (at < people && seen[at] != one->facts[i].volunteer)
			at++;
		if (at < people)
			continue;
		if (people == DEVICE_CROWD)
			return true;
		seen[people++] = one->facts[i].volunteer;
	}
	return false;
}

/* Somebody else who is not close had it within minutes at another home; or two others did, wherever that was. */
static bool is_odd(struct knowing *knowing, const struct run *one, size_t at)
{
	const struct trace_fact *fact = &one->facts[at];
	int64_t other = 0;
	bool is_apart = false;
	bool are_three = false;
	size_t first = at;
	while (first > 0 && fact->at_ms - one->facts[first - 1].at_ms <= DEVICE_MS)
		first--;
	for (size_t i = first; i < one->count && one->facts[i].at_ms - fact->at_ms <= DEVICE_MS; i++) {
		const struct trace_fact *with = &one->facts[i];
		if (are_close(knowing, fact->volunteer, with->volunteer))
			continue;
		bool has_homes = fact->receiver != 0 && with->receiver != 0;
		bool is_elsewhere = !are_close(knowing, fact->receiver, with->receiver);
		is_apart = is_apart || (has_homes && is_elsewhere);
		are_three = are_three || (other != 0 && other != with->volunteer);
		other = with->volunteer;
	}
	return is_apart || are_three;
}

/* On how many days; each volunteer once. Both stand sorted by volunteer. */
static void flag_devices(struct run *odd, struct run *all, struct score_flags *flags)
{
	while (odd->count > 0) {
		struct run found = next_volunteer(odd);
		struct run hers = next_volunteer(all);
		while (hers.facts[0].volunteer != found.facts[0].volunteer)
			hers = next_volunteer(all);
		struct score_flag flag = {.volunteer = found.facts[0].volunteer, .score = SCORE_DEVICE, .number = count_days(&found)};
		for (size_t i = 0; i < found.count; i++)
			flag.record_id = found.facts[i].record_id > flag.record_id ? found.facts[i].record_id : flag.record_id;
		if (flag.number >= DEVICE_DAYS && flag.number * 100 >= count_days(&hers) * DEVICE_PERCENT)
			flags->flags[flags->count++] = flag;
	}
}

/* Takes what is hers from the front. */
static struct run next_volunteer(struct run *rest)
{
	struct run hers = {rest->facts, 0};
	check(rest->count > 0);
	while (hers.count < rest->count && rest->facts[hers.count].volunteer == rest->facts[0].volunteer)
		hers.count++;
	rest->facts += hers.count;
	rest->count -= hers.count;
	return hers;
}

/* By the hour they stand in. */
static int64_t count_days(const struct run *one)
{
	int64_t days = 0;
	for (size_t i = 0; i < one->count; i++)
		days += i == 0 || when_local_day(one->facts[i].at_ms) != when_local_day(one->facts[i - 1].at_ms);
	return days;
}

static int by_spot(const void *a, const void *b)
{
	const struct trace_fact *one = a;
	const struct trace_fact *other = b;
	int order = compare(one->volunteer, other->volunteer);
	order = order != 0 ? order : compare(one->spot, other->spot);
	order = order != 0 ? order : compare(one->receiver, other->receiver);
	return order != 0 ? order : compare(one->record_id, other->record_id);
}

static int by_device(const void *a, const void *b)
{
	const struct trace_fact *one = a;
	const struct trace_fact *other = b;
	int order = compare(one->device, other->device);
	order = order != 0 ? order : compare(one->at_ms, other->at_ms);
	order = order != 0 ? order : compare(one->volunteer, other->volunteer);
	return order != 0 ? order : compare(one->record_id, other->record_id);
}

static int by_volunteer(const void *a, const void *b)
{
	const struct trace_fact *one = a;
	const struct trace_fact *other = b;
	int order = compare(one->volunteer, other->volunteer);
	return order != 0 ? order : compare(one->at_ms, other->at_ms);
}

static int by_pair(const void *a, const void *b)
{
	const struct trace_pair *one = a;
	const struct trace_pair *other = b;
	int order = compare(one->one, other->one);
	return order != 0 ? order : compare(one->other, other->other);
}

static int compare(int64_t one, int64_t other)
{
	return one < other ? -1 : one > other;
}
