/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ids.h"

#include <pthread.h>
#include <sys/random.h>

#define EPOCH_MS INT64_C(1577836800000) /* 2020-01-01 UTC */
#define RANDOM_BITS 22
#define RANDOM_MASK ((INT64_C(1) << RANDOM_BITS) - 1)
#define STEP_MAX 32 /* so that 100,000 ids lie between two equal low bits */

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static pthread_mutex_t ids_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t last_id;
static int64_t last_since;
static uint64_t low_bits;
static bool has_low_bits;
static uint64_t random_state; /* 0 = the system's numbers */
static uint64_t drawn[32];    /* of those, fetched together: a call each would cost more than the id */
static size_t drawn_left;

static uint64_t next_random(void);
static int digit_of(char symbol);

/* The low bits walk on by random steps, whatever the clock does: an instant that
 * is met again later (the demo, a clock set back) still gets other ids. */
int64_t ids_new(int64_t now_ms)
{
	int64_t since = now_ms > EPOCH_MS ? now_ms - EPOCH_MS : 0;
	check(since < INT64_C(1) << 41);
	(void)pthread_mutex_lock(&ids_lock);
	if (!has_low_bits) {
		low_bits = next_random();
		has_low_bits = true;
	}
	low_bits += 1 + next_random() % STEP_MAX;
	int64_t id = since << RANDOM_BITS | (int64_t)(low_bits & (uint64_t)RANDOM_MASK);
	if (since >= last_since && id <= last_id)
		id = last_id + 1;
	if (id == 0)
		id = 1;
	last_id = id;
	last_since = since;
	(void)pthread_mutex_unlock(&ids_lock);
	return id;
}

void ids_seed(uint64_t seed)
{
	(void)pthread_mutex_lock(&ids_lock);
	random_state = seed;
	last_id = 0;
	last_since = 0;
	has_low_bits = false;
	(void)pthread_mutex_unlock(&ids_lock);
}

int64_t ids_time_ms(int64_t id)
{
	return (id >> RANDOM_BITS) + EPOCH_MS;
}

int64_t ids_first(int64_t at_ms)
{
	return at_ms > EPOCH_MS ? (at_ms - EPOCH_MS) << RANDOM_BITS : 1;
}

void ids_write(int64_t id, char ret_text[ID_TEXT_LEN + 1])
{
	uint64_t rest = (uint64_t)id;
	for (int i = ID_TEXT_LEN - 1; i >= 0; i--) {
		ret_text[i] = alphabet[rest & 31];
		rest >>= 5;
	}
	ret_text[ID_TEXT_LEN] = '\0';
}

struct text ids_text(struct arena *arena, int64_t id)
{
	char written[ID_TEXT_LEN + 1];
	ids_write(id, written);
	return arena_copy(arena, (struct text){written, ID_TEXT_LEN});
}

bool ids_read(struct text text, int64_t *ret_id)
{
	uint64_t value = 0;
	if (text.len != ID_TEXT_LEN)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int digit = digit_of(text.at[i]);
		if (digit < 0 || value >> 59 != 0)
			return false;
		value = value << 5 | (uint64_t)digit;
	}
	if (value == 0 || value > INT64_MAX)
		return false;
	*ret_id = (int64_t)value;
	return true;
}

struct text ids_short(struct arena *arena, int64_t id)
{
	char written[ID_TEXT_LEN + 1];
	ids_write(id, written);
	for (int i = ID_TEXT_LEN - 4; i < ID_TEXT_LEN; i++) {
		if (written[i] >= 'a')
			written[i] = (char)(written[i] - 32);
	}
	return arena_copy(arena, (struct text){written + ID_TEXT_LEN - 4, 4});
}

/* splitmix64 when seeded. */
static uint64_t next_random(void)
{
	uint64_t bits = 0;
	if (random_state == 0 && drawn_left == 0) {
		check(getrandom(drawn, sizeof(drawn), 0) == (ssize_t)sizeof(drawn));
		drawn_left = COUNT_OF(drawn);
	}
	if (random_state == 0)
		return drawn[--drawn_left];
	random_state += UINT64_C(0x9E3779B97F4A7C15);
	bits = random_state;
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return bits ^ bits >> 31;
}

static int digit_of(char symbol)
{
	if (symbol >= 'A' && symbol <= 'Z')
		symbol = (char)(symbol + 32);
	if (symbol == 'i' || symbol == 'l')
		symbol = '1';
	if (symbol == 'o')
		symbol = '0';
	for (int i = 0; i < 32; i++) {
		if (alphabet[i] == symbol)
			return i;
	}
	return -1;
}
