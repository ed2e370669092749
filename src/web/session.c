/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "queries/sessions.h"

#define SEEN_SLOTS 4096 /* sessions whose last-seen is known; a forgotten one falls back to the stored instant */

struct seen {
	unsigned char hash[SESSION_HASH_BYTES];
	int64_t seen_at_ms;
	int64_t kept_at_ms; /* what the store holds, as far as we know */
};

struct sessions {
	pthread_mutex_t lock;
	struct seen slots[SEEN_SLOTS];
};

static bool read_token(struct text token, unsigned char ret_hash[SESSION_HASH_BYTES]);
static int64_t see(struct sessions *sessions, const unsigned char *hash, int64_t stored_ms, int64_t now_ms, int64_t idle_ms);
static struct seen *slot_of(struct sessions *sessions, const unsigned char *hash);

struct sessions *sessions_make(struct arena *owner)
{
	struct sessions *sessions = arena_new(owner, struct sessions);
	if (sessions)
		check(pthread_mutex_init(&sessions->lock, NULL) == 0);
	return sessions;
}

void sessions_done(struct sessions *sessions)
{
	if (sessions)
		(void)pthread_mutex_destroy(&sessions->lock);
}

static int64_t idle_limit(bool is_staff)
{
	return is_staff ? SESSION_STAFF_IDLE_MS : SESSION_IDLE_MS;
}

static int64_t age_limit(bool is_staff)
{
	return is_staff ? SESSION_STAFF_AGE_MS : SESSION_AGE_MS;
}

enum fail session_find(struct sessions *sessions, const struct act *act, struct text token, bool *ret_is_found,
	struct session *ret_session)
{
	struct session session = { 0 };
	if (!read_token(token, session.hash)) {
		*ret_is_found = false;
		return OK;
	}
	const struct session_get_in in = {
		.centre_id = act->centre_id,
		.token_hash = { (const char *)session.hash, sizeof(session.hash) },
	};
	struct session_get_row row;
	bool is_found = false;
	TRY(q_session_get(act->view, act->arena, &in, &is_found, &row));
	if (is_found && act->now_ms - row.created_at_ms >= age_limit(row.is_staff))
		is_found = false;
	if (is_found)
		session.seen_at_ms = see(sessions, session.hash, row.seen_at_ms, act->now_ms, idle_limit(row.is_staff));
	if (!is_found || session.seen_at_ms < 0) {
		*ret_is_found = false;
		return OK;
	}
	session.person_id = row.person_id;
	session.is_staff = row.is_staff;
	session.is_by_code = row.is_by_code;
	session.created_at_ms = row.created_at_ms;
	*ret_session = session;
	*ret_is_found = true;
	return OK;
}

