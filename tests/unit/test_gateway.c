/* SPDX-License-Identifier: Apache-2.0
 *
 * The gateway without a network: its file, and what a call looks like. That
 * calls go out as they should is played against a server in tests/story/run.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "gateway/gateway_private.h"

#define SECRET "0123456789abcdef-secret"
static char path[] = "/tmp/lastmile-gateway-XXXXXX";

static void write_file(const char *bytes, mode_t mode)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(fchmod(file, mode), 0);
	assert_int_equal(close(file), 0);
}

static enum fail open_with(struct arena *arena, const char *bytes, struct gateway *ret_gateway, const char **ret_reason)
{
	write_file(bytes, 0600);
	return gateway_open(path, arena, ret_gateway, ret_reason);
}

static void a_file_says_which(void **user UNUSED)
{
	struct arena *arena = arena_make(64 * 1024);
	struct gateway gateway;
	const char *reason = NULL;
	assert_int_equal(open_with(arena, "# ours\nkind = post\n url = https://sms.example.org/lastmile\nsecret=" SECRET "\n", &gateway, &reason), OK);
	assert_int_equal(gateway.kind, GATEWAY_POST);
	assert_string_equal(gateway.url, "https://sms.example.org/lastmile");
	assert_text(((struct text){gateway.secret, gateway.secret_len}), SECRET);
	assert_null(gateway.ca);
	gateway_close(&gateway);
	assert_int_equal(gateway.secret[0], 0);
	gateway_close(NULL);
	assert_int_equal(open_with(arena, "kind = aliyun\nkey_id = LTAI\nsecret = " SECRET "\nsign = 宝都服务\ntemplate = SMS_1\nca = /etc/ca.pem\n", &gateway, &reason),
		OK);
	assert_string_equal(gateway.url, "https://dysmsapi.aliyuncs.com/");
	assert_text(gateway.sign, "宝都服务");
	assert_string_equal(gateway.ca, "/etc/ca.pem");
	assert_int_equal(open_with(arena, "kind = post\nurl = http://127.0.0.1:8099/x\nsecret = " SECRET "\n", &gateway, &reason), OK);
	arena_free(arena);
}

static void what_is_no_gateway_is_refused(void **user UNUSED)
{
	static const struct { const char *file, *reason; } rows[] = {
		{"", "kind is"}, {"kind = pigeon\nsecret = " SECRET "\n", "kind is"}, {"kind\n", "key = value"}, {"kind = post\nkind = post\n", "each once"},
		{"colour = red\n", "the keys are"}, {"kind =\n", "with a value"}, {"kind = post\nurl = https://a.example/\nsecret = short\n", "16 to 128"},
		{"kind = post\nsecret = " SECRET "\n", "needs url"}, {"kind = post\nurl = http://a.example/\nsecret = " SECRET "\n", "url is"},
		{"kind = post\nurl = http://127.0.0.2/\nsecret = " SECRET "\n", "url is"}, {"kind = post\nurl = ftp://a.example/\nsecret = " SECRET "\n", "url is"},
		{"kind = post\nurl = file:///etc/passwd\nsecret = " SECRET "\n", "url is"}, {"kind = post\nurl = https://me:pw@a.example/\nsecret = " SECRET "\n", "url is"},
		{"kind = post\nurl = nowhere\nsecret = " SECRET "\n", "url is"}, {"kind = aliyun\nsecret = " SECRET "\n", "aliyun needs"},
		{"kind = post\nurl = https://a.example/\nsecret = " SECRET "\nsign = x\n", "aliyun needs"},
		{"kind = aliyun\nkey_id = a\nsign = b\ntemplate = c\nurl = https://a.example/\nsecret = " SECRET "\n", "url is"},
		{"kind = aliyun\nkey_id = a\nsign = b\ntemplate = c\nurl = https://dysmsapi.aliyuncs.com/x\nsecret = " SECRET "\n", "url is"},
		{"kind = \xff\n", "UTF-8"},
	};
	struct arena *arena = arena_make(64 * 1024);
	struct gateway gateway = {0};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *reason = "";
		assert_int_equal(open_with(arena, rows[i].file, &gateway, &reason), FAIL_INPUT);
		if (strstr(reason, rows[i].reason) == NULL || strstr(reason, SECRET) != NULL)
			fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].file, reason, rows[i].reason);
		assert_int_equal(gateway.kind, 0); /* untouched */
	}
	arena_free(arena);
}

