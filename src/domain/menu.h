/* SPDX-License-Identifier: Apache-2.0
 *
 * The menu: what a resident can order. Every item tells its risk (the law
 * asks), who provides it, what it needs and what it costs in points.
 */
#ifndef DOMAIN_MENU_H
#define DOMAIN_MENU_H

#include "domain/act.h"

/* 五传: what the service brings. */
enum menu_brings { MENU_BRINGS_THOUGHT = 1, MENU_BRINGS_POLICY, MENU_BRINGS_MORALS, MENU_BRINGS_CULTURE, MENU_BRINGS_SKILLS };
/* 五为: whom it serves. */
enum menu_serves { MENU_SERVES_ELDERS = 1, MENU_SERVES_CHILDREN, MENU_SERVES_HARDSHIP, MENU_SERVES_COMFORT, MENU_SERVES_PUBLIC, MENU_SERVES_COUNT };

enum menu_refusal { MENU_OK, MENU_NOT_FOUND, MENU_NOT_ALLOWED, MENU_NO_TITLE, MENU_TITLE_TOO_LONG, MENU_NO_RISK_TEXT, MENU_NO_INSURANCE,
	MENU_DURATION_INVALID, MENU_PEOPLE_INVALID, MENU_PRICE_INVALID, MENU_CODE_TAKEN, MENU_REFUSAL_COUNT };
/* The name of a refusal in the locale (`menu_refusal.NAME`), lower case. Static text. */
const char *menu_refusal_name(enum menu_refusal refusal);

struct menu_item_options {
	struct text code, title, title_en, done, done_en, risk, risk_en, insurance, icon;
	enum menu_brings brings;
	enum menu_serves serves;
	int32_t risk_level;              /* 1–3; 3 needs an insurance reference */
	struct organisation_id provider_id;
	struct place_id place_id;        /* the area it is offered in */
	int32_t duration_min;            /* 10–480 */
	int32_t people;                  /* 1–20 */
	int64_t price_points;            /* hundredths, 0–100,000 */
	int32_t lead_min;                /* 0–14 days */
	int32_t coefficient_percent;     /* 100–150 */
	int32_t sort;
	const struct text *skills;
	size_t skill_count;              /* at most LIMIT_SKILLS */
};
/* A new, published item. */
MUST_USE enum fail menu_add(const struct act *act, const struct menu_item_options *options, enum menu_refusal *ret_refusal, struct item_id *ret_id);
/* Title, texts, insurance, duration, people, price, lead time and skills as given; a new version. Old orders keep theirs. */
MUST_USE enum fail menu_change(const struct act *act, struct item_id id, const struct menu_item_options *options, enum menu_refusal *ret_refusal);
/* On the menu or off it. */
MUST_USE enum fail menu_set_open(const struct act *act, struct item_id id, bool is_open, enum menu_refusal *ret_refusal);

#endif
