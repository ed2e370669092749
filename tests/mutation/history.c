/* SPDX-License-Identifier: Apache-2.0 */
#include "history.h"

#include <stdio.h>

#include "base/when.h"
#include "domain/certificates.h"
#include "domain/ledger.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "domain/records.h"
#include "domain/records_score.h"
#include "domain/settings.h"
#include "domain/shop.h"
#include "queries/demo.h"
#include "queries/record_pages.h"
#include "queries/records.h"

#define DONATIONS 120 /* enough leaves for a kept node */

enum proof { CODE, PHONE };
enum end { CONFIRMED, SILENCE, UNCONFIRMED, CANCELLED };

/* A service that somebody gave; FATHER's are paid by SECOND. */
struct service { enum town_person elder, volunteer; enum proof proof; enum end end; bool is_paid; };
static const struct service services[] = {
	{ELDER, SECOND, CODE, CONFIRMED, false}, {ELDER, FIRST, CODE, CONFIRMED, false}, {ELDER, FIRST, CODE, SILENCE, false},
	{ELDER, FIRST, PHONE, SILENCE, false}, {ELDER, SECOND, PHONE, CONFIRMED, false}, {FATHER, FIRST, CODE, CONFIRMED, true},
	{FATHER, FIRST, CODE, CANCELLED, true}, {ELDER, FIRST, CODE, UNCONFIRMED, false}, {ELDER, SECOND, PHONE, SILENCE, false},
	{FATHER, FIRST, CODE, UNCONFIRMED, true}, {ELDER, FIRST, CODE, CONFIRMED, false}, {ELDER, SECOND, CODE, CONFIRMED, false},
};

struct living {
	struct town *town;
	const struct service *service;
	struct request_id request_id;
	struct duty_id duty_id;
	struct record_id records[COUNT_OF(services)];
	size_t nth;
	int64_t from_ms, id;
	bool is_in, is_true;
	struct person_id whose;
	struct text number;
	struct certificate_id certificate_id, replaced_id;
	struct good_id good_id;
	struct redemption_id taken[2];
	size_t taking;
	const char *why; /* the refusal */
};

static void must(struct living *living, const char *what, enum fail fail)
{
	if (fail != OK)
		(void)fprintf(stderr, "history: %s %zu: %s (%s)\n", what, living->nth, fail_name(fail), living->why);
	check(fail == OK);
}

static enum fail said(struct living *living, const enum request_refusal *refusal, enum fail fail)
{
	living->why = *refusal == REQUEST_REFUSAL_NONE ? "" : request_refusal_name(*refusal);
	return fail;
}

static enum fail told(struct living *living, const enum record_refusal *refusal, enum fail fail)
{
	living->why = record_refusal_name(*refusal);
	return fail;
}

/* ---- services ---- */

static enum fail order(const struct act *act, void *context)
{
	struct living *living = context;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	return said(living, &refusal, requests_open(act, &(struct requests_open_options){.person_id = living->town->people[living->service->elder],
		.item_id = living->town->item_id, .channel = CHANNEL_PHONE, .wanted_from_ms = living->from_ms, .wanted_to_ms = living->from_ms + HOUR_MS,
		.is_duplicate_meant = true, .is_paid = living->service->is_paid}, &refusal, &living->request_id));
}

static enum fail offer(const struct act *act, void *context)
{
	struct living *living = context;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	TRY(said(living, &refusal, requests_accept(act, &(struct requests_accept_options){.id = living->request_id}, &refusal)));
	return said(living, &refusal, requests_offer(act, living->request_id, &living->town->people[living->service->volunteer], 1, &refusal));
}

static enum fail take(const struct act *act, void *context)
{
	struct living *living = context;
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = living->request_id}, &is_found, &now));
	living->duty_id = now.duty_id;
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	return said(living, &refusal, requests_take_offer(act, offers.rows[0].id, &refusal));
}

static enum fail attend(const struct act *act, void *context)
{
	struct living *living = context;
	struct requests_attend_options options = {.id = living->request_id, .note = living->is_in ? TEXT_NONE : TEXT("说了说话")};
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	char code[7];
	TRY(requests_card_code(act, living->town->people[living->service->elder], code));
	if (living->service->proof == CODE)
		options.code = text_of(code);
	if (living->service->proof == PHONE) {
		options.person_id = living->town->people[living->service->volunteer];
		options.at_ms = act->now_ms;
	}
	return said(living, &refusal, living->is_in ? requests_check_in(act, &options, &refusal) : requests_check_out(act, &options, &refusal));
}

