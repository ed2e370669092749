/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells what the house says, for another implementation to compare: every
 * inclusion and consistency proof of every tree of up to 64 leaves (leaf n is
 * the byte n), a signed head, a slip, an entry's tag.
 *
 *   root SIZE HASH   in INDEX SIZE PATH   ex FROM TO PATH   key HEX   note HEX   slip TEXT
 *   tag SECRET NUMBER HEX
 */
#include <stdio.h>

#include "proof/entry.h"
#include "proof/slip.h"

#define LEAVES 64

static enum fail read_node(void *context, unsigned level, uint64_t index, struct tree_hash *ret_hash)
{
	if (level == 0) {
		const char leaf = (char)index;
		*ret_hash = tree_leaf((struct text){&leaf, 1});
		return OK;
	}
	struct tree_hash left;
	struct tree_hash right;
	TRY(read_node(context, level - 1, 2 * index, &left));
	TRY(read_node(context, level - 1, 2 * index + 1, &right));
	*ret_hash = tree_node(&left, &right);
	return OK;
}

static void tell(struct arena *arena, const char *what, uint64_t a, uint64_t b, const struct tree_proof *proof)
{
	struct text path = head_hex(arena, proof->hashes, proof->count * TREE_HASH_BYTES);
	(void)printf("%s %llu %llu %.*s\n", what, (unsigned long long)a, (unsigned long long)b, TEXT_ARGS(path));
}

static void tell_trees(struct arena *arena)
{
	struct tree tree = {read_node, NULL};
	struct tree_proof proof;
	struct tree_hash root;
	for (uint64_t size = 1; size <= LEAVES; size++) {
		check(tree_root(&tree, size, &root) == OK);
		(void)printf("root %llu %s\n", (unsigned long long)size, head_hex(arena, root.bytes, TREE_HASH_BYTES).at);
		for (uint64_t i = 0; i < size; i++) {
			check(tree_prove_inclusion(&tree, i, size, &proof) == OK);
			tell(arena, "in", i, size, &proof);
			check(tree_prove_consistency(&tree, i + 1, size, &proof) == OK);
			tell(arena, "ex", i + 1, size, &proof);
		}
	}
}

int main(void)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64 << 20);
	const unsigned char seed[HEAD_SEED_BYTES] = {7};
	const struct entry_secret secret = {{1, 2, 3}};
	struct head head = {.origin = TEXT("lastmile/370725"), .size = 42, .root = tree_leaf(TEXT("x")), .at_ms = INT64_C(1773190800000)};
	struct slip slip = {.county = 370725, .year = 2026, .serial = 123, .issued_day = 20523, .from_day = 20000, .to_day = 20500,
		.minutes_machine = 2415, .minutes_manual = 90, .count = 31, .name = TEXT("阿卜杜拉·买买提"), .lines = {{12, 1110, TEXT("陪诊")}}, .line_count = 1};
	check(arena != NULL);
	tell_trees(arena);
	struct head_key key = head_key_of(seed);
	struct head_signature signature = head_sign(arena, seed, &head);
	struct text note = head_note(arena, &head, &key, &signature);
	struct entry_tag tag = entry_tag_of(&secret, 77);
	(void)printf("key %s\n", head_hex(arena, key.bytes, HEAD_KEY_BYTES).at);
	(void)printf("note %s\n", head_hex(arena, note.at, note.len).at);
	(void)printf("slip %s\n", slip_write(arena, seed, &slip).at);
	(void)printf("tag %s 77 %s\n", head_hex(arena, secret.bytes, ENTRY_SECRET_BYTES).at, head_hex(arena, tag.bytes, ENTRY_TAG_BYTES).at);
	return 0;
}
