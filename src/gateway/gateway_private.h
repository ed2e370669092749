/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the gateway only: the call that a message becomes,
 * and how Aliyun wants it signed.
 */
#ifndef GATEWAY_GATEWAY_PRIVATE_H
#define GATEWAY_GATEWAY_PRIVATE_H

#include "gateway/gateway.h"

#define ALIYUN_HOST "dysmsapi.aliyuncs.com"
#define CALL_HEADERS_MAX 10

/* One HTTP call to be made: always POST. Texts end with a NUL. */
struct gateway_call {
	const char *url;
	struct text body;
	const char *headers[CALL_HEADERS_MAX]; /* "Name: value" */
	size_t header_count;
};
/* What a message becomes for each kind. */
MUST_USE enum fail gateway_post_call(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_call *ret_call);
MUST_USE enum fail gateway_aliyun_call(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_call *ret_call);
/* What an answer of Aliyun's means: 200 with a code in JSON. */
enum gateway_outcome gateway_aliyun_outcome(long status, struct text body);

/* A request of Aliyun's third kind of signature; the query is sorted and percent-encoded. */
struct aliyun_signing {
	const char *host, *action, *version, *date, *nonce;
	struct text query, key_id, secret;
};
/* The value of the header Authorization, in the arena; the body is empty. */
MUST_USE enum fail gateway_aliyun_authorize(struct arena *arena, const struct aliyun_signing *signing, struct text *ret_authorization);
/* HMAC-SHA256 in lower-case hexadecimal, in the arena. */
MUST_USE enum fail gateway_hmac(struct arena *arena, struct text secret, struct text message, struct text *ret_hex);
/* A text in JSON, with its quotes. */
MUST_USE enum fail gateway_json(struct arena *arena, struct text plain, struct text *ret_json);

#endif