static enum fail confirm(const struct act *act, void *context)
{
	struct living *living = context;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	size_t done = 0;
	if (living->service->end == SILENCE)
		return requests_tick(act, 100, &done);
	if (living->service->end == CANCELLED)
		return said(living, &refusal, requests_cancel(act, living->request_id, TEXT("family"), &refusal));
	TRY(said(living, &refusal, requests_confirm(act, living->request_id, TEXT_NONE, &refusal)));
	return said(living, &refusal, requests_rate(act, living->request_id, 5, TEXT("很好"), &refusal));
}

static enum fail find(const struct act *act, void *context)
{
	struct living *living = context;
	struct record_of_row record = {0};
	bool is_found = false;
	TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = living->duty_id,
		.person_id = living->town->people[living->service->volunteer]}, &is_found, &record));
	living->records[living->nth] = record.id;
	return OK;
}

static void serve(struct living *living, const struct service *service)
{
	struct town *town = living->town;
	living->service = service;
	living->from_ms = when_at(when_local_day(town->now_ms) + 1, 9 * 60);
	town->now_ms = living->from_ms - 90 * MINUTE_MS;
	must(living, "order", town_write(town, service->is_paid ? SECOND : CLERK, order, living));
	must(living, "offer", town_write(town, CLERK, offer, living));
	must(living, "take", town_write(town, service->volunteer, take, living));
	for (int step = 0; step < 2 && service->end != CANCELLED; step++) {
		living->is_in = step == 0;
		town->now_ms = living->from_ms + step * HOUR_MS;
		must(living, "attend", town_write(town, service->proof == CODE ? service->volunteer : CLERK, attend, living));
	}
	town->now_ms += service->end == SILENCE ? 3 * DAY_MS + 1 : MINUTE_MS;
	if (service->end != UNCONFIRMED)
		must(living, "confirm", town_write(town, service->end == CONFIRMED ? service->elder : service->end == SILENCE ? TOWN_PEOPLE : SECOND, confirm, living));
	must(living, "find", town_read(town, find, living));
}

/* ---- what happens to records ---- */

static enum fail call(const struct act *act, void *context)
{
	struct living *living = context;
	struct call_back_of_row row = {0};
	bool is_found = false;
	struct call_back_done done;
	enum record_refusal refusal = RECORD_OK;
	TRY(records_call_back(act, living->records[living->nth], &(struct call_back_why){CALL_BACK_SCORE, SCORE_INSTANT, 5}));
	TRY(records_call_back(act, living->records[living->nth], &(struct call_back_why){CALL_BACK_SAMPLE, 0, 0}));
	TRY(q_call_back_of(act->view, act->arena, &(struct call_back_of_in){.centre_id = act->centre_id, .record_id = living->records[living->nth]}, &is_found,
		&row));
	return told(living, &refusal, records_answer(act, &(struct call_back_options){.id = row.id, .is_true = living->is_true, .asked = ASKED_NEIGHBOUR,
		.note = TEXT("问过了")}, &refusal, &done));
}

static enum fail ask_fix(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	return told(living, &refusal, records_ask_fix(act, &(struct record_fix_options){.record_id = living->records[living->nth], .from_ms = living->from_ms,
		.to_ms = living->from_ms + 30 * MINUTE_MS, .reason = TEXT("只有半小时")}, &refusal, &living->id));
}

static enum fail decide_fix(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	return told(living, &refusal, records_decide_fix(act, living->id, living->is_true, TEXT("看过了"), &refusal));
}

static enum fail propose(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	struct record_number_row row = {0};
	bool is_found = false;
	TRY(q_record_number(act->view, act->arena, &(struct record_number_in){.centre_id = act->centre_id, .person_id = living->town->people[FIRST]}, &is_found,
		&row));
	return told(living, &refusal, records_propose(act, &(struct backfill_options){.number = row.number, .title = TEXT("清扫小广场"),
		.evidence = TEXT("签名表一张"), .from_ms = act->now_ms - 3 * HOUR_MS, .to_ms = act->now_ms - HOUR_MS}, &refusal, &living->id));
}

static enum fail second(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	return told(living, &refusal, records_second(act, living->id, &refusal));
}

