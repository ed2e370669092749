/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that a centre may choose, each within limits and with a usual value
 * that holds until somebody chose another. A change is on the trail with what
 * was before; what was asked or promised under the old number stays as it was.
 */
#ifndef DOMAIN_SETTINGS_H
#define DOMAIN_SETTINGS_H

#include "domain/act.h"

enum setting {
	SETTING_WAVE_PEOPLE,  /* how many are asked next when nobody said yes; 0 = as many as the time before */
	SETTING_WAVE_MIN,     /* how long a question waits for its answer; nights are left out (requests_dispatch.c) */
	SETTING_WAVES,        /* how often people are asked in all; 1 = once, then it stays with the station */
	SETTING_FIRST_YES,    /* 1: the first yes goes; 0: the best of those who said yes, once all answered or time is up */
	SETTING_CLAIM_MIN,    /* how long a team has to find one of its own for what it claimed */
	SETTING_SHOP,         /* 1: goods may be taken for points (domain/shop); 0: there is no shop */
	SETTING_SHOP_DAYS,    /* how long what somebody took waits to be picked up */
	SETTING_MESSAGES,     /* text messages within 24 hours, where there is a gateway (domain/messages); 0: none */
	SETTING_COUNT
};
struct setting_rule { const char *name; int64_t least, most, usual; };
/* The limits and usual value of one; `name` is its key in the store and the tail of its locale key. */
const struct setting_rule *settings_rule(enum setting setting);

struct settings { int64_t values[SETTING_COUNT]; };
/* All of them as they hold now. */
enum fail settings_read(const struct act *act, struct settings *ret_settings);
/* One of them. */
enum fail settings_get(const struct act *act, enum setting setting, int64_t *ret_value);

enum setting_refusal {
	SETTING_OK,
	SETTING_NOT_ALLOWED,  /* only managers of a station or of the centre */
	SETTING_TOO_SMALL,    /* *ret_which says which */
	SETTING_TOO_LARGE,
	SETTING_REFUSAL_COUNT
};
const char *setting_refusal_name(enum setting_refusal refusal); /* tail of the locale key, JSON code */
/* Writing: these hold from now on, all or none. What stays as it is leaves no mark. */
enum fail settings_choose(const struct act *act, const struct settings *settings, enum setting_refusal *ret_refusal, enum setting *ret_which);

#endif
