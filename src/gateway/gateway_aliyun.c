/* SPDX-License-Identifier: Apache-2.0
 *
 * Alibaba Cloud SMS: the action SendSms (version 2017-05-25), signed by their
 * third method, ACS3-HMAC-SHA256, as their public documentation has it: all
 * parameters in the query, no body, the signature over method, path, query,
 * headers and the hash of the body.
 */
#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>

#include "base/when.h"
#include "gateway/gateway_private.h"

#define LOCAL_MS (8 * HOUR_MS) /* their dates are UTC, when_local is not */
#define NONCE_BYTES 16

static enum fail query_of(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, struct text *ret_query);
static enum fail encode(struct arena *arena, struct text plain, struct text *ret_encoded);
static enum fail hash_hex(struct arena *arena, struct text bytes, struct text *ret_hex);

enum fail gateway_aliyun_call(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_call *ret_call)
{
	unsigned char nonce[NONCE_BYTES];
	char nonce_hex[2 * NONCE_BYTES + 1];
	struct text query, authorization, empty_hash;
	struct local_time at = when_local(now_ms - LOCAL_MS);
	randombytes_buf(nonce, sizeof(nonce));
	(void)sodium_bin2hex(nonce_hex, sizeof(nonce_hex), nonce, sizeof(nonce));
	TRY(query_of(gateway, arena, message, &query));
	struct text date = arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.year, at.month, at.day, at.hour, at.minute, at.second);
	struct aliyun_signing signing = {.host = ALIYUN_HOST, .action = "SendSms", .version = "2017-05-25", .date = date.at, .nonce = nonce_hex,
		.query = query, .key_id = gateway->key_id, .secret = {gateway->secret, gateway->secret_len}};
	TRY(gateway_aliyun_authorize(arena, &signing, &authorization));
	TRY(hash_hex(arena, TEXT_NONE, &empty_hash));
	*ret_call = (struct gateway_call){.url = arena_format(arena, "%s?%.*s", gateway->url, TEXT_ARGS(query)).at, .header_count = 9, .headers = {
		"Host: " ALIYUN_HOST, "Expect:", "Content-Type:", "x-acs-action: SendSms", "x-acs-version: 2017-05-25",
		arena_format(arena, "x-acs-date: %s", date.at).at, arena_format(arena, "x-acs-signature-nonce: %s", nonce_hex).at,
		arena_format(arena, "x-acs-content-sha256: %.*s", TEXT_ARGS(empty_hash)).at,
		arena_format(arena, "Authorization: %.*s", TEXT_ARGS(authorization)).at}};
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

enum fail gateway_aliyun_authorize(struct arena *arena, const struct aliyun_signing *signing, struct text *ret_authorization)
{
	static const char names[] = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
	struct text empty_hash, request_hash, signature;
	TRY(hash_hex(arena, TEXT_NONE, &empty_hash));
	struct text request = arena_format(arena, "POST\n/\n%.*s\nhost:%s\nx-acs-action:%s\nx-acs-content-sha256:%.*s\nx-acs-date:%s\n"
		"x-acs-signature-nonce:%s\nx-acs-version:%s\n\n%s\n%.*s", TEXT_ARGS(signing->query), signing->host, signing->action, TEXT_ARGS(empty_hash),
		signing->date, signing->nonce, signing->version, names, TEXT_ARGS(empty_hash));
	TRY(hash_hex(arena, request, &request_hash));
	TRY(gateway_hmac(arena, signing->secret, arena_format(arena, "ACS3-HMAC-SHA256\n%.*s", TEXT_ARGS(request_hash)), &signature));
	*ret_authorization = arena_format(arena, "ACS3-HMAC-SHA256 Credential=%.*s,SignedHeaders=%s,Signature=%.*s", TEXT_ARGS(signing->key_id), names,
		TEXT_ARGS(signature));
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

/* isp.* and throttling are theirs and pass; isv.* is about our account, template or the number, and stays. */
enum gateway_outcome gateway_aliyun_outcome(long status, struct text body)
{
	static const struct text passing[] = {TEXT("isp."), TEXT("Throttling"), TEXT("ServiceUnavailable"), TEXT("InternalError")};
	json_t *answer = json_loadb(body.at, body.len, 0, NULL);
	struct text code = text_of(json_string_value(json_object_get(answer, "Code")));
	enum gateway_outcome outcome = status >= 500 || status == 408 || status == 429 ? GATEWAY_AGAIN : GATEWAY_REFUSED;
	if (status == 200 && text_equal(code, TEXT("OK")))
		outcome = GATEWAY_SENT;
	for (size_t i = 0; i < COUNT_OF(passing); i++)
		outcome = text_starts_with(code, passing[i]) ? GATEWAY_AGAIN : outcome;
	json_decref(answer);
	return outcome;
}

/* In the order of the names, as the signature wants it. */
static enum fail query_of(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, struct text *ret_query)
{
	struct text id, number, sign, template_code, parameters, json;
	TRY(gateway_json(arena, message->code, &json));
	TRY(encode(arena, message->id, &id));
	TRY(encode(arena, message->number, &number));
	TRY(encode(arena, gateway->sign, &sign));
	TRY(encode(arena, gateway->template_code, &template_code));
	TRY(encode(arena, arena_format(arena, "{\"code\":%.*s}", TEXT_ARGS(json)), &parameters));
	*ret_query = arena_format(arena, "OutId=%.*s&PhoneNumbers=%.*s&SignName=%.*s&TemplateCode=%.*s&TemplateParam=%.*s", TEXT_ARGS(id), TEXT_ARGS(number),
		TEXT_ARGS(sign), TEXT_ARGS(template_code), TEXT_ARGS(parameters));
	return OK;
}

/* RFC 3986: all but letters, digits and - . _ ~ */
static enum fail encode(struct arena *arena, struct text plain, struct text *ret_encoded)
{
	char *encoded = curl_easy_escape(NULL, plain.at, (int)plain.len);
	*ret_encoded = encoded == NULL ? TEXT_NONE : arena_copy(arena, text_of(encoded));
	curl_free(encoded);
	return text_is_empty(*ret_encoded) ? FAIL_LIMIT : OK;
}

static enum fail hash_hex(struct arena *arena, struct text bytes, struct text *ret_hex)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(arena, 2 * sizeof(hash) + 1);
	if (hex == NULL)
		return FAIL_LIMIT;
	(void)crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
	(void)sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
	*ret_hex = text_of(hex);
	return OK;
}
