/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/tree.h"

#include <nettle/sha2.h>
#include <string.h>

#define SIZE_BITS 63

/* A node on its level, and the last node of that level. */
struct climb { uint64_t place, last; };

static uint64_t split_of(uint64_t size);
static enum fail range(const struct tree *tree, uint64_t from, uint64_t to, struct tree_hash *ret_hash);
static void reverse(struct tree_proof *proof);
static bool climb_up(struct climb *climb);

bool tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b)
{
	return memcmp(a->bytes, b->bytes, TREE_HASH_BYTES) == 0;
}

struct tree_hash tree_leaf(struct text entry)
{
	static const unsigned char mark = 0;
	struct tree_hash hash;
	struct sha256_ctx state;
	sha256_init(&state);
	sha256_update(&state, 1, &mark);
	sha256_update(&state, entry.len, (const unsigned char *)entry.at);
	sha256_digest(&state, TREE_HASH_BYTES, hash.bytes);
	return hash;
}

struct tree_hash tree_node(const struct tree_hash *left, const struct tree_hash *right)
{
	unsigned char pair[1 + 2 * TREE_HASH_BYTES] = {1};
	struct tree_hash hash;
	struct sha256_ctx state;
	memcpy(pair + 1, left->bytes, TREE_HASH_BYTES);
	memcpy(pair + 1 + TREE_HASH_BYTES, right->bytes, TREE_HASH_BYTES);
	sha256_init(&state);
	sha256_update(&state, sizeof(pair), pair);
	sha256_digest(&state, TREE_HASH_BYTES, hash.bytes);
	return hash;
}

struct tree_hash tree_empty(void)
{
	struct tree_hash hash;
	struct sha256_ctx state;
	sha256_init(&state);
	sha256_digest(&state, TREE_HASH_BYTES, hash.bytes);
	return hash;
}

enum fail tree_root(const struct tree *tree, uint64_t size, struct tree_hash *ret_root)
{
	check(size >> SIZE_BITS == 0);
	if (size == 0) {
		*ret_root = tree_empty();
		return OK;
	}
	return range(tree, 0, size, ret_root);
}

enum fail tree_prove_inclusion(const struct tree *tree, uint64_t index, uint64_t size, struct tree_proof *ret_proof)
{
	struct tree_proof proof = {.count = 0};
	uint64_t from = 0;
	uint64_t to = size;
	check(index < size && size >> SIZE_BITS == 0);
	while (to - from > 1) {
		uint64_t middle = from + split_of(to - from);
		struct tree_hash *sibling = &proof.hashes[proof.count++];
		check(proof.count <= TREE_PROOF_MAX);
		if (index < middle) {
			TRY(range(tree, middle, to, sibling));
			to = middle;
		} else {
			TRY(range(tree, from, middle, sibling));
			from = middle;
		}
	}
	reverse(&proof); /* found from the root down, told from the leaf up */
	*ret_proof = proof;
	return OK;
}

enum fail tree_prove_consistency(const struct tree *tree, uint64_t old_size, uint64_t new_size, struct tree_proof *ret_proof)
{
	struct tree_proof proof = {.count = 0};
	uint64_t from = 0;
	uint64_t to = new_size;
	check(old_size > 0 && old_size <= new_size && new_size >> SIZE_BITS == 0);
	while (to != old_size) {
		uint64_t middle = from + split_of(to - from);
		struct tree_hash *sibling = &proof.hashes[proof.count++];
		check(proof.count < TREE_PROOF_MAX);
		if (old_size <= middle) {
			TRY(range(tree, middle, to, sibling));
			to = middle;
		} else {
			TRY(range(tree, from, middle, sibling));
			from = middle;
		}
	}
	if (from > 0) /* the old root itself is known to who asks; a part of it is not */
		TRY(range(tree, from, to, &proof.hashes[proof.count++]));
	reverse(&proof);
	*ret_proof = proof;
	return OK;
}

