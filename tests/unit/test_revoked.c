/* SPDX-License-Identifier: Apache-2.0
 *
 * The signed list of certificates that ended: it reads back, and not a byte of
 * it can be other.
 */
#include "unit.h"

#include <string.h>

#include "proof/revoked.h"

static const unsigned char seed[HEAD_SEED_BYTES] = {7};
static const unsigned char other_seed[HEAD_SEED_BYTES] = {8};
static const struct revoked_line lines[] = {{TEXT("37072520260001234"), false}, {TEXT("37072520260009991"), true}};

static struct revoked_kept kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct text written(struct arena *arena, size_t count)
{
	return revoked_write(arena, seed, &kept, &(struct revoked_list){.origin = TEXT("lastmile/370725"), .at_ms = 1773190800000, .lines = lines, .count = count});
}

static void a_list_reads_back(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct head_key key = head_key_of(seed);
	for (size_t count = 0; count <= COUNT_OF(lines); count++) {
		struct revoked_list list;
		assert_true(revoked_read(arena, written(arena, count), &key, &list));
		assert_text(list.origin, "lastmile/370725");
		assert_int_equal(list.at_ms, 1773190800000);
		assert_int_equal(list.count, count);
		for (size_t i = 0; i < count; i++) {
			assert_true(text_equal(list.lines[i].number, lines[i].number));
			assert_int_equal(list.lines[i].is_superseded, lines[i].is_superseded);
		}
	}
	assert_true(text_starts_with(written(arena, 2), TEXT("lastmile revoked 1\nlastmile/370725\nat 1773190800000\n2\n37072520260001234 revoked\n")));
}

static void not_a_byte_of_it_can_be_other(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct head_key key = head_key_of(seed);
	struct text note = written(arena, 2);
	struct revoked_list list;
	for (size_t i = 0; i < note.len; i++) {
		struct text copy = arena_copy(arena, note);
		((char *)(uintptr_t)copy.at)[i] ^= 1;
		assert_false(revoked_read(arena, copy, &key, &list));
		assert_false(revoked_read(arena, text_slice(note, 0, i), &key, &list));
	}
	assert_false(revoked_read(arena, arena_join(arena, note, TEXT("\n")), &key, &list));
	assert_false(revoked_read(arena, arena_join(arena, TEXT("\n"), note), &key, &list));
}

static void the_same_list_is_signed_once(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct revoked_kept one = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct revoked_list list = {.origin = TEXT("lastmile/370725"), .at_ms = 1773190800000, .lines = lines, .count = 1};
	struct head_key key = head_key_of(seed);
	struct revoked_list found;
	struct text first = revoked_write(arena, seed, &one, &list);
	assert_true(text_equal(revoked_write(arena, seed, &one, &list), first));
	assert_int_equal(one.signings, 1);
	list.count = 2; /* another one ended */
	struct text second = revoked_write(arena, seed, &one, &list);
	assert_true(revoked_read(arena, second, &key, &found));
	assert_int_equal(found.count, 2);
	assert_int_equal(one.signings, 2);
	list.at_ms += 3600000; /* and an hour later */
	assert_true(revoked_read(arena, revoked_write(arena, seed, &one, &list), &key, &found));
	assert_int_equal(found.at_ms, list.at_ms);
	assert_int_equal(one.signings, 3);
}

static void another_house_and_another_text_are_refused(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct head_key key = head_key_of(seed);
	struct head_key other = head_key_of(other_seed);
	struct revoked_list list;
	static const char *const bodies[] = {"lastmile revoked 1\no\nat 1\n1\n", "lastmile revoked 1\no\nat x\n0\n", "lastmile revoked 1\no\nat 1\n-1\n",
		"lastmile revoked 1\no\nat 1\n1\n123 lost\n", "lastmile revoked 1\no\nat 1\n0\n123 revoked\n", "lastmile revoked 1\no\nat 1\n99999999999\n",
		"lastmile revoked 1\no\n", "lastmile certificate 1\no\nat 1\n0\n", ""};
	assert_false(revoked_read(arena, written(arena, 2), &other, &list));
	for (size_t i = 0; i < COUNT_OF(bodies); i++) { /* well signed, and not such a list */
		struct head_signature signature = head_sign_bytes(seed, text_of(bodies[i]));
		struct text line = head_base64(arena, signature.bytes, HEAD_SIGNATURE_BYTES);
		assert_false(revoked_read(arena, arena_format(arena, "%s\n%.*s\n", bodies[i], TEXT_ARGS(line)), &key, &list));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_reads_back),
		cmocka_unit_test(not_a_byte_of_it_can_be_other),
		cmocka_unit_test(the_same_list_is_signed_once),
		cmocka_unit_test(another_house_and_another_text_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
