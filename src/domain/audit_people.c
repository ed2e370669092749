/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person's row says twice: sealed fields and the blind indexes and the
 * mask made from them, the name and its search terms.
 */
#include "domain/audit_private.h"

#include "domain/people.h"
#include "domain/seal.h"
#include "text/mask.h"

static enum fail audit_person(struct audit *audit, struct person_id id);
static enum fail audit_sealed(struct audit *audit, int64_t id, const char *column, struct text sealed, struct text *ret_plain);
static enum fail audit_index(struct audit *audit, int64_t id, const char *column, const char *field, struct text plain, struct text stored);

enum fail audit_people(struct audit *audit)
{
	struct audit_people_rows rows = {.is_cut = true};
	struct person_id after = {0};
	const struct act *act = &audit->act;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_people(act->view, act->arena, &(struct audit_people_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			arena_reset(audit->piece.arena);
			TRY(audit_person(audit, rows.rows[i].id));
		}
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

static enum fail audit_person(struct audit *audit, struct person_id id)
{
	bool is_found = false;
	bool is_indexed = false;
	struct audit_person_row row;
	struct text phone;
	struct text document;
	struct text plain;
	const struct act *act = &audit->piece;
	size_t before = audit->count;
	TRY(q_audit_person(act->view, act->arena, &(struct audit_person_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found);
	TRY(audit_sealed(audit, id.value, "phone_sealed", row.phone_sealed, &phone));
	TRY(audit_sealed(audit, id.value, "document_sealed", row.document_sealed, &document));
	TRY(audit_sealed(audit, id.value, "address_sealed", row.address_sealed, &plain));
	TRY(audit_sealed(audit, id.value, "health_sealed", row.health_sealed, &plain));
	if (audit->count > before)
		return OK; /* nothing can be made from what does not open */
	TRY(audit_index(audit, id.value, "phone_index", "phone", phone, row.phone_index));
	TRY(audit_index(audit, id.value, "document_index", "document", document, row.document_index));
	(void)audit_differs(audit, "person", id.value, "phone_mask", text_equal(row.phone_mask, mask_phone(act->arena, phone)), 1);
	enum fail fail = people_is_indexed(act, id, &is_indexed);
	if (fail == FAIL_MISSING) { /* she lives nowhere, and no list shows her */
		(void)audit_differs(audit, "person", id.value, "place_id", 0, 1);
		return OK;
	}
	TRY(fail);
	(void)audit_differs(audit, "person_term", id.value, "term", is_indexed, 1);
	return OK;
}

static enum fail audit_sealed(struct audit *audit, int64_t id, const char *column, struct text sealed, struct text *ret_plain)
{
	*ret_plain = TEXT_NONE;
	enum fail fail = seal_open(&audit->piece, "person", id, column, sealed, ret_plain);
	if (fail != FAIL_CRYPTO)
		return fail;
	(void)audit_differs(audit, "person", id, column, 0, 1);
	return OK;
}

static enum fail audit_index(struct audit *audit, int64_t id, const char *column, const char *field, struct text plain, struct text stored)
{
	struct text computed;
	TRY(seal_index(&audit->piece, field, plain, &computed));
	(void)audit_differs(audit, "person", id, column, text_equal(stored, computed), 1);
	return OK;
}