static void only_its_owner_may_read_the_file(void **user UNUSED)
{
	static const mode_t modes[] = {0640, 0604, 0660, 0644};
	struct arena *arena = arena_make(64 * 1024);
	struct gateway gateway;
	const char *reason = "";
	char *large = arena_alloc(arena, GATEWAY_FILE_BYTES + 2);
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		write_file("kind = post\nurl = https://a.example/\nsecret = " SECRET "\n", modes[i]);
		assert_int_equal(gateway_open(path, arena, &gateway, &reason), FAIL_INPUT);
		assert_non_null(strstr(reason, "only its owner"));
	}
	memset(large, '#', GATEWAY_FILE_BYTES + 1);
	large[GATEWAY_FILE_BYTES + 1] = '\0';
	assert_int_equal(open_with(arena, large, &gateway, &reason), FAIL_INPUT);
	assert_non_null(strstr(reason, "too long"));
	assert_int_equal(gateway_open("/tmp", arena, &gateway, &reason), FAIL_INPUT);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(gateway_open(path, arena, &gateway, &reason), FAIL_MISSING);
	arena_free(arena);
}

static const struct gateway_message message = {.id = TEXT("0h1m2n3p4q5r6"), .number = TEXT("13805360001"), .code = TEXT("012345"),
	.words = TEXT("确认码012345，\"10分钟\"内有效"), .minutes = 10};

static const char *header(const struct gateway_call *call, const char *name)
{
	for (size_t i = 0; i < call->header_count; i++) {
		if (strncmp(call->headers[i], name, strlen(name)) == 0 && call->headers[i][strlen(name)] == ':')
			return call->headers[i] + strlen(name) + 2;
	}
	fail_msg("no header %s", name);
	return "";
}

/* The signature by openssl dgst -sha256 -hmac; the same call stands in docs/operating.md. */
static void a_post_is_signed(void **user UNUSED)
{
	struct arena *arena = arena_make(64 * 1024);
	struct gateway gateway = {.kind = GATEWAY_POST, .url = "https://sms.example.org/lastmile", .secret = SECRET, .secret_len = sizeof(SECRET) - 1};
	struct gateway_call call;
	assert_int_equal(gateway_post_call(&gateway, arena, &message, INT64_C(1773190800123), &call), OK);
	assert_text(call.body, "{\"id\":\"0h1m2n3p4q5r6\",\"to\":\"13805360001\",\"code\":\"012345\",\"minutes\":10,\"text\":\"确认码012345，\\\"10分钟\\\"内有效\"}");
	assert_string_equal(header(&call, "Content-Type"), "application/json");
	assert_string_equal(header(&call, "Idempotency-Key"), "0h1m2n3p4q5r6");
	assert_string_equal(header(&call, "Lastmile-Time"), "1773190800");
	assert_string_equal(header(&call, "Lastmile-Signature"), "sha256=f4adbe099290634218a9eef06fd3cc38423f01c6d164dcd9836e148dd085b0cb");
	arena_free(arena);
}

