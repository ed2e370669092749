/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/desk_options.h"

#include "domain/organisations.h"
#include "domain/places.h"
#include "queries/organisations.h"
#include "queries/places.h"
#include "web/words.h"

enum fail desk_provider_options(struct call *call, struct text chosen, struct field_look *look)
{
	struct organisation_list_rows rows;
	TRY(q_organisation_list(call->view, call->arena, &(struct organisation_list_in){.centre_id = call->centre_id}, &rows));
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, rows.count + 1);
	if (options == NULL)
		return FAIL_LIMIT;
	look->option_count = 0;
	for (size_t i = 0; i < rows.count; i++) {
		struct text id = ids_text(call->arena, rows.rows[i].id.value);
		if (rows.rows[i].status != ORGANISATION_EXITED || text_equal(id, chosen))
			options[look->option_count++] = (struct view_parts_field_option){.value = id,
				.label = vocab_words(call->arena, call->lang, VOCAB(rows.rows[i].name))};
	}
	look->options = options;
	return OK;
}

enum fail desk_place_options(struct call *call, struct field_look *look)
{
	struct place_list_rows rows;
	TRY(q_place_list(call->view, call->arena, &(struct place_list_in){.centre_id = call->centre_id,
		.ancestor_id = access_scope(&call->access, ROLE_BIT(ROLE_MANAGER)), .from_tier = PLACE_CENTRE, .to_tier = PLACE_VILLAGE}, &rows));
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, rows.count + 1);
	if (options == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		options[i] = (struct view_parts_field_option){.value = ids_text(call->arena, rows.rows[i].id.value),
			.label = vocab_words(call->arena, call->lang, VOCAB(rows.rows[i].name))};
	look->options = options;
	look->option_count = rows.count;
	return OK;
}
