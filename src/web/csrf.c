/* SPDX-License-Identifier: Apache-2.0
 *
 * A form is ours when the browser says it comes from our own page and when it
 * carries a token only that page could know: a keyed hash of the session (or,
 * before sign-in, of a cookie of its own).
 */
#include <sodium.h>

#include "base/arena.h"
#include "domain/seal.h"
#include "web/app.h"

#define TOKEN_BYTES 24
#define TOKEN_CHARS 32
#define FORM_COOKIE_BYTES 16
#define FORM_COOKIE_CHARS 22

static struct text token_of(struct call *call, struct text binding, char space[TOKEN_CHARS + 1]);
static struct text binding_of(const struct call *call);

bool csrf_is_own_page(const struct request *request)
{
	struct text site = request->sec_fetch_site;
	if (site.len > 0 && !text_equal(site, TEXT("same-origin")))
		return false;
	struct text origin = request->origin;
	struct text scheme = text_starts_with(origin, TEXT("https://")) ? TEXT("https://") : TEXT("http://");
	if (!text_starts_with(origin, scheme))
		return false;
	return text_equal_nocase(text_slice(origin, scheme.len, origin.len), request->host);
}

bool csrf_fits(const struct call *call, struct text token)
{
	char space[TOKEN_CHARS + 1];
	struct text binding = binding_of(call);
	if (binding.len == 0 || token.len != TOKEN_CHARS)
		return false;
	struct text own = token_of((struct call *)call, binding, space);
	return sodium_memcmp(own.at, token.at, TOKEN_CHARS) == 0;
}

struct text call_csrf(struct call *call)
{
	struct call_private *own = call->own;
	char *space = arena_alloc(call->arena, TOKEN_CHARS + 1);
	if (!space)
		return TEXT_NONE;
	if (!own->has_session && own->form_cookie.len != FORM_COOKIE_CHARS) {
		unsigned char bytes[FORM_COOKIE_BYTES];
		char *cookie = arena_alloc(call->arena, FORM_COOKIE_CHARS + 1);
		if (!cookie)
			return TEXT_NONE;
		randombytes_buf(bytes, sizeof(bytes));
		(void)sodium_bin2base64(cookie, FORM_COOKIE_CHARS + 1, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
		own->form_cookie = (struct text){ cookie, FORM_COOKIE_CHARS };
		own->makes_form_cookie = true;
	}
	return token_of(call, binding_of(call), space);
}

static struct text binding_of(const struct call *call)
{
	const struct call_private *own = call->own;
	if (own->has_session)
		return (struct text){ (const char *)own->session.hash, sizeof(own->session.hash) };
	return own->form_cookie.len == FORM_COOKIE_CHARS ? own->form_cookie : TEXT_NONE;
}

static struct text token_of(struct call *call, struct text binding, char space[TOKEN_CHARS + 1])
{
	unsigned char hash[TOKEN_BYTES];
	const struct keys *keys = call->app->options.keys;
	(void)crypto_generichash(hash, sizeof(hash), (const unsigned char *)binding.at, binding.len, keys->web, sizeof(keys->web));
	(void)sodium_bin2base64(space, TOKEN_CHARS + 1, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return (struct text){ space, TOKEN_CHARS };
}