bool tree_includes(const struct tree_hash *leaf, uint64_t index, uint64_t size, const struct tree_proof *proof, const struct tree_hash *root)
{
	struct tree_hash hash = *leaf;
	struct climb climb = {index, size - 1};
	if (index >= size || proof->count > TREE_PROOF_MAX)
		return false;
	for (size_t i = 0; i < proof->count; i++) {
		if (climb.last == 0)
			return false;
		hash = climb_up(&climb) ? tree_node(&proof->hashes[i], &hash) : tree_node(&hash, &proof->hashes[i]);
	}
	return climb.last == 0 && tree_hash_equal(&hash, root);
}

bool tree_extends(const struct tree_past *old, const struct tree_past *new, const struct tree_proof *proof)
{
	size_t used = 0;
	struct tree_hash before = old->root;
	if (old->size == 0 || old->size > new->size || proof->count > TREE_PROOF_MAX)
		return false;
	if (old->size == new->size)
		return proof->count == 0 && tree_hash_equal(&old->root, &new->root);
	bool is_whole = (old->size & (old->size - 1)) == 0; /* then the old root stands in the new tree */
	if (!is_whole) {
		if (proof->count == 0)
			return false;
		before = proof->hashes[used++];
	}
	struct climb climb = {old->size - 1, new->size - 1};
	while ((climb.place & 1) == 1)
		climb = (struct climb){climb.place >> 1, climb.last >> 1};
	struct tree_hash after = before;
	for (; used < proof->count; used++) {
		if (climb.last == 0)
			return false;
		const struct tree_hash *next = &proof->hashes[used];
		if (climb_up(&climb)) {
			before = tree_node(next, &before);
			after = tree_node(next, &after);
		} else {
			after = tree_node(&after, next);
		}
	}
	return climb.last == 0 && tree_hash_equal(&before, &old->root) && tree_hash_equal(&after, &new->root);
}

/* One level up, past those where the right edge has no sibling. True: the next hash stands to the left. */
static bool climb_up(struct climb *climb)
{
	bool is_left = (climb->place & 1) == 1 || climb->place == climb->last;
	while (is_left && (climb->place & 1) == 0 && climb->place != 0)
		*climb = (struct climb){climb->place >> 1, climb->last >> 1};
	*climb = (struct climb){climb->place >> 1, climb->last >> 1};
	return is_left;
}

/* The largest power of two below size; size > 1. */
static uint64_t split_of(uint64_t size)
{
	check(size > 1);
	return UINT64_C(1) << (SIZE_BITS - __builtin_clzll(size - 1));
}

/* The root over the leaves from `from` up to `to`. Both ends of a range are met in splits only, so its whole
 * subtrees stand where the reader counts them. Walks to the right; the lefts wait in `lefts`. */
static enum fail range(const struct tree *tree, uint64_t from, uint64_t to, struct tree_hash *ret_hash)
{
	struct tree_hash lefts[TREE_PROOF_MAX];
	size_t count = 0;
	check(from < to);
	while (from < to) {
		uint64_t rest = to - from;
		unsigned level = (unsigned)(SIZE_BITS - __builtin_clzll(rest)); /* the largest whole subtree that fits */
		check(count < TREE_PROOF_MAX && from % (UINT64_C(1) << level) == 0);
		TRY(tree->read(tree->context, level, from >> level, &lefts[count++]));
		from += UINT64_C(1) << level;
	}
	struct tree_hash hash = lefts[--count];
	while (count > 0)
		hash = tree_node(&lefts[--count], &hash);
	*ret_hash = hash;
	return OK;
}

static void reverse(struct tree_proof *proof)
{
	for (size_t i = 0, j = proof->count; i + 1 < j; i++) {
		struct tree_hash hash = proof->hashes[i];
		proof->hashes[i] = proof->hashes[--j];
		proof->hashes[j] = hash;
	}
}
