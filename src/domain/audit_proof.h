/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the audit of the public tree only.
 */
#ifndef DOMAIN_AUDIT_PROOF_H
#define DOMAIN_AUDIT_PROOF_H

#include "domain/audit_private.h"
#include "proof/entry.h"

#define MISFITS_MAX 4096
#define LEAVES_BATCH 256 /* the most that proof_leaves gives at once */
#define PIECE_ARENA_BYTES (16 * 1024 * 1024)

/* A leaf that its row does not give. */
struct misfit {
	struct entry kept;                   /* what the leaf says */
	struct ledger_difference difference; /* told of the row */
	struct person_id people[2], unmade;  /* of the row; somebody without bytes, 0 nobody */
	bool is_told;                        /* as a row that was moved */
	bool is_leaf;                        /* the row's commitment fits: the leaf was changed */
	bool is_tag;                         /* about somebody else, as it seems */
};

/* A leaf that is missing, or is not one of ours (then of which row it was, as it seems). */
struct broken_leaf { uint64_t seq; int64_t id; bool is_hole, is_used; };
#define BROKEN_MAX 64
/* How a leaf stands among the keys of a difference: further below nought than anything else. */
#define LEAF_KEY(seq) (-1000000 - (int64_t)(seq))

struct auditing {
	struct act act; /* with an arena of its own, emptied from batch to batch */
	ledger_report *report;
	audit_relate *relate; /* NULL: nobody asks */
	void *context;
	size_t count;
	uint64_t size;
	struct broken_leaf broken[BROKEN_MAX];
	size_t broken_count;
	uint64_t sound_to, broken_from;    /* the largest head that fits, the smallest that does not (UINT64_MAX: all do) */
	struct misfit *misfits;
	size_t misfit_count;
};

/* Reports and counts a difference. */
void audit_tell(struct auditing *auditing, struct ledger_difference difference);
/* Keeps and reports a leaf that is missing or not one of ours. */
void audit_broken(struct auditing *auditing, struct broken_leaf leaf);
/* The table whose rows are entries of a kind. */
const char *audit_table_of(enum entry_kind kind);
/* People whose bytes give the tags of an entry, at most two. */
MUST_USE enum fail audit_owners(struct auditing *auditing, const struct misfit *misfit, struct person_id ret_owners[2]);
/* Every kept node again from the tier below it. */
MUST_USE enum fail audit_nodes(struct auditing *auditing);
/* Every head against the tree, our key and the head before; fills sound_to and broken_from. */
MUST_USE enum fail audit_heads(struct auditing *auditing);
/* Bytes that are missing, changed or nobody's: one of whose entries not one fits any more. */
MUST_USE enum fail audit_secrets(struct auditing *auditing);

#endif
