/* SPDX-License-Identifier: Apache-2.0
 *
 * The public tree: every proof of every tree of up to 64 leaves is taken, and
 * each of them damaged anywhere is not. The roots are those of the reference.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "proof/entry.h"
#include "proof/head.h"

#define LEAVES 64
#define ALL_BITS_UP_TO 32 /* of larger trees one bit of each byte, all of them when LONG is set */

static struct tree_hash leaves[LEAVES];

/* Leaves as the reference: the eight inputs of the RFC 6962 vectors, then single bytes. */
static struct text leaf_text(size_t n)
{
	static const char bytes[] = "\x00\x10\x20\x21\x30\x31\x40\x41\x42\x43\x50\x51\x52\x53\x54\x55\x56\x57\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f";
	static const struct text first[] = {{"", 0}, {bytes, 1}, {bytes + 1, 1}, {bytes + 2, 2}, {bytes + 4, 2}, {bytes + 6, 4}, {bytes + 10, 8},
		{bytes + 18, 16}};
	static char more[LEAVES];
	if (n < COUNT_OF(first))
		return first[n];
	more[n] = (char)n;
	return (struct text){&more[n], 1};
}

static enum fail read_leaf(void *context, unsigned level, uint64_t index, struct tree_hash *ret_hash)
{
	if (level == 0) {
		assert_true(index < *(uint64_t *)context); /* nothing outside the tree is asked for */
		*ret_hash = leaves[index];
		return OK;
	}
	struct tree_hash left;
	struct tree_hash right;
	TRY(read_leaf(context, level - 1, 2 * index, &left));
	TRY(read_leaf(context, level - 1, 2 * index + 1, &right));
	*ret_hash = tree_node(&left, &right);
	return OK;
}

static struct tree tree_of(uint64_t *size)
{
	return (struct tree){read_leaf, size};
}

static struct tree_hash root_of(uint64_t size)
{
	struct tree_hash root;
	struct tree tree = tree_of(&size);
	assert_int_equal(tree_root(&tree, size, &root), OK);
	return root;
}

static int plant(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEAVES; i++)
		leaves[i] = tree_leaf(leaf_text(i));
	return 0;
}

