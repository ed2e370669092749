/* SPDX-License-Identifier: Apache-2.0
 *
 * A browser is known by a cookie that says nothing else: a random number, given
 * when somebody signs in and it has none. What is kept of it, where and for how
 * long is the business of domain/records.h.
 */
#include <sodium.h>

#include "base/arena.h"
#include "web/app.h"

#define DEVICE_BYTES 16
#define DEVICE_CHARS 22
#define DEVICE_AGE_S (365 * 24 * 60 * 60)

struct text call_device(const struct call *call)
{
	unsigned char bytes[DEVICE_BYTES];
	size_t count = 0;
	struct text cookie = request_cookie(call->own->request, TEXT(COOKIE_DEVICE));
	if (cookie.len != DEVICE_CHARS || sodium_base642bin(bytes, sizeof(bytes), cookie.at, cookie.len, NULL, &count, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || count != DEVICE_BYTES)
		return TEXT_NONE;
	return cookie;
}

void device_give(struct call *call, struct reply *reply)
{
	unsigned char bytes[DEVICE_BYTES];
	char device[DEVICE_CHARS + 1];
	if (call_device(call).len > 0)
		return;
	randombytes_buf(bytes, sizeof(bytes));
	(void)sodium_bin2base64(device, sizeof(device), bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	reply_cookie(reply, arena_format(call->arena, COOKIE_DEVICE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d", device, DEVICE_AGE_S));
}