enum fail session_open(const struct act *act, const struct session *as, struct text *ret_token)
{
	check(act->txn);
	unsigned char token[SESSION_TOKEN_BYTES];
	unsigned char hash[SESSION_HASH_BYTES];
	char *words = arena_alloc(act->arena, SESSION_TOKEN_CHARS + 1);
	if (!words)
		return FAIL_LIMIT;
	randombytes_buf(token, sizeof(token));
	(void)sodium_bin2base64(words, SESSION_TOKEN_CHARS + 1, token, sizeof(token), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	(void)crypto_generichash(hash, sizeof(hash), token, sizeof(token), NULL, 0);
	const struct session_sweep_in sweep = {
		.centre_id = act->centre_id,
		.person_id = as->person_id,
		.seen_before_ms = act->now_ms - idle_limit(as->is_staff),
		.made_before_ms = act->now_ms - age_limit(as->is_staff),
	};
	TRY(q_session_sweep(act->txn, &sweep, NULL));
	const struct session_add_in in = {
		.centre_id = act->centre_id,
		.token_hash = { (const char *)hash, sizeof(hash) },
		.person_id = as->person_id,
		.is_staff = as->is_staff,
		.is_by_code = as->is_by_code,
		.created_at_ms = act->now_ms,
	};
	TRY(q_session_add(act->txn, &in, NULL));
	*ret_token = (struct text){ words, SESSION_TOKEN_CHARS };
	return OK;
}

enum fail session_end(const struct act *act, const unsigned char hash[SESSION_HASH_BYTES])
{
	check(act->txn);
	const struct session_end_in in = { .centre_id = act->centre_id, .token_hash = { (const char *)hash, SESSION_HASH_BYTES } };
	return q_session_end(act->txn, &in, NULL);
}

enum fail session_end_all(const struct act *act, struct person_id person_id)
{
	check(act->txn);
	const struct session_end_all_in in = { .centre_id = act->centre_id, .person_id = person_id };
	return q_session_end_all(act->txn, &in, NULL);
}

bool session_is_due(struct sessions *sessions, const struct session *session)
{
	check(pthread_mutex_lock(&sessions->lock) == 0);
	const struct seen *seen = slot_of(sessions, session->hash);
	bool is_ours = memcmp(seen->hash, session->hash, SESSION_HASH_BYTES) == 0;
	bool is_due = is_ours && seen->seen_at_ms - seen->kept_at_ms >= SESSION_WRITE_EVERY_MS;
	check(pthread_mutex_unlock(&sessions->lock) == 0);
	return is_due;
}

enum fail session_keep(struct sessions *sessions, const struct act *act, const struct session *session)
{
	check(act->txn);
	const struct session_seen_in in = {
		.centre_id = act->centre_id,
		.token_hash = { (const char *)session->hash, SESSION_HASH_BYTES },
		.seen_at_ms = session->seen_at_ms,
	};
	TRY(q_session_seen(act->txn, &in, NULL));
	check(pthread_mutex_lock(&sessions->lock) == 0);
	struct seen *seen = slot_of(sessions, session->hash);
	if (memcmp(seen->hash, session->hash, SESSION_HASH_BYTES) == 0)
		seen->kept_at_ms = session->seen_at_ms;
	check(pthread_mutex_unlock(&sessions->lock) == 0);
	return OK;
}

static bool read_token(struct text token, unsigned char ret_hash[SESSION_HASH_BYTES])
{
	unsigned char bytes[SESSION_TOKEN_BYTES];
	size_t count = 0;
	if (token.len != SESSION_TOKEN_CHARS)
		return false;
	if (sodium_base642bin(bytes, sizeof(bytes), token.at, token.len, NULL, &count, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || count != sizeof(bytes))
		return false;
	(void)crypto_generichash(ret_hash, SESSION_HASH_BYTES, bytes, sizeof(bytes), NULL, 0);
	return true;
}

/* The newer of the stored and the remembered instant decides; then now is
 * remembered. Negative: idle for too long. */
static int64_t see(struct sessions *sessions, const unsigned char *hash, int64_t stored_ms, int64_t now_ms, int64_t idle_ms)
{
	check(pthread_mutex_lock(&sessions->lock) == 0);
	struct seen *seen = slot_of(sessions, hash);
	bool is_ours = memcmp(seen->hash, hash, SESSION_HASH_BYTES) == 0;
	int64_t last_ms = is_ours && seen->seen_at_ms > stored_ms ? seen->seen_at_ms : stored_ms;
	bool is_live = now_ms - last_ms < idle_ms;
	if (is_live) {
		memcpy(seen->hash, hash, SESSION_HASH_BYTES);
		seen->seen_at_ms = now_ms > last_ms ? now_ms : last_ms;
		seen->kept_at_ms = stored_ms;
		last_ms = seen->seen_at_ms;
	}
	check(pthread_mutex_unlock(&sessions->lock) == 0);
	return is_live ? last_ms : -1;
}

static struct seen *slot_of(struct sessions *sessions, const unsigned char *hash)
{
	uint32_t slot;
	memcpy(&slot, hash, sizeof(slot));
	return &sessions->slots[slot % SEEN_SLOTS];
}
