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

/* What a row of menu_change tells; kept in the store. */
enum menu_change_kind { MENU_ADDED = 1, MENU_CHANGED, MENU_OPENED, MENU_CLOSED };

/* In checking order; `refusal.menu.*` in the locale. */
enum menu_refusal {
	MENU_OK,
	MENU_NOT_FOUND,
	MENU_NOT_ALLOWED,
	MENU_CHANGED_MEANWHILE,   /* somebody made another version since the one this was made from */
	MENU_CODE_INVALID,        /* 2 to 40 small letters, digits and _ */
	MENU_NO_TITLE,
	MENU_TITLE_TOO_LONG,
	MENU_NO_DONE,             /* what is done, in a sentence */
	MENU_NO_RISK_TEXT,        /* the law asks for it */
	MENU_TEXT_TOO_LONG,
	MENU_LEVEL_INVALID,
	MENU_NO_INSURANCE,        /* level 3 is not on the menu without */
	MENU_DURATION_INVALID,
	MENU_PEOPLE_INVALID,
	MENU_PRICE_INVALID,
	MENU_LEAD_INVALID,
	MENU_COEFFICIENT_INVALID,
	MENU_PROVIDER_MISSING,
	MENU_PLACE_MISSING,
	MENU_CODE_TAKEN,
	MENU_REFUSAL_COUNT
};
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
	bool is_draft;                   /* menu_add: not on the menu yet */
	int64_t from_version;            /* menu_change: the version this was made from; 0 = whatever there is now */
};
/* A new item, on the menu unless it is a draft. The command line, or a manager whose scope holds its area. An empty
 * English text is the Chinese one. */
MUST_USE enum fail menu_add(const struct act *act, const struct menu_item_options *options, enum menu_refusal *ret_refusal, struct item_id *ret_id);
/* Everything but the code and whether it is on the menu, as given: a new version, and a fact of it. Old orders keep
 * theirs. A manager whose scope holds the old area and the new. */
MUST_USE enum fail menu_change(const struct act *act, struct item_id id, const struct menu_item_options *options, enum menu_refusal *ret_refusal);
/* On the menu or off it; what is so already stays so, without a fact. */
MUST_USE enum fail menu_set_open(const struct act *act, struct item_id id, bool is_open, enum menu_refusal *ret_refusal);

#endif
