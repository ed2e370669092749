/* SPDX-License-Identifier: Apache-2.0
 *
 * A town as bytes: one walk over its arrays that either writes or reads, so
 * that both always agree. Numbers are little-endian, of their own width.
 */
#include "domain/plans_private.h"

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"

#define STREAM_MARK INT64_C(0x326e616c70)  /* "plan2" */
#define STREAM_FIRST INT64_C(0x316e616c70) /* "plan1": one day, without the week's limits */
#define STREAM_MAX ((size_t)64 * 1024 * 1024)

struct stream {
	struct buffer *out;   /* NULL: reading */
	struct arena *arena;
	struct text in;
	bool is_bad;
};

static void walk(struct stream *stream, struct plan_town *town);
static void items(struct stream *stream, const void **at, uint32_t count, size_t width);
static void bytes(struct stream *stream, void *at, size_t count);

#define NUMBER(stream, field) bytes((stream), &(field), sizeof(field))
#define ITEMS(stream, field, count) \
	do { \
		const void *at_ = (field); \
		items((stream), &at_, (count), sizeof(*(field))); \
		(field) = at_; \
	} while (0)

enum fail plans_town_write(struct arena *arena, const struct plan_town *town, struct text *ret_bytes)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(STREAM_MAX);
	struct stream stream = {.out = &out, .arena = arena};
	struct plan_town copy = *town;
	struct text text;
	walk(&stream, &copy);
	TRY(buffer_text(&out, &text));
	*ret_bytes = arena_copy(arena, text);
	return ret_bytes->len == text.len ? OK : FAIL_LIMIT;
}

enum fail plans_town_parse(struct arena *arena, struct text text, struct plan_town *ret_town)
{
	struct stream stream = {.arena = arena, .in = text};
	struct plan_town town = {.day_ms = 0};
	uint32_t index = 0;
	walk(&stream, &town);
	if (stream.is_bad || stream.in.len > 0 || planner_validate(&town.problem, &index) != PLANNER_FINE)
		return FAIL_INPUT;
	*ret_town = town;
	return OK;
}

static void walk(struct stream *stream, struct plan_town *town)
{
	struct planner_problem *problem = &town->problem;
	int64_t mark = STREAM_MARK;
	NUMBER(stream, mark);
	stream->is_bad = stream->is_bad || (mark != STREAM_MARK && mark != STREAM_FIRST);
	NUMBER(stream, town->day_ms);
	town->days = mark == STREAM_FIRST ? 1 : town->days;
	if (mark == STREAM_MARK)
		NUMBER(stream, town->days);
	NUMBER(stream, problem->travel_cost);
	NUMBER(stream, problem->outing_cost);
	NUMBER(stream, problem->fairness_cost);
	NUMBER(stream, problem->places.count);
	ITEMS(stream, problem->places.x_m, problem->places.count);
	ITEMS(stream, problem->places.y_m, problem->places.count);
	NUMBER(stream, problem->volunteers.count);
	ITEMS(stream, town->person_ids, problem->volunteers.count);
	ITEMS(stream, problem->volunteers.home, problem->volunteers.count);
	ITEMS(stream, problem->volunteers.skills, problem->volunteers.count);
	ITEMS(stream, problem->volunteers.pace_s_per_km, problem->volunteers.count);
	ITEMS(stream, problem->volunteers.reach_s, problem->volunteers.count);
	ITEMS(stream, problem->volunteers.load_s, problem->volunteers.count);
	if (mark == STREAM_MARK)
		ITEMS(stream, town->week_left, problem->volunteers.count);
	NUMBER(stream, problem->shifts.count);
	ITEMS(stream, problem->shifts.volunteer, problem->shifts.count);
	ITEMS(stream, problem->shifts.from_s, problem->shifts.count);
	ITEMS(stream, problem->shifts.until_s, problem->shifts.count);
	NUMBER(stream, problem->duties.count);
	ITEMS(stream, town->duty_ids, problem->duties.count);
	ITEMS(stream, problem->duties.place, problem->duties.count);
	ITEMS(stream, problem->duties.duration_s, problem->duties.count);
	ITEMS(stream, problem->duties.weight, problem->duties.count);
	ITEMS(stream, problem->duties.skills, problem->duties.count);
	ITEMS(stream, problem->duties.people, problem->duties.count);
	ITEMS(stream, problem->duties.window_first, problem->duties.count + 1);
	ITEMS(stream, problem->duties.window_from_s, problem->duties.count);
	ITEMS(stream, problem->duties.window_until_s, problem->duties.count);
	NUMBER(stream, problem->bonuses.count);
	ITEMS(stream, problem->bonuses.volunteer, problem->bonuses.count);
	ITEMS(stream, problem->bonuses.duty, problem->bonuses.count);
	ITEMS(stream, problem->bonuses.amount, problem->bonuses.count);
	NUMBER(stream, problem->forbidden.count);
	ITEMS(stream, problem->forbidden.volunteer, problem->forbidden.count);
	ITEMS(stream, problem->forbidden.duty, problem->forbidden.count);
}

static void items(struct stream *stream, const void **at, uint32_t count, size_t width)
{
	void *own = NULL;
	if (stream->out != NULL) {
		buffer_add_bytes(stream->out, *at, count * width);
		return;
	}
	if (!stream->is_bad && stream->in.len / width >= count)
		own = arena_alloc_array(stream->arena, count + 1, width);
	if (own == NULL) {
		stream->is_bad = true;
		return;
	}
	bytes(stream, own, count * width);
	*at = own;
}

static void bytes(struct stream *stream, void *at, size_t count)
{
	if (stream->out != NULL) {
		buffer_add_bytes(stream->out, at, count);
		return;
	}
	stream->is_bad = stream->is_bad || stream->in.len < count;
	if (stream->is_bad)
		return;
	memcpy(at, stream->in.at, count);
	stream->in = text_slice(stream->in, count, stream->in.len);
}
