/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON to an address of one's own, signed so that it knows who speaks.
 */
#include <jansson.h>
#include <sodium.h>

#include "base/when.h"
#include "gateway/gateway_private.h"

enum fail gateway_post_call(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_call *ret_call)
{
	struct text id, number, code, words, signature;
	struct text time = arena_format(arena, "%lld", (long long)(now_ms / SECOND_MS));
	TRY(gateway_json(arena, message->id, &id));
	TRY(gateway_json(arena, message->number, &number));
	TRY(gateway_json(arena, message->code, &code));
	TRY(gateway_json(arena, message->words, &words));
	struct text body = arena_format(arena, "{\"id\":%.*s,\"to\":%.*s,\"code\":%.*s,\"minutes\":%lld,\"text\":%.*s}", TEXT_ARGS(id), TEXT_ARGS(number),
		TEXT_ARGS(code), (long long)message->minutes, TEXT_ARGS(words));
	struct text signed_text = arena_format(arena, "%.*s\n%.*s", TEXT_ARGS(time), TEXT_ARGS(body));
	TRY(gateway_hmac(arena, (struct text){gateway->secret, gateway->secret_len}, signed_text, &signature));
	*ret_call = (struct gateway_call){.url = gateway->url, .body = body, .header_count = 5, .headers = {"Content-Type: application/json", "Expect:",
		arena_format(arena, "Idempotency-Key: %.*s", TEXT_ARGS(message->id)).at, arena_format(arena, "Lastmile-Time: %.*s", TEXT_ARGS(time)).at,
		arena_format(arena, "Lastmile-Signature: sha256=%.*s", TEXT_ARGS(signature)).at}};
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

enum fail gateway_hmac(struct arena *arena, struct text secret, struct text message, struct text *ret_hex)
{
	crypto_auth_hmacsha256_state state;
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	char *hex = arena_alloc(arena, 2 * sizeof(hash) + 1);
	if (hex == NULL)
		return FAIL_LIMIT;
	(void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.at, secret.len);
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.at, message.len);
	(void)crypto_auth_hmacsha256_final(&state, hash);
	(void)sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
	sodium_memzero(&state, sizeof(state));
	*ret_hex = text_of(hex);
	return OK;
}

enum fail gateway_json(struct arena *arena, struct text plain, struct text *ret_json)
{
	json_t *value = json_stringn(plain.at != NULL ? plain.at : "", plain.len);
	size_t len = value == NULL ? 0 : json_dumpb(value, NULL, 0, JSON_ENCODE_ANY);
	char *out = len == 0 ? NULL : arena_alloc(arena, len + 1);
	if (out != NULL)
		(void)json_dumpb(value, out, len, JSON_ENCODE_ANY);
	json_decref(value);
	if (out == NULL)
		return FAIL_LIMIT;
	out[len] = '\0';
	*ret_json = (struct text){out, len};
	return OK;
}
