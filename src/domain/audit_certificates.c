/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/audit_private.h"


enum fail audit_certificates(struct audit *audit)
{
	struct audit_counted_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_counted(audit->act.view, audit->act.arena, &(struct audit_counted_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_counted_row *row = &rows.rows[i];
		(void)audit_differs(audit, "certificate_issue", row->id.value, "count", row->count, row->counted);
		(void)audit_differs(audit, "certificate_issue", row->id.value, "minutes", row->minutes, row->record_minutes);
		(void)audit_differs(audit, "certificate_record", row->id.value, "minutes", row->counted_minutes, row->record_minutes);
		(void)audit_differs(audit, "certificate_line", row->id.value, "minutes", row->line_minutes, row->minutes);
	}
	return OK;
}