static enum fail object(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	return told(living, &refusal, records_object(act, living->id, TEXT("他那天不在"), &refusal));
}

static enum fail post_due(const struct act *act, void *context UNUSED)
{
	size_t done = 0;
	TRY(records_post_backfills(act, &done));
	check(done == 1);
	return OK;
}

static enum fail note_parts(const struct act *act, void *context)
{
	struct living *living = context;
	enum record_refusal refusal = RECORD_OK;
	static const int64_t minutes[RECORD_STARS] = {60, 120, 240, 480, 960};
	int32_t today = when_local_day(act->now_ms);
	for (enum record_part_kind kind = PART_TRAINING; kind < PART_KIND_COUNT; kind++)
		TRY(told(living, &refusal, records_add_part(act, &(struct record_part_options){.person_id = living->town->people[FIRST], .kind = kind,
			.title = TEXT("急救培训"), .content = TEXT("心肺复苏"), .given_by = TEXT("红十字会"), .minutes = 90, .day = today}, &refusal)));
	for (enum absence_kind kind = ABSENCE_HOSPITAL; kind < ABSENCE_KIND_COUNT; kind++)
		TRY(told(living, &refusal, records_note_absence(act, &(struct absence_options){.person_id = living->town->people[DAUGHTER], .kind = kind,
			.from_ms = act->now_ms + kind * DAY_MS, .to_ms = act->now_ms + (kind + 1) * DAY_MS}, &refusal)));
	struct absences_rows noted;
	int64_t id = 0;
	TRY(q_absences(act->view, act->arena, &(struct absences_in){.centre_id = act->centre_id, .person_id = living->town->people[DAUGHTER]}, &noted));
	TRY(told(living, &refusal, records_note_return(act, noted.rows[0].id, noted.rows[0].from_ms, &refusal, &id)));
	return records_set_stars(act, today + 1, minutes);
}

static enum fail change_rule(const struct act *act, void *context UNUSED)
{
	struct ledger_rule rule;
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	rule.version++;
	rule.rates[MENU_SERVES_ELDERS] = rule.points_per_hour + 20;
	rule.rates[MENU_SERVES_ELDERS + 1] = rule.points_per_hour + 30;
	return ledger_rule_add(act, &rule, act->now_ms);
}

/* ---- points ---- */

static enum fail post(const struct act *act, struct ledger_entry entry)
{
	enum ledger_refusal refusal = LEDGER_OK;
	enum fail fail = ledger_post(act, &entry, 1, &refusal, NULL);
	if (fail == FAIL_REFUSED)
		(void)fprintf(stderr, "history: %s\n", ledger_refusal_name(refusal));
	return fail;
}

static enum fail move_points(const struct act *act, void *context)
{
	struct living *living = context;
	enum give_refusal refusal = GIVE_OK;
	struct account_id hers;
	struct account_id pool;
	struct account_id adjust;
	int64_t id = ids_new(act->now_ms);
	TRY(ledger_account(act, ACCOUNT_PERSON, living->whose, &hers));
	TRY(ledger_account(act, ACCOUNT_POOL, (struct person_id){0}, &pool));
	TRY(ledger_account(act, ACCOUNT_ADJUST, (struct person_id){0}, &adjust));
	TRY(ledger_donate(act, (struct transfer_id){id}, 5, &refusal));
	TRY(ledger_gift(act, (struct transfer_id){ids_new(act->now_ms)}, living->town->people[FATHER], 3, &refusal));
	TRY(post(act, (struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_PLAIN, .source = adjust, .target = hers, .amount = 200,
		.reason = TRANSFER_ADJUST}));
	struct transfer_id holds[] = {{ids_new(act->now_ms)}, {ids_new(act->now_ms)}, {ids_new(act->now_ms)}, {ids_new(act->now_ms)}};
	for (size_t i = 0; i < COUNT_OF(holds); i++)
		TRY(post(act, (struct ledger_entry){.id = holds[i], .step = STEP_HOLD, .source = hers, .target = pool, .amount = 4 + (int64_t)i,
			.reason = TRANSFER_DONATE, .over_at_ms = i == 2 ? act->now_ms + 1 : 0}));
	TRY(post(act, (struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_POST, .hold_id = holds[0], .amount = 1})); /* in part */
	TRY(post(act, (struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_VOID, .hold_id = holds[1]}));
	for (int i = 0; i < DONATIONS; i++)
		TRY(post(act, (struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_PLAIN, .source = hers, .target = pool, .amount = 1,
			.reason = TRANSFER_DONATE}));
	return OK;
}