static void roots_are_those_of_the_reference(void **state)
{
	static const char *const known[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
	(void)state;
	for (size_t size = 0; size < COUNT_OF(known); size++) {
		struct tree_hash expected;
		struct tree_hash root = root_of(size);
		assert_true(head_from_hex(text_of(known[size]), expected.bytes, sizeof(expected.bytes)));
		assert_true(tree_hash_equal(&root, &expected));
	}
}

static int bit_step(uint64_t size)
{
	return size <= ALL_BITS_UP_TO || getenv("LONG") != NULL ? 1 : 9; /* 9 walks through all places of a byte */
}

static void flip(struct tree_hash *hash, int bit)
{
	hash->bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static void inclusion_damaged(uint64_t index, uint64_t size, struct tree_proof proof, struct tree_hash root)
{
	struct tree_hash leaf = leaves[index];
	for (int bit = 0; bit < 8 * TREE_HASH_BYTES; bit += bit_step(size)) {
		for (size_t i = 0; i < proof.count; i++) {
			flip(&proof.hashes[i], bit);
			assert_false(tree_includes(&leaf, index, size, &proof, &root));
			flip(&proof.hashes[i], bit);
		}
		flip(&leaf, bit);
		assert_false(tree_includes(&leaf, index, size, &proof, &root));
		flip(&leaf, bit);
		flip(&root, bit);
		assert_false(tree_includes(&leaf, index, size, &proof, &root));
		flip(&root, bit);
	}
	for (uint64_t other = 0; other < size + 2; other++)
		assert_true(other == index || !tree_includes(&leaf, other, size, &proof, &root));
	proof.count++; /* a hash too many */
	assert_false(tree_includes(&leaf, index, size, &proof, &root));
	proof.count = TREE_PROOF_MAX + 1;
	assert_false(tree_includes(&leaf, index, size, &proof, &root));
	assert_false(tree_includes(&leaf, index, 0, &proof, &root));
}

static void every_leaf_is_included_and_no_other(void **state)
{
	(void)state;
	for (uint64_t size = 1; size <= LEAVES; size++) {
		struct tree tree = tree_of(&size);
		struct tree_hash root = root_of(size);
		for (uint64_t index = 0; index < size; index++) {
			struct tree_proof proof;
			assert_int_equal(tree_prove_inclusion(&tree, index, size, &proof), OK);
			assert_true(tree_includes(&leaves[index], index, size, &proof, &root));
			if (proof.count > 0) {
				struct tree_proof shorter = proof;
				shorter.count--;
				assert_false(tree_includes(&leaves[index], index, size, &shorter, &root));
			}
			inclusion_damaged(index, size, proof, root);
		}
	}
}

static void consistency_damaged(struct tree_past old, struct tree_past new, struct tree_proof proof)
{
	for (int bit = 0; bit < 8 * TREE_HASH_BYTES; bit += bit_step(new.size)) {
		for (size_t i = 0; i < proof.count; i++) {
			flip(&proof.hashes[i], bit);
			assert_false(tree_extends(&old, &new, &proof));
			flip(&proof.hashes[i], bit);
		}
		flip(&old.root, bit);
		assert_false(tree_extends(&old, &new, &proof));
		flip(&old.root, bit);
		flip(&new.root, bit);
		assert_false(tree_extends(&old, &new, &proof));
		flip(&new.root, bit);
	}
	struct tree_proof other = proof;
	other.count++;
	assert_false(tree_extends(&old, &new, &other));
	other.count = TREE_PROOF_MAX + 1;
	assert_false(tree_extends(&old, &new, &other));
	other.count = proof.count > 0 ? proof.count - 1 : 1;
	assert_false(tree_extends(&old, &new, &other));
	assert_false(tree_extends(&(struct tree_past){0, tree_empty()}, &new, &proof));
	if (old.size < new.size)
		assert_false(tree_extends(&new, &old, &proof));
}

static void every_tree_extends_every_smaller_one(void **state)
{
	(void)state;
	for (uint64_t size = 1; size <= LEAVES; size++) {
		struct tree tree = tree_of(&size);
		for (uint64_t before = 1; before <= size; before++) {
			struct tree_proof proof;
			struct tree_past old = {before, root_of(before)};
			struct tree_past new = {size, root_of(size)};
			assert_int_equal(tree_prove_consistency(&tree, before, size, &proof), OK);
			assert_true(tree_extends(&old, &new, &proof));
			consistency_damaged(old, new, proof);
		}
	}
}

static struct entry some_entry(void)
{
	struct entry_secret secret = {{1, 2, 3}};
	return (struct entry){.kind = ENTRY_TRANSFER, .reason = 1, .rule_version = 3, .number = 77, .at_ms = INT64_C(1773190800000), .amount = 240,
		.id = INT64_C(1) << 40, .about = 5, .debit = entry_open_tag(1), .credit = entry_tag_of(&secret, 77),
		.facts = entry_facts(&secret, 77, TEXT("row"))};
}

static void an_entry_reads_back_and_only_as_written(void **state)
{
	struct entry entry = some_entry();
	struct entry back;
	unsigned char bytes[ENTRY_BYTES];
	unsigned char again[ENTRY_BYTES];
	(void)state;
	assert_true(entry_write(&entry, bytes));
	struct text text = {(const char *)bytes, ENTRY_BYTES};
	assert_true(entry_read(text, &back));
	assert_true(entry_write(&back, again));
	assert_memory_equal(bytes, again, ENTRY_BYTES);
	assert_false(entry_read(text_slice(text, 0, ENTRY_BYTES - 1), &back));
	for (size_t bit = 0; bit < 8 * (size_t)ENTRY_BYTES; bit++) { /* refused, or another entry: never the same one */
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		if (entry_read(text, &back)) {
			assert_true(entry_write(&back, again));
			assert_memory_equal(bytes, again, ENTRY_BYTES);
		}
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

static void an_entry_out_of_range_is_not_written(void **state)
{
	unsigned char bytes[ENTRY_BYTES];
	struct entry entry = some_entry();
	int64_t *numbers[] = {&entry.reason, &entry.step, &entry.rule_version, &entry.at_ms, &entry.amount, &entry.id, &entry.about};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		int64_t kept = *numbers[i];
		*numbers[i] = -1;
		assert_false(entry_write(&entry, bytes));
		*numbers[i] = kept;
	}
	entry.reason = 256;
	assert_false(entry_write(&entry, bytes));
	entry = some_entry();
	entry.rule_version = INT64_C(1) << 32;
	assert_false(entry_write(&entry, bytes));
	entry = some_entry();
	entry.kind = ENTRY_KIND_COUNT;
	assert_false(entry_write(&entry, bytes));
	entry.kind = (enum entry_kind)0;
	assert_false(entry_write(&entry, bytes));
}

static void tags_belong_to_one_person_and_one_entry(void **state)
{
	struct entry_secret mine = {{1}};
	struct entry_secret theirs = {{2}};
	(void)state;
	struct entry_tag tag = entry_tag_of(&mine, 7);
	struct entry_tag same = entry_tag_of(&mine, 7);
	struct entry_tag later = entry_tag_of(&mine, 8);
	struct entry_tag other = entry_tag_of(&theirs, 7);
	struct entry_tag facts = entry_facts(&mine, 7, TEXT_NONE);
	assert_true(entry_tag_equal(&tag, &same));
	assert_false(entry_tag_equal(&tag, &later));
	assert_false(entry_tag_equal(&tag, &other));
	assert_false(entry_tag_equal(&tag, &facts));
}

static void a_head_is_read_under_its_own_key_only(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	unsigned char seed[HEAD_SEED_BYTES] = {7};
	unsigned char other_seed[HEAD_SEED_BYTES] = {8};
	struct head head = {.origin = TEXT("lastmile/370725"), .size = 42, .root = tree_leaf(TEXT("x")), .at_ms = INT64_C(1773190800000)};
	struct head back;
	(void)state;
	struct head_key key = head_key_of(seed);
	struct head_key other_key = head_key_of(other_seed);
	struct head_signature signature = head_sign(arena, seed, &head);
	struct head_signature forged = head_sign(arena, other_seed, &head);
	struct text note = head_note(arena, &head, &key, &signature);
	assert_true(head_read(arena, note, &key, &back));
	assert_int_equal(back.size, 42);
	assert_int_equal(back.at_ms, head.at_ms);
	assert_true(tree_hash_equal(&back.root, &head.root));
	assert_false(head_read(arena, note, &other_key, &back));
	assert_false(head_read(arena, head_note(arena, &head, &key, &forged), &key, &back));
	assert_false(head_read(arena, TEXT(""), &key, &back));
	assert_false(head_read(arena, text_slice(note, 0, note.len - 1), &key, &back));
}

static void a_head_changed_in_any_bit_is_refused(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64 << 20);
	unsigned char seed[HEAD_SEED_BYTES] = {7};
	struct head head = {.origin = TEXT("lastmile/370725"), .size = 42, .root = tree_leaf(TEXT("x")), .at_ms = INT64_C(1773190800000)};
	struct head back;
	(void)state;
	struct head_key key = head_key_of(seed);
	struct head_signature signature = head_sign(arena, seed, &head);
	struct text note = head_note(arena, &head, &key, &signature);
	char *bytes = arena_alloc(arena, note.len);
	memcpy(bytes, note.at, note.len);
	for (size_t bit = 0; bit < 8 * note.len; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		assert_false(head_read(arena, (struct text){bytes, note.len}, &key, &back));
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_true(head_read(arena, (struct text){bytes, note.len}, &key, &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_are_those_of_the_reference),
		cmocka_unit_test(every_leaf_is_included_and_no_other),
		cmocka_unit_test(every_tree_extends_every_smaller_one),
		cmocka_unit_test(an_entry_reads_back_and_only_as_written),
		cmocka_unit_test(an_entry_out_of_range_is_not_written),
		cmocka_unit_test(tags_belong_to_one_person_and_one_entry),
		cmocka_unit_test(a_head_is_read_under_its_own_key_only),
		cmocka_unit_test(a_head_changed_in_any_bit_is_refused),
	};
	return cmocka_run_group_tests(tests, plant, NULL);
}