/* RFC 4231, test case 2. */
static void hmac_is_the_standard_one(void **user UNUSED)
{
	struct arena *arena = arena_make(4096);
	struct text hex;
	assert_int_equal(gateway_hmac(arena, TEXT("Jefe"), TEXT("what do ya want for nothing?"), &hex), OK);
	assert_text(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	arena_free(arena);
}

/* The example of their documentation ("Signature method V3", fixed parameters), and SendSms as computed by Python's hmac. */
static void aliyun_signs_as_documented(void **user UNUSED)
{
	struct arena *arena = arena_make(64 * 1024);
	struct text authorization;
	struct aliyun_signing signing = {.host = "ecs.cn-shanghai.aliyuncs.com", .action = "RunInstances", .version = "2014-05-26",
		.date = "2023-10-26T10:22:32Z", .nonce = "3156853299f313e23d1673dc12e1703d", .key_id = TEXT("YourAccessKeyId"),
		.secret = TEXT("YourAccessKeySecret"), .query = TEXT("ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai")};
	assert_int_equal(gateway_aliyun_authorize(arena, &signing, &authorization), OK);
	assert_text(authorization, "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
		"x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
	signing.nonce = "3156853299f313e23d1673dc12e1703e";
	assert_int_equal(gateway_aliyun_authorize(arena, &signing, &authorization), OK);
	assert_false(text_ends_with(authorization, TEXT("83a6f0f3283c0")));
	signing = (struct aliyun_signing){.host = ALIYUN_HOST, .action = "SendSms", .version = "2017-05-25", .date = "2026-03-11T01:00:00Z",
		.nonce = "00112233445566778899aabbccddeeff", .key_id = TEXT("LTAI-example"), .secret = TEXT(SECRET),
		.query = TEXT("OutId=0h1m2n3p4q5r6&PhoneNumbers=13805360001&SignName=%E5%AE%9D%E9%83%BD%E6%9C%8D%E5%8A%A1&TemplateCode=SMS_1"
			"&TemplateParam=%7B%22code%22%3A%22012345%22%7D")};
	assert_int_equal(gateway_aliyun_authorize(arena, &signing, &authorization), OK);
	assert_true(text_ends_with(authorization, TEXT("Signature=6820fd2711bea62a30ec75b5d1e364510b5a200fbed8d9eabad4e2fd7b05102b")));
	arena_free(arena);
}

static void aliyun_gets_its_parameters(void **user UNUSED)
{
	struct arena *arena = arena_make(64 * 1024);
	struct gateway gateway = {.kind = GATEWAY_ALIYUN, .url = "https://dysmsapi.aliyuncs.com/", .secret = SECRET, .secret_len = sizeof(SECRET) - 1,
		.key_id = TEXT("LTAI-example"), .sign = TEXT("宝都服务"), .template_code = TEXT("SMS_1")};
	struct gateway_call call;
	assert_int_equal(gateway_aliyun_call(&gateway, arena, &message, INT64_C(1773190800123), &call), OK);
	assert_string_equal(call.url, "https://dysmsapi.aliyuncs.com/?OutId=0h1m2n3p4q5r6&PhoneNumbers=13805360001&SignName=%E5%AE%9D%E9%83%BD%E6%9C%8D%E5%8A%A1"
		"&TemplateCode=SMS_1&TemplateParam=%7B%22code%22%3A%22012345%22%7D");
	assert_int_equal(call.body.len, 0);
	assert_string_equal(header(&call, "x-acs-date"), "2026-03-11T01:00:00Z");
	assert_string_equal(header(&call, "Host"), "dysmsapi.aliyuncs.com");
	const char *nonce = header(&call, "x-acs-signature-nonce");
	assert_int_equal(strlen(nonce), 32);
	struct text authorization;
	struct aliyun_signing signing = {.host = ALIYUN_HOST, .action = "SendSms", .version = "2017-05-25", .date = "2026-03-11T01:00:00Z", .nonce = nonce,
		.key_id = gateway.key_id, .secret = TEXT(SECRET), .query = text_of(strchr(call.url, '?') + 1)};
	assert_int_equal(gateway_aliyun_authorize(arena, &signing, &authorization), OK);
	assert_text(authorization, header(&call, "Authorization"));
	arena_free(arena);
}

static void aliyun_answers_in_codes(void **user UNUSED)
{
	static const struct { long status; const char *body; enum gateway_outcome outcome; } rows[] = {
		{200, "{\"Code\":\"OK\",\"Message\":\"OK\",\"BizId\":\"1\",\"RequestId\":\"2\"}", GATEWAY_SENT},
		{200, "{\"Code\":\"isv.BUSINESS_LIMIT_CONTROL\"}", GATEWAY_REFUSED}, {200, "{\"Code\":\"isp.SYSTEM_ERROR\"}", GATEWAY_AGAIN},
		{200, "", GATEWAY_REFUSED}, {200, "OK", GATEWAY_REFUSED}, {200, "{\"Code\":7}", GATEWAY_REFUSED}, {302, "{\"Code\":\"OK\"}", GATEWAY_REFUSED},
		{400, "{\"Code\":\"Throttling.User\"}", GATEWAY_AGAIN}, {403, "{\"Code\":\"SignatureDoesNotMatch\"}", GATEWAY_REFUSED},
		{429, "", GATEWAY_AGAIN}, {500, "{\"Code\":\"InternalError\"}", GATEWAY_AGAIN}, {503, "<html>", GATEWAY_AGAIN},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(gateway_aliyun_outcome(rows[i].status, text_of(rows[i].body)), rows[i].outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_says_which),
		cmocka_unit_test(what_is_no_gateway_is_refused),
		cmocka_unit_test(only_its_owner_may_read_the_file),
		cmocka_unit_test(a_post_is_signed),
		cmocka_unit_test(hmac_is_the_standard_one),
		cmocka_unit_test(aliyun_signs_as_documented),
		cmocka_unit_test(aliyun_gets_its_parameters),
		cmocka_unit_test(aliyun_answers_in_codes),
	};
	int file = mkstemp(path);
	if (file < 0 || close(file) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
