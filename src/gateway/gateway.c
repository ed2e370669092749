/* SPDX-License-Identifier: Apache-2.0
 *
 * One call to the gateway, by libcurl.
 */
#include <curl/curl.h>
#include <string.h>

#include "gateway/gateway_private.h"

#define CONNECT_MS 3000

struct heard {
	size_t len;
	char bytes[GATEWAY_ANSWER_BYTES];
};

static CURLcode prepare(CURL *curl, const struct gateway *gateway, const struct gateway_call *call, struct curl_slist *headers, struct heard *heard);
static size_t hear(char *bytes, size_t one, size_t count, void *context);
static enum gateway_outcome outcome_of(const struct gateway *gateway, long status, const struct heard *heard);

enum fail gateway_send(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_answer *ret_answer)
{
	struct gateway_call call = {0};
	struct curl_slist *headers = NULL;
	struct heard *heard = arena_new(arena, struct heard);
	if (heard == NULL)
		return FAIL_LIMIT;
	TRY(gateway->kind == GATEWAY_POST ? gateway_post_call(gateway, arena, message, now_ms, &call)
		: gateway_aliyun_call(gateway, arena, message, now_ms, &call));
	CURL *curl = curl_easy_init();
	bool is_whole = curl != NULL;
	for (size_t i = 0; i < call.header_count && is_whole; i++) {
		struct curl_slist *longer = curl_slist_append(headers, call.headers[i]);
		is_whole = longer != NULL;
		headers = is_whole ? longer : headers;
	}
	struct gateway_answer answer = {.outcome = GATEWAY_AGAIN, .problem = "no memory"};
	CURLcode code = is_whole ? prepare(curl, gateway, &call, headers, heard) : CURLE_OUT_OF_MEMORY;
	if (code == CURLE_OK)
		code = curl_easy_perform(curl);
	if (code == CURLE_OK && curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status) == CURLE_OK) {
		answer.outcome = outcome_of(gateway, answer.status, heard);
		answer.problem = NULL;
	} else if (is_whole) {
		answer.problem = curl_easy_strerror(code);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	*ret_answer = answer;
	return OK;
}

static CURLcode prepare(CURL *curl, const struct gateway *gateway, const struct gateway_call *call, struct curl_slist *headers, struct heard *heard)
{
	const char *protocol = strncmp(call->url, "https:", 6) == 0 ? "https" : "http";
	CURLcode codes[] = {
		curl_easy_setopt(curl, CURLOPT_URL, call->url), curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocol),
		curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L), curl_easy_setopt(curl, CURLOPT_PROXY, ""),
		curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L), curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L),
		curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2),
		curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS), curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)GATEWAY_CALL_MS),
		curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L), curl_easy_setopt(curl, CURLOPT_POST, 1L),
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)call->body.len), curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.len > 0 ? call->body.at : ""),
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers), curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hear),
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, heard), curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1),
		gateway->ca == NULL ? CURLE_OK : curl_easy_setopt(curl, CURLOPT_CAINFO, gateway->ca),
	};
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		if (codes[i] != CURLE_OK)
			return codes[i];
	}
	return CURLE_OK;
}

/* The beginning of the answer; the rest is let go by. */
static size_t hear(char *bytes, size_t one, size_t count, void *context)
{
	struct heard *heard = context;
	size_t len = one * count; /* libcurl: one is 1 */
	size_t room = sizeof(heard->bytes) - heard->len;
	size_t kept = len < room ? len : room;
	memcpy(heard->bytes + heard->len, bytes, kept);
	heard->len += kept;
	return len;
}

static enum gateway_outcome outcome_of(const struct gateway *gateway, long status, const struct heard *heard)
{
	if (gateway->kind == GATEWAY_ALIYUN)
		return gateway_aliyun_outcome(status, (struct text){heard->bytes, heard->len});
	if (status >= 200 && status < 300)
		return GATEWAY_SENT;
	return status == 408 || status == 429 || status >= 500 ? GATEWAY_AGAIN : GATEWAY_REFUSED;
}
