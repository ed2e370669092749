/* SPDX-License-Identifier: Apache-2.0
 *
 * The menu and its facts: a service stands as its last row of menu_change
 * says. Nothing is written: which of the two is right, a person has to see.
 */
#include "domain/audit_private.h"


enum fail audit_menu(struct audit *audit)
{
	struct audit_menu_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_menu(audit->act.view, audit->act.arena, &(struct audit_menu_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_menu_row *row = &rows.rows[i];
		bool differs = audit_differs(audit, "menu_item", row->id.value, "version", row->version, row->facts_version);
		differs |= audit_differs(audit, "menu_item", row->id.value, "price_points", row->price_points, row->facts_price_points);
		differs |= audit_differs(audit, "menu_item", row->id.value, "risk_level", row->risk_level, row->facts_risk_level);
		differs |= audit_differs(audit, "menu_item", row->id.value, "is_open", row->is_open, row->facts_is_open);
		if (!differs)
			(void)audit_differs(audit, "menu_item", row->id.value, "text", 0, 1);
	}
	return OK;
}
