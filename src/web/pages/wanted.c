/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/wanted.h"

#include "base/when.h"
#include "queries/menu.h"

#define DAY_FROM_MIN (8 * 60 + 30) /* a day without a time means working hours */
#define DAY_TO_MIN (18 * 60)

enum fail wanted_window(const struct write *write, struct requests_open_options *options, bool *ret_is_day)
{
	const struct form_data *form = &write->call->form;
	struct menu_item_get_row item = {.duration_min = 60};
	bool is_found = false;
	bool has_day = form_has(form, "day");
	bool has_time = form_has(form, "time");
	int64_t now_ms = write->act.now_ms;
	int32_t day = when_local_day(now_ms);
	*ret_is_day = !has_day || when_parse_near_day(form_text(form, "day"), day, &day);
	if (!*ret_is_day || (!has_day && !has_time))
		return OK;
	if (!has_time) {
		int64_t from_ms = when_at(day, DAY_FROM_MIN);
		options->wanted_to_ms = when_at(day, DAY_TO_MIN);
		options->wanted_from_ms = from_ms < now_ms && options->wanted_to_ms > now_ms ? now_ms : from_ms;
		return OK;
	}
	int32_t minute = (int32_t)form_int(form, "time");
	day += !has_day && when_at(day, minute) < now_ms;
	if (options->item_id.value != 0)
		TRY(q_menu_item_get(write->act.view, write->act.arena, &(struct menu_item_get_in){.centre_id = write->act.centre_id, .id = options->item_id},
			&is_found, &item));
	options->wanted_from_ms = when_at(day, minute);
	options->wanted_to_ms = options->wanted_from_ms + item.duration_min * MINUTE_MS;
	return OK;
}
