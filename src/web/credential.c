/* SPDX-License-Identifier: Apache-2.0 */
#include "web/credential.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "domain/notices.h"
#include "queries/sessions.h"
#include "web/session.h"

#define HASH_PASSES 3
#define HASH_BYTES ((size_t)64 * 1024 * 1024)
#define HASHES_AT_ONCE 2
#define HASHES_WAITING 4
#define LOGIN_MOST 50

struct hashing {
	pthread_mutex_t lock;
	pthread_cond_t is_free;
	int running;
	int waiting;
	char nobody[crypto_pwhash_STRBYTES]; /* the hash that unknown people are checked against */
};

static const char code_alphabet[32] = "abcdefghjkmnpqrstuvwxyz023456789";

static bool enter(struct hashing *hashing);
static void leave(struct hashing *hashing);
static void code_hash(struct person_id person_id, struct text code, unsigned char ret_hash[crypto_generichash_BYTES]);

struct hashing *hashing_make(struct arena *owner)
{
	struct hashing *hashing = arena_new(owner, struct hashing);
	if (!hashing)
		return NULL;
	check(pthread_mutex_init(&hashing->lock, NULL) == 0);
	check(pthread_cond_init(&hashing->is_free, NULL) == 0);
	return hashing;
}

void hashing_done(struct hashing *hashing)
{
	if (!hashing)
		return;
	(void)pthread_mutex_destroy(&hashing->lock);
	(void)pthread_cond_destroy(&hashing->is_free);
}

enum password_refusal password_judge(struct text password, struct text login)
{
	static const char *const common[] = { "password", "12345678", "123456789", "1234567890", "qwertyui", "qwertyuiop", "11111111",
		"88888888", "66666666", "00000000", "abc12345", "a1234567", "a12345678", "woaini1314", "5201314520", "1qaz2wsx",
		"iloveyou", "admin123", "admin888", "passw0rd", "password1", "123123123", "asdfghjkl", "changle123", "baodu123",
		"zhiyuanzhe", "lastmile", "weifang123" };
	if (password.len < PASSWORD_LEAST_BYTES)
		return PASSWORD_SHORT;
	if (password.len > PASSWORD_MOST_BYTES)
		return PASSWORD_LONG;
	for (size_t i = 0; i < COUNT_OF(common); i++)
		if (text_equal_nocase(password, text_of(common[i])))
			return PASSWORD_COMMON;
	size_t same = 1;
	while (same < password.len && password.at[same] == password.at[0])
		same++;
	if (same == password.len)
		return PASSWORD_COMMON;
	return text_equal_nocase(password, login) ? PASSWORD_LIKE_LOGIN : PASSWORD_OK;
}

