/* SPDX-License-Identifier: Apache-2.0
 *
 * What works may do to which table, the same on every engine.
 */
#include <string.h>

#include "store/engine.h"

static const struct {
	const char *table;
	int set; /* STORE_SET_COUNT = anybody may insert */
	bool is_fact; /* rows are never changed or removed */
} guarded[] = {
	{"account", STORE_LEDGER, false},
	{"transfer", STORE_LEDGER, true},
	{"record", STORE_RECORD, true},
	{"record_event", STORE_RECORD, true},
	{"trail", STORE_TRAIL, true},
	{"chain_end", STORE_SET_COUNT, false},
	{"certificate", STORE_CERTIFICATE, true},
	{"certificate_event", STORE_CERTIFICATE, true},
	{"certificate_issue", STORE_CERTIFICATE, true},
	{"certificate_line", STORE_CERTIFICATE, true},
	{"certificate_record", STORE_CERTIFICATE, true},
	{"proof_secret", STORE_PROOF, false},
	{"proof_leaf", STORE_PROOF, true},
	{"proof_node", STORE_PROOF, true},
	{"proof_head", STORE_PROOF, true},
	{"attendance", STORE_SET_COUNT, true},
	{"request_event", STORE_SET_COUNT, true},
	{"offer_answer", STORE_SET_COUNT, true},
	{"rule", STORE_SET_COUNT, true},
	{"rule_rate", STORE_SET_COUNT, true},
	{"record_signal", STORE_RECORD, true},
	{"call_back", STORE_RECORD, true},
	{"call_back_answer", STORE_RECORD, true},
	{"backfill", STORE_RECORD, true},
	{"backfill_event", STORE_RECORD, true},
	{"record_fix", STORE_RECORD, true},
	{"record_fix_answer", STORE_RECORD, true},
	{"record_part", STORE_RECORD, true},
	{"export_mapping", STORE_SET_COUNT, true},
	{"export", STORE_SET_COUNT, true},
	{"export_line", STORE_SET_COUNT, true},
	{"export_answer", STORE_SET_COUNT, true},
	{"undigested", STORE_SET_COUNT, true},
	{"absence", STORE_SET_COUNT, true},
	{"star_level", STORE_SET_COUNT, true},
	{"good_event", STORE_SET_COUNT, true},
	{"redemption", STORE_SET_COUNT, true},
	{"redemption_end", STORE_SET_COUNT, true},
};

bool guard_allows(const char *table, enum guard_action action, unsigned *writes)
{
	check(table != NULL && writes != NULL);
	if (strcmp(table, "migration") == 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(guarded); i++) {
		if (strcmp(table, guarded[i].table) != 0)
			continue;
		if (guarded[i].is_fact && action != GUARD_INSERT)
			return false;
		check(guarded[i].set >= 0 && guarded[i].set <= STORE_SET_COUNT);
		if (guarded[i].set < STORE_SET_COUNT)
			*writes |= 1u << guarded[i].set;
	}
	return true;
}