static enum fail expire(const struct act *act, void *context UNUSED)
{
	size_t done = 0;
	TRY(ledger_expire(act, &done));
	check(done == 1);
	return OK;
}

/* ---- the shop ---- */

/* Two are taken and end by hand, one lapses, two wait. */
static enum fail fill_shop(const struct act *act, void *context)
{
	struct living *living = context;
	struct settings settings;
	enum setting_refusal setting_refusal = SETTING_OK;
	enum setting which;
	enum shop_refusal refusal = SHOP_OK;
	enum organisation_refusal team_refusal = ORGANISATION_OK;
	struct organisation_id bakery_id;
	struct shop_good_options good = {.place_id = living->town->place_id, .title = TEXT("面包"), .given = TEXT("一个"), .pick_up = TEXT("服务站"),
		.price_points = 10, .month_limit = SHOP_PIECES_MAX, .stock = 20};
	TRY(settings_read(act, &settings));
	settings.values[SETTING_SHOP] = 1;
	settings.values[SETTING_SHOP_DAYS] = 9;
	settings.values[SETTING_WAVES] = 3;
	TRY(settings_choose(act, &settings, &setting_refusal, &which));
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("面包房"), .kind = ORGANISATION_MERCHANT, .status = ORGANISATION_STREET_FILED,
		.place_id = living->town->place_id}, &team_refusal, &bakery_id));
	good.provider_id = bakery_id;
	TRY(shop_offer(act, (struct event_id){ids_new(act->now_ms)}, &good, &refusal, &living->good_id));
	TRY(shop_count(act, (struct event_id){ids_new(act->now_ms)}, living->good_id, -2, TEXT("坏了"), &refusal));
	good.price_points = 12;
	TRY(shop_change(act, (struct event_id){ids_new(act->now_ms)}, living->good_id, &good, &refusal));
	TRY(shop_withdraw(act, (struct event_id){ids_new(act->now_ms)}, living->good_id, true, &refusal));
	return shop_withdraw(act, (struct event_id){ids_new(act->now_ms)}, living->good_id, false, &refusal);
}

static enum fail take_goods(const struct act *act, void *context)
{
	struct living *living = context;
	enum shop_refusal refusal = SHOP_OK;
	for (size_t i = 0; i < living->taking; i++) {
		living->taken[i] = (struct redemption_id){ids_new(act->now_ms)};
		TRY(shop_take(act, &(struct shop_take_options){living->taken[i], living->good_id, living->whose, 1 + (int64_t)i, 0, 0}, &refusal));
	}
	return OK;
}

static enum fail end_goods(const struct act *act, void *context)
{
	struct living *living = context;
	enum shop_refusal refusal = SHOP_OK;
	TRY(shop_hand_out(act, &(struct shop_hand_out_options){.id = living->taken[0], .seen = TEXT("看了身份证")}, &refusal));
	return shop_cancel(act, living->taken[1], TEXT("没有送来"), &refusal);
}

static enum fail lapse(const struct act *act, void *context UNUSED)
{
	size_t done = 0;
	TRY(shop_tick(act, &done));
	check(done == 1);
	return OK;
}

static void redeem(struct living *living)
{
	struct town *town = living->town;
	living->taking = COUNT_OF(living->taken);
	must(living, "goods", town_write(town, MANAGER, fill_shop, living));
	must(living, "take", town_write(town, SECOND, take_goods, living));
	must(living, "hand out", town_write(town, CLERK, end_goods, living));
	living->taking = 1;
	must(living, "take", town_write(town, SECOND, take_goods, living));
	town->now_ms += 16 * DAY_MS;
	must(living, "lapse", town_write(town, TOWN_PEOPLE, lapse, living));
	living->taking = COUNT_OF(living->taken);
	must(living, "take", town_write(town, SECOND, take_goods, living));
}

/* ---- certificates and heads ---- */

