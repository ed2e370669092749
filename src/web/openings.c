/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openings.h"

#include "base/arena.h"
#include "queries/people_pages.h"
#include "text/mask.h"
#include "web/words.h"

static enum key what_of(const struct person_openings_row *row, struct text column);
static struct text who_of(struct call *call, struct person_id person_id, const struct person_openings_row *row);
static struct text why_of(struct call *call, const struct person_openings_row *row, struct text reason);

enum fail openings_of(struct call *call, struct person_id person_id, struct openings *ret_openings)
{
	struct person_openings_rows rows;
	TRY(q_person_openings(call->view, call->arena, &(struct person_openings_in){.centre_id = call->centre_id, .person_id = person_id}, &rows));
	struct opening *openings = arena_array(call->arena, struct opening, rows.count + 1);
	if (openings == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct person_openings_row *row = &rows.rows[i];
		struct text reason = row->detail; /* "phone_sealed: call_back" */
		struct text column = text_cut(&reason, ':');
		openings[i] = (struct opening){.at_ms = row->at_ms, .what = what_of(row, column), .who = who_of(call, person_id, row),
			.why = why_of(call, row, text_trim(reason))};
	}
	*ret_openings = (struct openings){.rows = openings, .count = rows.count, .is_cut = rows.is_cut};
	return OK;
}

static enum key what_of(const struct person_openings_row *row, struct text column)
{
	static const struct { const char *column; enum key what; } opened[] = {{"phone_sealed", KEY_opening_phone}, {"document_sealed", KEY_opening_document},
		{"address_sealed", KEY_opening_address}, {"health_sealed", KEY_opening_health}};
	if (text_equal(row->act, TEXT("credential.code")))
		return KEY_opening_code;
	for (size_t i = 0; i < COUNT_OF(opened); i++) {
		if (text_equal(column, text_of(opened[i].column)))
			return opened[i].what;
	}
	return KEY_opening_visit; /* access.assigned: address and telephone, for who comes */
}

static struct text who_of(struct call *call, struct person_id person_id, const struct person_openings_row *row)
{
	if (row->actor_id.value == person_id.value)
		return call_say(call, KEY_opening_herself);
	if (row->actor_id.value == 0)
		return call_say(call, KEY_desk_trail_clock);
	struct say name = {"name", SAY_TEXT, mask_name(call->arena, row->actor_name), 0};
	return render_words(call->arena, call->lang, call->now_ms, row->is_staff ? KEY_opening_staff : KEY_opening_volunteer, &name, 1);
}

/* A reason of the list in the reader's words; one that was typed as it is. */
static struct text why_of(struct call *call, const struct person_openings_row *row, struct text reason)
{
	if (text_equal(row->act, TEXT("access.assigned")))
		return call_say(call, KEY_reveal_reason_visit);
	if (text_equal(row->act, TEXT("credential.code")) || reason.len == 0)
		return TEXT_NONE;
	enum key key = words_named("reveal_reason", reason);
	return key == KEY_NONE ? reason : call_say(call, key);
}
