/* SPDX-License-Identifier: Apache-2.0
 *
 * The Merkle tree of RFC 9162 (2.1): SHA-256, leaf = H(0x00 || entry), node =
 * H(0x01 || left || right), n leaves split at the largest power of two below
 * n, the empty tree is H(""). Whoever keeps a root can be shown, with about
 * log2 n hashes, that an entry is in the tree (inclusion) and that a larger
 * tree only added to it (consistency). Everything here is pure: the hashes of
 * whole subtrees come from a reader that the caller brings.
 */
#ifndef PROOF_TREE_H
#define PROOF_TREE_H

#include "base/fail.h"
#include "base/text.h"

#define TREE_HASH_BYTES 32
#define TREE_PROOF_MAX 64 /* hashes of one proof: sizes are below 2^63 */

struct tree_hash { unsigned char bytes[TREE_HASH_BYTES]; };
/* Whether both are the same bytes; hashes are public, so the time it takes is no secret. */
bool tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b);

/* The hash of an entry as a leaf, and of two nodes as one; the marks in front keep a node from passing as a leaf. */
struct tree_hash tree_leaf(struct text entry);
struct tree_hash tree_node(const struct tree_hash *left, const struct tree_hash *right);
/* The root of the tree without leaves. */
struct tree_hash tree_empty(void);

/* Where hashes are kept: the root over the 2^level leaves that begin at index × 2^level. It is asked for whole subtrees
 * inside the tree only. A failure ends the call that asked. */
typedef enum fail tree_reader(void *context, unsigned level, uint64_t index, struct tree_hash *ret_hash);
struct tree { tree_reader *read; void *context; };

struct tree_proof { struct tree_hash hashes[TREE_PROOF_MAX]; size_t count; };

/* The root over the first `size` leaves. */
MUST_USE enum fail tree_root(const struct tree *tree, uint64_t size, struct tree_hash *ret_root);
/* PATH(index, D[size]); index < size. */
MUST_USE enum fail tree_prove_inclusion(const struct tree *tree, uint64_t index, uint64_t size, struct tree_proof *ret_proof);
/* PROOF(from, D[to]); 0 < from ≤ to. Of equal sizes the proof is empty. */
MUST_USE enum fail tree_prove_consistency(const struct tree *tree, uint64_t from, uint64_t to, struct tree_proof *ret_proof);

/* The steps of RFC 9162, 2.1.3.2 and 2.1.4.2. False for any other leaf, place, size, root or proof, sizes of nought and
 * proofs too long or too short among them. */
bool tree_includes(const struct tree_hash *leaf, uint64_t index, uint64_t size, const struct tree_proof *proof, const struct tree_hash *root);
struct tree_past { uint64_t size; struct tree_hash root; };
bool tree_extends(const struct tree_past *old, const struct tree_past *new, const struct tree_proof *proof);

#endif