static enum fail ask_certificate(const struct act *act, void *context)
{
	struct living *living = context;
	enum certificate_refusal refusal = CERTIFICATE_OK;
	enum fail fail = certificates_request(act, &(struct certificate_options){.person_id = living->whose,
		.shows = CERTIFICATE_SHOWS_NAME | CERTIFICATE_SHOWS_LIST, .replaces_id = living->replaced_id}, &refusal, &living->certificate_id);
	living->why = certificate_refusal_name(refusal);
	return fail;
}

static enum fail see_document(const struct act *act, void *context)
{
	struct living *living = context;
	enum certificate_refusal refusal = CERTIFICATE_OK;
	enum fail fail = certificates_check(act, &(struct certificate_document){living->certificate_id, DOCUMENT_RESIDENT_ID, TEXT("0128")}, &refusal);
	living->why = certificate_refusal_name(refusal);
	return fail;
}

static enum fail revoke(const struct act *act, void *context)
{
	struct living *living = context;
	enum certificate_refusal refusal = CERTIFICATE_OK;
	return certificates_revoke(act, living->certificate_id, TEXT("有误"), &refusal);
}

static enum fail sign(const struct act *act, void *context)
{
	return proof_sign(act, context);
}

static void sign_now(struct living *living)
{
	bool is_signed = false;
	living->town->now_ms += PROOF_SIGN_AGE_MS;
	must(living, "sign", town_write(living->town, TOWN_PEOPLE, sign, &is_signed));
	check(is_signed);
}

static void certify(struct living *living)
{
	struct town *town = living->town;
	static const enum town_person holders[] = {FIRST, SECOND, FIRST, SECOND};
	struct certificate_id first = {0};
	for (size_t i = 0; i < COUNT_OF(holders); i++) { /* the third takes the place of the first, the fourth waits, the second is revoked */
		living->whose = town->people[holders[i]];
		living->replaced_id = i == 2 ? first : (struct certificate_id){0};
		must(living, "certificate", town_write(town, holders[i], ask_certificate, living));
		if (i < 3)
			must(living, "document", town_write(town, CLERK, see_document, living));
		first = i == 0 ? living->certificate_id : first;
		if (i == 1)
			must(living, "revoke", town_write(town, MANAGER, revoke, living));
		town->now_ms += MINUTE_MS;
	}
}

static void settle_records(struct living *living)
{
	struct town *town = living->town;
	static const struct { size_t nth; bool is_true; } calls[] = {{2, false}, {3, true}, {8, false}};
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		living->nth = calls[i].nth;
		living->is_true = calls[i].is_true;
		must(living, "call", town_write(town, MANAGER, call, living));
	}
	for (living->nth = 10; living->nth < COUNT_OF(services); living->nth++) { /* the last but one is corrected, the last is not */
		living->is_true = living->nth == 10;
		living->from_ms = when_at(when_local_day(town->now_ms), 60);
		must(living, "ask for a correction", town_write(town, living->nth == 10 ? FIRST : SECOND, ask_fix, living));
		must(living, "decide it", town_write(town, MANAGER, decide_fix, living));
	}
}

static void fill_back(struct living *living)
{
	struct town *town = living->town;
	must(living, "propose", town_write(town, CLERK, propose, living));
	must(living, "second", town_write(town, MANAGER, second, living));
	must(living, "object", town_write(town, SECOND, object, living));
	town->now_ms += DAY_MS;
	must(living, "propose", town_write(town, CLERK, propose, living));
	must(living, "second", town_write(town, MANAGER, second, living));
	town->now_ms += 3 * DAY_MS;
	must(living, "post", town_write(town, TOWN_PEOPLE, post_due, living));
}

void history_open(struct town *town)
{
	struct living living = {.town = town, .why = ""};
	town_open(town);
	for (living.nth = 0; living.nth < COUNT_OF(services); living.nth++) {
		if (living.nth == 4)
			must(&living, "rule", town_write(town, MANAGER, change_rule, &living));
		serve(&living, &services[living.nth]);
	}
	sign_now(&living);
	town->now_ms += 2 * HOUR_MS;
	settle_records(&living);
	must(&living, "parts", town_write(town, CLERK, note_parts, &living));
	living.whose = town->people[SECOND];
	must(&living, "points", town_write(town, SECOND, move_points, &living));
	town->now_ms += 2;
	must(&living, "expiry", town_write(town, TOWN_PEOPLE, expire, &living));
	redeem(&living);
	sign_now(&living);
	fill_back(&living);
	certify(&living);
	sign_now(&living);
}
