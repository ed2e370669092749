/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of domain/proof: a row before it becomes an entry.
 */
#ifndef DOMAIN_PROOF_PRIVATE_H
#define DOMAIN_PROOF_PRIVATE_H

#include "domain/proof.h"

/* One end of what happened: an account, or the person of a record. */
struct proof_end {
	int64_t account_kind;        /* 0: nobody */
	struct person_id person_id;  /* 0: the house's own, or an organisation's */
	struct text secret;          /* empty: not made yet; one byte: erased */
};

struct proof_fact {
	struct entry entry;          /* but number, tags and facts */
	struct proof_end debit, credit;
	struct text row;             /* every column */
};

/* Reads a row; arena of the act. */
MUST_USE enum fail proof_fact_read(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_fact *ret_fact);
/* The fact that a transfer is; the row lies in the arena of the act. */
MUST_USE enum fail proof_fact_of_transfer(const struct act *act, const struct proof_transfer *transfer, struct proof_fact *ret_fact);
/* The rows that are kept as they were, from ENTRY_KEPT_RECORD on. */
MUST_USE enum fail proof_kept_read(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_fact *ret_fact);
/* Whether all bytes for its tags are there. */
bool proof_fact_is_told(const struct proof_fact *fact);
/* An account is a person's exactly when it says so. True of what we write; an audit reads what may have been changed. */
bool proof_end_is_sound(const struct proof_end *end);
/* The entry of this number. */
struct entry proof_fact_entry(const struct proof_fact *fact, uint64_t number);

#endif
