/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of a gateway.
 */
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/gateway_private.h"

enum { KEY_KIND, KEY_URL, KEY_SECRET, KEY_CA, KEY_KEY_ID, KEY_SIGN, KEY_TEMPLATE, KEY_COUNT };
static const struct text keys[KEY_COUNT] = {TEXT("kind"), TEXT("url"), TEXT("secret"), TEXT("ca"), TEXT("key_id"), TEXT("sign"), TEXT("template")};
#define SECRET_LEAST 16
#define SECRET_MOST (sizeof(((struct gateway *)NULL)->secret) - 1)

static enum fail read_file(const char *path, char *bytes, size_t room, size_t *ret_len, const char **ret_reason);
static enum fail read_lines(struct text file, struct text *values, const char **ret_reason);
static enum fail fill(struct arena *owner, const struct text *values, struct gateway *gateway, const char **ret_reason);
static enum fail read_url(struct arena *owner, struct text url, struct gateway *gateway, const char **ret_reason);
static enum fail check_values(const struct text *values, bool is_aliyun, const char **ret_reason);
static bool may_call(enum gateway_kind kind, const char *scheme, const char *host, const char *path);
static enum fail wrong(const char *reason, const char **ret_reason);

enum fail gateway_open(const char *path, struct arena *owner, struct gateway *ret_gateway, const char **ret_reason)
{
	char bytes[GATEWAY_FILE_BYTES + 1];
	struct text values[KEY_COUNT] = {{0}};
	struct gateway gateway = {0};
	size_t len = 0;
	check(path != NULL && owner != NULL);
	*ret_reason = "there is no such file";
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return FAIL_SYSTEM;
	enum fail fail = read_file(path, bytes, sizeof(bytes), &len, ret_reason);
	if (fail == OK)
		fail = read_lines((struct text){bytes, len}, values, ret_reason);
	if (fail == OK)
		fail = fill(owner, values, &gateway, ret_reason);
	if (fail == OK)
		*ret_gateway = gateway;
	sodium_memzero(bytes, sizeof(bytes));
	sodium_memzero(&gateway, sizeof(gateway));
	return fail;
}

void gateway_close(struct gateway *gateway)
{
	if (gateway != NULL)
		sodium_memzero(gateway->secret, sizeof(gateway->secret));
}

static enum fail read_file(const char *path, char *bytes, size_t room, size_t *ret_len, const char **ret_reason)
{
	struct stat state;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? FAIL_MISSING : wrong("it cannot be opened", ret_reason);
	bool is_private = fstat(file, &state) == 0 && S_ISREG(state.st_mode) && (state.st_mode & (S_IRWXG | S_IRWXO)) == 0;
	ssize_t count = is_private ? read(file, bytes, room) : 0;
	(void)close(file);
	if (!is_private)
		return wrong("it must be a file that only its owner may read (chmod 600)", ret_reason);
	if (count < 0 || (size_t)count >= room)
		return wrong("it cannot be read, or is too long", ret_reason);
	*ret_len = (size_t)count;
	return OK;
}

static enum fail read_lines(struct text file, struct text *values, const char **ret_reason)
{
	if (!text_is_utf8(file))
		return wrong("it is not UTF-8", ret_reason);
	while (file.len > 0) {
		struct text value = text_trim(text_cut(&file, '\n'));
		if (value.len == 0 || value.at[0] == '#')
			continue;
		if (text_find_byte(value, '=') == SIZE_MAX)
			return wrong("each line is key = value", ret_reason);
		struct text key = text_trim(text_cut(&value, '='));
		size_t nth = 0;
		while (nth < KEY_COUNT && !text_equal(keys[nth], key))
			nth++;
		value = text_trim(value);
		if (nth == KEY_COUNT || values[nth].len > 0 || value.len == 0)
			return wrong("the keys are kind, url, secret, ca, key_id, sign and template, each once and with a value", ret_reason);
		values[nth] = value;
	}
	return OK;
}

static enum fail fill(struct arena *owner, const struct text *values, struct gateway *gateway, const char **ret_reason)
{
	bool is_aliyun = text_equal(values[KEY_KIND], TEXT("aliyun"));
	struct text secret = values[KEY_SECRET];
	TRY(check_values(values, is_aliyun, ret_reason));
	gateway->kind = is_aliyun ? GATEWAY_ALIYUN : GATEWAY_POST;
	gateway->key_id = arena_copy(owner, values[KEY_KEY_ID]);
	gateway->sign = arena_copy(owner, values[KEY_SIGN]);
	gateway->template_code = arena_copy(owner, values[KEY_TEMPLATE]);
	gateway->ca = values[KEY_CA].len > 0 ? arena_copy(owner, values[KEY_CA]).at : NULL;
	memcpy(gateway->secret, secret.at, secret.len);
	gateway->secret_len = secret.len;
	return read_url(owner, values[KEY_URL].len > 0 ? values[KEY_URL] : TEXT("https://" ALIYUN_HOST "/"), gateway, ret_reason);
}

static enum fail check_values(const struct text *values, bool is_aliyun, const char **ret_reason)
{
	static const int of_aliyun[] = {KEY_KEY_ID, KEY_SIGN, KEY_TEMPLATE};
	if (!is_aliyun && !text_equal(values[KEY_KIND], TEXT("post")))
		return wrong("kind is post or aliyun", ret_reason);
	if (values[KEY_SECRET].len < SECRET_LEAST || values[KEY_SECRET].len > SECRET_MOST)
		return wrong("secret has 16 to 128 bytes", ret_reason);
	for (size_t i = 0; i < COUNT_OF(of_aliyun); i++) {
		if (is_aliyun != (values[of_aliyun[i]].len > 0))
			return wrong("aliyun needs key_id, sign and template; post has none of them", ret_reason);
	}
	return is_aliyun || values[KEY_URL].len > 0 ? OK : wrong("post needs url", ret_reason);
}

/* https to a host by name, or http to this machine: a relay of one's own, and tests. Aliyun's host is a fixed one. */
static enum fail read_url(struct arena *owner, struct text url, struct gateway *gateway, const char **ret_reason)
{
	char *scheme = NULL, *host = NULL, *path = NULL;
	const char *copy = arena_copy(owner, url).at;
	CURLU *parts = copy == NULL ? NULL : curl_url();
	if (parts == NULL)
		return FAIL_LIMIT;
	bool is_url = curl_url_set(parts, CURLUPART_URL, copy, CURLU_DISALLOW_USER) == CURLUE_OK
		&& curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK
		&& curl_url_get(parts, CURLUPART_PATH, &path, 0) == CURLUE_OK;
	bool is_allowed = is_url && may_call(gateway->kind, scheme, host, path);
	gateway->url = copy;
	curl_free(scheme);
	curl_free(host);
	curl_free(path);
	curl_url_cleanup(parts);
	return is_allowed ? OK : wrong("url is https://HOST/PATH (for aliyun https://" ALIYUN_HOST "/), or http://127.0.0.1:PORT/PATH", ret_reason);
}

static bool may_call(enum gateway_kind kind, const char *scheme, const char *host, const char *path)
{
	bool is_here = strcmp(scheme, "http") == 0 && strcmp(host, "127.0.0.1") == 0;
	if (!is_here && strcmp(scheme, "https") != 0)
		return false;
	return kind == GATEWAY_POST || (strcmp(path, "/") == 0 && (is_here || strcmp(host, ALIYUN_HOST) == 0));
}

static enum fail wrong(const char *reason, const char **ret_reason)
{
	*ret_reason = reason;
	return FAIL_INPUT;
}