enum fail password_hash(struct hashing *hashing, struct arena *arena, struct text password, struct text *ret_hash)
{
	char hash[crypto_pwhash_STRBYTES];
	if (!enter(hashing))
		return FAIL_BUSY;
	int result = crypto_pwhash_str_alg(hash, password.at, password.len, HASH_PASSES, HASH_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	leave(hashing);
	if (result != 0)
		return FAIL_LIMIT;
	struct text copy = arena_copy(arena, text_of(hash));
	if (!copy.len)
		return FAIL_LIMIT;
	*ret_hash = copy;
	return OK;
}

enum fail password_check(struct hashing *hashing, struct text hash, struct text password, bool *ret_fits)
{
	char string[crypto_pwhash_STRBYTES] = { 0 };
	if (hash.len >= sizeof(string))
		return FAIL_INPUT;
	if (!enter(hashing))
		return FAIL_BUSY;
	bool is_somebody = hash.len > 0;
	if (is_somebody)
		memcpy(string, hash.at, hash.len);
	/* Nobody's password costs the same pass over the same memory. */
	if (!is_somebody && crypto_pwhash_str_alg(string, "nobody", 6, HASH_PASSES, HASH_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
		is_somebody = false;
	bool fits = is_somebody && crypto_pwhash_str_verify(string, password.at, password.len) == 0;
	leave(hashing);
	*ret_fits = fits;
	return OK;
}

enum fail credential_add(const struct act *act, struct person_id person_id, struct text login)
{
	check(act->txn);
	struct text name = credential_login(act->arena, login);
	if (!name.len)
		return FAIL_INPUT;
	const struct credential_by_login_in by_login = { .centre_id = act->centre_id, .login = name };
	struct credential_by_login_row row;
	bool is_found = false;
	TRY(q_credential_by_login(act->view, act->arena, &by_login, &is_found, &row));
	if (is_found)
		return row.person_id.value == person_id.value ? OK : FAIL_REFUSED;
	const struct credential_put_in put = {
		.centre_id = act->centre_id,
		.person_id = person_id,
		.login = name,
		.password_hash = TEXT(""),
		.changed_at_ms = act->now_ms,
	};
	return q_credential_put(act->txn, &put, NULL);
}

enum fail credential_set_password(const struct act *act, struct person_id person_id, struct text hash)
{
	check(act->txn);
	const struct credential_password_in in = {
		.centre_id = act->centre_id,
		.person_id = person_id,
		.password_hash = hash,
		.changed_at_ms = act->now_ms,
	};
	int64_t changed = 0;
	TRY(q_credential_password(act->txn, &in, &changed));
	if (changed != 1)
		return FAIL_MISSING;
	const struct one_time_code_end_in end = { .centre_id = act->centre_id, .person_id = person_id };
	TRY(q_one_time_code_end(act->txn, &end, NULL));
	TRY(session_end_all(act, person_id));
	return act_trail(act, "credential.password", "person", person_id.value, TEXT(""));
}

enum fail credential_make_code(const struct act *act, struct person_id person_id, struct text *ret_code)
{
	check(act->txn);
	unsigned char hash[crypto_generichash_BYTES];
	char code[CODE_CHARS];
	for (size_t i = 0; i < CODE_CHARS; i++)
		code[i] = code_alphabet[randombytes_uniform(sizeof(code_alphabet))];
	code_hash(person_id, (struct text){ code, CODE_CHARS }, hash);
	const struct one_time_code_put_in in = {
		.centre_id = act->centre_id,
		.person_id = person_id,
		.code_hash = { (const char *)hash, sizeof(hash) },
		.expires_at_ms = act->now_ms + CODE_LIFE_MS,
		.tries_left = CODE_TRIES,
	};
	TRY(q_one_time_code_put(act->txn, &in, NULL));
	const struct credential_password_in none = {
		.centre_id = act->centre_id,
		.person_id = person_id,
		.password_hash = TEXT(""),
		.changed_at_ms = act->now_ms,
	};
	TRY(q_credential_password(act->txn, &none, NULL));
	TRY(act_trail(act, "credential.code", "person", person_id.value, TEXT("")));
	TRY(notices_tell_own(act, person_id, "code_given"));
	struct text shown = arena_format(act->arena, "%.3s-%.3s-%.3s", code, code + 3, code + 6);
	if (!shown.len)
		return FAIL_LIMIT;
	*ret_code = shown;
	return OK;
}

enum fail credential_try_code(const struct act *act, struct person_id person_id, struct text code, bool *ret_fits)
{
	check(act->txn);
	const struct one_time_code_get_in get = { .centre_id = act->centre_id, .person_id = person_id };
	struct one_time_code_get_row row;
	bool is_found = false;
	unsigned char hash[crypto_generichash_BYTES];
	TRY(q_one_time_code_get(act->view, act->arena, &get, &is_found, &row));
	bool is_open = is_found && row.tries_left > 0 && act->now_ms < row.expires_at_ms && row.code_hash.len == sizeof(hash);
	code_hash(person_id, code, hash);
	if (!is_open || sodium_memcmp(hash, row.code_hash.at, sizeof(hash)) != 0) {
		*ret_fits = false;
		const struct one_time_code_try_in miss = { .centre_id = act->centre_id, .person_id = person_id };
		return is_open ? q_one_time_code_try(act->txn, &miss, NULL) : OK;
	}
	const struct one_time_code_end_in end = { .centre_id = act->centre_id, .person_id = person_id };
	TRY(q_one_time_code_end(act->txn, &end, NULL));
	*ret_fits = true;
	return OK;
}

/* Letters, digits, anything past ASCII, and four marks. */
static bool is_login_byte(char byte)
{
	if ((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
		return true;
	return (unsigned char)byte >= 0x80 || (byte != 0 && strchr(".-_@", byte) != NULL);
}

struct text credential_login(struct arena *arena, struct text typed)
{
	struct text name = text_trim(typed);
	char *lower = arena_alloc(arena, name.len + 1);
	if (!lower || name.len == 0 || !text_is_utf8(name) || text_count_points(name) > LOGIN_MOST)
		return TEXT_NONE;
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.at[i];
		bool is_upper = byte >= 'A' && byte <= 'Z';
		if (!is_login_byte(byte))
			return TEXT_NONE;
		lower[i] = is_upper ? (char)(byte | 0x20) : byte;
	}
	return (struct text){ lower, name.len };
}

static bool enter(struct hashing *hashing)
{
	check(pthread_mutex_lock(&hashing->lock) == 0);
	bool may_wait = hashing->waiting < HASHES_WAITING;
	if (may_wait) {
		hashing->waiting++;
		while (hashing->running >= HASHES_AT_ONCE)
			check(pthread_cond_wait(&hashing->is_free, &hashing->lock) == 0);
		hashing->waiting--;
		hashing->running++;
	}
	check(pthread_mutex_unlock(&hashing->lock) == 0);
	return may_wait;
}

static void leave(struct hashing *hashing)
{
	check(pthread_mutex_lock(&hashing->lock) == 0);
	check(hashing->running > 0);
	hashing->running--;
	check(pthread_cond_signal(&hashing->is_free) == 0);
	check(pthread_mutex_unlock(&hashing->lock) == 0);
}

static void code_hash(struct person_id person_id, struct text code, unsigned char ret_hash[crypto_generichash_BYTES])
{
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES);
	(void)crypto_generichash_update(&state, (const unsigned char *)&person_id.value, sizeof(person_id.value));
	for (size_t i = 0; i < code.len; i++) {
		unsigned char byte = (unsigned char)code.at[i];
		if (byte >= 'A' && byte <= 'Z')
			byte |= 0x20;
		if (byte != ' ' && byte != '-')
			(void)crypto_generichash_update(&state, &byte, 1);
	}
	(void)crypto_generichash_final(&state, ret_hash, crypto_generichash_BYTES);
}
