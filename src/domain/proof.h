/* SPDX-License-Identifier: Apache-2.0
 *
 * What anybody can check. Each transfer and each state of a record or
 * certificate becomes an entry of one Merkle tree (proof/tree.h, entry.h) in
 * the same transaction that writes its row; the house signs the root by age
 * and by count (proof/head.h). Whoever holds a receipt sees that her entry is
 * in the signed tree, and whoever kept an old head sees that the tree only
 * grew. The entries are made from the rows themselves, so that the audit can
 * make them again.
 */
#ifndef DOMAIN_PROOF_H
#define DOMAIN_PROOF_H

#include "domain/act.h"
#include "proof/entry.h"
#include "proof/head.h"

#define PROOF_STAR_KEYS 8                        /* a star's entry has the id day × 8 + stars */
#define PROOF_SIGN_AGE_MS (60 * INT64_C(1000)) /* a new entry is under a signed head after at most this and a tick of the clock */
#define PROOF_SIGN_COUNT 1000                  /* and at once with every so many entries */

/* Appends the entry of a row that this transaction has just written: a transfer (its id), a state that a record or certificate
 * reached (the event's id), or a row that is kept as it was (its id; of a star its day × 8 + stars; of a rule its version; of the
 * lines and records of a certificate that one's id). The row must be there. Once per row; every writer of such rows calls it. */
MUST_USE enum fail proof_append(const struct act *act, enum entry_kind kind, int64_t fact_id);

/* An account as a transfer's entry needs it. */
struct proof_account {
	int64_t kind;                /* enum account_kind of domain/ledger, which stands to the right of us */
	struct person_id person_id;  /* 0: the house's own, or an organisation's */
	int64_t organisation_id;
	struct text secret;          /* of the person; empty: not made yet; one byte: erased */
};
/* A transfer with every column of its row; 0 where that is NULL. */
struct proof_transfer {
	int64_t id, step, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id, reverses_id, actor_id, at_ms;
	struct account_id source_id, target_id;
	struct proof_account *source, *target; /* a secret made for the entry is noted in them; it lies in the act's arena */
};
/* proof_append for a transfer whose writer still knows all that it has just written, so that nothing is read back. */
MUST_USE enum fail proof_append_transfer(const struct act *act, const struct proof_transfer *transfer);
/* The rows that were written before there was a tree, or before it held the rows that are kept as they were, become its next
 * entries, oldest first; for the opening of a house. A tree that holds such rows adopts nothing: rows without entries are then a
 * finding of the audit. */
MUST_USE enum fail proof_adopt(const struct act *act, size_t *ret_count);
/* Signs the tree's head when that is due at act->now_ms. For the clock. */
MUST_USE enum fail proof_sign(const struct act *act, bool *ret_is_signed);
/* Erases the bytes of a person: from then on nobody can tell which entries are hers. Her rows are another matter. */
MUST_USE enum fail proof_forget(const struct act *act, struct person_id person_id);

struct proof_head {
	struct head head;
	struct head_key key;
	struct head_signature signature;
	struct text note; /* the whole signed text */
};
/* The newest signed head. */
MUST_USE enum fail proof_last_head(const struct act *act, bool *ret_found, struct proof_head *ret_head);
/* At most 50 heads of sizes below `below`, newest first; the array is in the arena. */
MUST_USE enum fail proof_heads(const struct act *act, uint64_t below, struct proof_head **ret_heads, size_t *ret_count);

/* At most 200 heads of sizes above `above`, smallest first. */
MUST_USE enum fail proof_heads_above(const struct act *act, int64_t above, struct proof_head **ret_heads, size_t *ret_count);

struct proof_receipt {
	struct entry entry;
	struct text bytes;        /* as it is in the tree */
	bool is_covered;          /* a signed head is over it; else only the two above are filled */
	struct proof_head head;
	struct tree_proof proof;
};
/* The receipt of one row. */
MUST_USE enum fail proof_receipt_of(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_receipt *ret_receipt);
/* The bytes by which a person finds her own entries; for her only. */
MUST_USE enum fail proof_secret(const struct act *act, struct person_id person_id, bool *ret_found, struct entry_secret *ret_secret);
/* That the tree of size `to` extends the one of size `from`. Not found: sizes out of order, nought, or not there yet. */
MUST_USE enum fail proof_between(const struct act *act, uint64_t from, uint64_t to, bool *ret_found, struct tree_proof *ret_proof);

/* Points by where they are: issued = held + spent + expired. */
struct proof_totals { int64_t issued, held, spent, expired; };
MUST_USE enum fail proof_totals(const struct act *act, struct proof_totals *ret_totals);

/* The entry that the row gives as the one of this number. `is_told`: all bytes for its tags are still there; else its tags and
 * its `facts` are left empty, and `unmade` names somebody who has no bytes at all (0: they were erased). Not found: there is no
 * such row. For the audit, which may be shown anything. */
struct proof_expected { struct entry entry; bool is_told; struct person_id people[2], unmade; };
MUST_USE enum fail proof_expect(const struct act *act, enum entry_kind kind, int64_t fact_id, uint64_t number, bool *ret_found,
	struct proof_expected *ret_expected);
/* Whether the row of `row_id` gives the entry `kept` when it stands under that one's id: it was moved. `owner` is whom the entry is
 * about, for rows that tell it only by their id. For the audit. */
MUST_USE enum fail proof_fits_moved(const struct act *act, int64_t row_id, const struct entry *kept, struct person_id owner, bool *ret_fits);
/* The tree as it is kept; `act` lives as long. */
struct tree proof_tree(const struct act *act);

/* The name under which a centre signs. */
struct text proof_origin_of(struct arena *arena, struct text centre_code);

#endif
