/* SPDX-License-Identifier: Apache-2.0
 *
 * What a volunteer's own check-in and check-out leave: digests that tell the
 * same from another and nothing else, for thirty days; and the calls that come
 * of it.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "clock/ticking.h"
#include "domain/ledger.h"
#include "domain/people.h"
#include "domain/records_score.h"
#include "store/statement.h"
#include "town.h"

#define ROWS 64
#define HERS "AAAAAAAAAAAAAAAAAAAAAA" /* cookies of two browsers */
#define OTHERS "BBBBBBBBBBBBBBBBBBBBBB"
#define AT_HOME (struct record_spot){.position = {118826000, 36714000}, .accuracy_m = 20}

struct trace { int64_t duty_id, person_id, kind, at_ms; unsigned char spot[SEAL_DIGEST_BYTES], device[SEAL_DIGEST_BYTES]; size_t spot_len, device_len; };
struct called { int64_t reason, score, measure, record_id, person_id; };
/* Who serves whom, with which browser, telling which place. */
struct visit { enum town_person resident, volunteer; const char *device; struct record_spot spot; };
struct scene {
	struct town town;
	struct visit visit;
	struct request_id ids[2];
	int nth;
	enum request_refusal refusal;
	struct trace traces[ROWS];
	size_t count;
	struct called calls[ROWS];
	size_t call_count;
};

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	int64_t from_ms = act->now_ms + 3 * HOUR_MS;
	struct request_id *id = &scene->ids[scene->nth];
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[scene->visit.resident], .item_id = scene->town.item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS, .is_duplicate_meant = true}, &scene->refusal, id));
	TRY(requests_accept(act, &(struct requests_accept_options){.id = *id}, &scene->refusal));
	return requests_assign(act, *id, scene->town.people[scene->visit.volunteer], &scene->refusal);
}

static enum fail come(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_check_in(act, &(struct requests_attend_options){.id = scene->ids[scene->nth], .is_own_word = true, .spot = scene->visit.spot,
		.device = scene->visit.device == NULL ? TEXT_NONE : text_of(scene->visit.device)}, &scene->refusal);
}

static enum fail leave(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_check_out(act, &(struct requests_attend_options){.id = scene->ids[scene->nth], .is_own_word = true, .spot = scene->visit.spot,
		.device = scene->visit.device == NULL ? TEXT_NONE : text_of(scene->visit.device)}, &scene->refusal);
}

/* Staff put down the same for her. */
static enum fail come_by_staff(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_check_in(act, &(struct requests_attend_options){.id = scene->ids[scene->nth], .device = TEXT(HERS),
		.person_id = scene->town.people[scene->visit.volunteer]}, &scene->refusal);
}

static enum fail confirm(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_confirm(act, scene->ids[scene->nth], TEXT_NONE, &scene->refusal);
}

/* One or two visits at the same hour, and the residents say that it was so; then it is the next morning. */
static void serve(struct scene *scene, const struct visit *visits, int count)
{
	static town_work *const works[] = {order, come, leave, confirm};
	static const int64_t waits_ms[] = {3 * HOUR_MS, HOUR_MS, HOUR_MS, 19 * HOUR_MS};
	for (size_t step = 0; step < COUNT_OF(works); step++) {
		for (scene->nth = 0; scene->nth < count; scene->nth++) {
			scene->visit = visits[scene->nth];
			enum town_person who = works[step] == order ? CLERK : works[step] == confirm ? scene->visit.resident : scene->visit.volunteer;
			assert_int_equal(town_write(&scene->town, who, works[step], scene), OK);
			scene->town.now_ms += MINUTE_MS;
		}
		scene->town.now_ms += waits_ms[step] - count * MINUTE_MS;
	}
}

static void put_bytes(struct text bytes, unsigned char *ret_bytes, size_t *ret_len)
{
	assert_true(bytes.len == 0 || bytes.len == SEAL_DIGEST_BYTES);
	if (bytes.len > 0)
		memcpy(ret_bytes, bytes.at, bytes.len);
	*ret_len = bytes.len;
}

static enum fail read_traces(const struct act *act, void *context)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {"duty_id", "person_id", "kind", "at_ms", "spot", "device", NULL};
	static const struct query query = {.name = "test_traces", .kind = QUERY_MANY, .in_names = ins, .in_count = 1, .out_names = outs, .out_count = 6,
		.sql = "SELECT duty_id, person_id, kind, at_ms, spot, device FROM trace WHERE centre_id = :centre_id ORDER BY at_ms, kind, person_id"};
	struct scene *scene = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	for (scene->count = 0;; scene->count++) {
		TRY(statement_step(statement, &has_row));
		if (!has_row)
			return statement_finish(statement);
		assert_true(scene->count < ROWS);
		struct trace *trace = &scene->traces[scene->count];
		*trace = (struct trace){.duty_id = statement_int(statement, 0), .person_id = statement_int(statement, 1), .kind = statement_int(statement, 2),
			.at_ms = statement_int(statement, 3)};
		put_bytes(statement_bytes(statement, act->arena, 4), trace->spot, &trace->spot_len);
		put_bytes(statement_bytes(statement, act->arena, 5), trace->device, &trace->device_len);
	}
}

static enum fail read_calls(const struct act *act, void *context)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {"reason", "number", "measure", "record_id", "person_id", NULL};
	static const struct query query = {.name = "test_called", .kind = QUERY_MANY, .in_names = ins, .in_count = 1, .out_names = outs, .out_count = 5,
		.sql = "SELECT c.reason, c.number, c.measure, c.record_id, r.person_id FROM call_back c JOIN record r ON r.centre_id = c.centre_id AND r.id = c.record_id"
		" WHERE c.centre_id = :centre_id AND c.reason = 2 ORDER BY c.id"};
	struct scene *scene = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	for (scene->call_count = 0;; scene->call_count++) {
		TRY(statement_step(statement, &has_row));
		if (!has_row)
			return statement_finish(statement);
		assert_true(scene->call_count < ROWS);
		scene->calls[scene->call_count] = (struct called){statement_int(statement, 0), statement_int(statement, 1), statement_int(statement, 2),
			statement_int(statement, 3), statement_int(statement, 4)};
	}
}

static enum fail watch(const struct act *act, void *context UNUSED)
{
	size_t queued = 0;
	return records_watch(act, &queued);
}

static size_t count_traces(struct scene *scene)
{
	assert_int_equal(town_read(&scene->town, read_traces, scene), OK);
	return scene->count;
}

static size_t count_calls(struct scene *scene)
{
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, watch, NULL), OK);
	assert_int_equal(town_read(&scene->town, read_calls, scene), OK);
	return scene->call_count;
}

static bool is_same(const unsigned char *one, const unsigned char *other)
{
	return memcmp(one, other, SEAL_DIGEST_BYTES) == 0;
}

/* Much of one for another is another matter: test_pair. */
static enum fail ask_nobody_about_pairs(const struct act *act, void *context UNUSED)
{
	struct ledger_rule rule;
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	rule.version++;
	rule.pair_cap_min = 0;
	return ledger_rule_add(act, &rule, act->now_ms);
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.count = 0};
	town_open(&scene.town);
	assert_int_equal(town_write(&scene.town, MANAGER, ask_nobody_about_pairs, NULL), OK);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;
	town_close(&scene->town);
	return 0;
}

static void a_visit_leaves_digests_and_nothing_else(void **state)
{
	struct scene *scene = *state;
	serve(scene, &(struct visit){ELDER, FIRST, HERS, AT_HOME}, 1);
	assert_int_equal(count_traces(scene), 2);
	const struct trace *in = &scene->traces[0];
	const struct trace *out = &scene->traces[1];
	assert_int_equal(in->kind, ATTENDANCE_IN);
	assert_int_equal(out->kind, ATTENDANCE_OUT);
	assert_int_equal(in->person_id, scene->town.people[FIRST].value);
	assert_int_equal(in->duty_id, out->duty_id);
	assert_int_equal(in->spot_len, 0); /* told on coming, too: it counts once for a service */
	assert_int_equal(out->spot_len, SEAL_DIGEST_BYTES);
	assert_int_equal(in->device_len, SEAL_DIGEST_BYTES);
	assert_true(is_same(in->device, out->device));
	assert_memory_not_equal(in->device, HERS, SEAL_DIGEST_BYTES);
	serve(scene, &(struct visit){FATHER, FIRST, HERS, AT_HOME}, 1);
	assert_int_equal(count_traces(scene), 4);
	assert_true(is_same(scene->traces[1].spot, scene->traces[3].spot)); /* equal is seen */
	assert_true(is_same(scene->traces[1].device, scene->traces[3].device));
}

/* What differs by a tenth of a metre, by a metre of exactness or in one character is another. */
static void the_least_difference_is_another(void **state)
{
	static const struct visit visits[] = {{ELDER, FIRST, HERS, {{118826000, 36714000}, 20}}, {ELDER, FIRST, OTHERS, {{118826001, 36714000}, 20}},
		{ELDER, FIRST, "AAAAAAAAAAAAAAAAAAAAAB", {{118826000, 36714001}, 20}}, {ELDER, FIRST, "A", {{118826000, 36714000}, 21}},
		{ELDER, SECOND, "AA", {{118826000, 36714000}, 20}}}; /* the same place, and she is somebody else */
	struct scene *scene = *state;
	for (size_t i = 0; i < COUNT_OF(visits); i++)
		serve(scene, &visits[i], 1);
	assert_int_equal(count_traces(scene), 2 * COUNT_OF(visits));
	for (size_t i = 1; i < scene->count; i += 2) {
		for (size_t n = i + 2; n < scene->count; n += 2) {
			assert_false(is_same(scene->traces[i].spot, scene->traces[n].spot));
			assert_false(is_same(scene->traces[i].device, scene->traces[n].device));
		}
	}
}

static void what_says_nothing_leaves_nothing(void **state)
{
	static const struct { struct visit visit; size_t rows, spots; } cases[] = {
		{{ELDER, FIRST, NULL, {{0, 0}, 0}}, 0, 0},
		{{ELDER, FIRST, "", {{0, 0}, 20}}, 0, 0},
		{{ELDER, FIRST, NULL, {{118826000, 36714000}, 0}}, 0, 0},
		{{ELDER, FIRST, NULL, {{118826000, 36714000}, 101}}, 0, 0}, /* the mast of a quarter is the same for all */
		{{ELDER, FIRST, NULL, {{118826000, 36714000}, 100}}, 1, 1},
		{{ELDER, FIRST, HERS, {{118826000, 36714000}, 101}}, 2, 0},
	};
	struct scene *scene = *state;
	size_t before = 0;
	size_t spots = 0;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		serve(scene, &cases[i].visit, 1);
		assert_int_equal(count_traces(scene) - before, cases[i].rows);
		before = scene->count;
		spots += cases[i].spots;
	}
	for (size_t i = 0; i < scene->count; i++)
		spots -= scene->traces[i].spot_len > 0;
	assert_int_equal(spots, 0);
}

/* The telephone of staff says nothing about whom they put down. */
static void who_is_put_down_by_staff_leaves_nothing(void **state)
{
	struct scene *scene = *state;
	scene->visit = (struct visit){ELDER, FIRST, HERS, AT_HOME};
	assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
	scene->town.now_ms += 3 * HOUR_MS;
	assert_int_equal(town_write(&scene->town, CLERK, come_by_staff, scene), OK);
	assert_int_equal(count_traces(scene), 0);
	scene->town.now_ms += HOUR_MS;
	assert_int_equal(town_write(&scene->town, FIRST, leave, scene), OK);
	assert_int_equal(count_traces(scene), 1); /* that she did herself */
}

struct leaving { struct keys keys; struct centre_id centre_id; struct record_trace trace; };

static enum fail leave_trace(const struct act *act, void *context)
{
	const struct leaving *leaving = context;
	struct act as = *act;
	as.keys = &leaving->keys;
	if (leaving->centre_id.value != 0)
		as.centre_id = leaving->centre_id;
	return records_leave_trace(&as, &leaving->trace);
}

static enum fail move_back(const struct act *act, void *context UNUSED)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const struct query query = {.name = "test_move", .kind = QUERY_EXEC, .in_names = ins, .in_count = 1,
		.sql = "UPDATE trace SET centre_id = :centre_id"};
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(act->txn, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

static enum fail cut_short(const struct act *act, void *context UNUSED)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const struct query query = {.name = "test_cut", .kind = QUERY_EXEC, .in_names = ins, .in_count = 1,
		.sql = "UPDATE trace SET device = SUBSTR(device, 1, 2), spot = SUBSTR(spot, 1, 1) WHERE centre_id = :centre_id"};
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(act->txn, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

/* What somebody damaged says nothing, and stops no night. */
static void a_damaged_one_stops_no_night(void **state)
{
	struct scene *scene = *state;
	for (int64_t i = 0; i < 6; i++)
		serve(scene, &(struct visit){i % 2 == 0 ? ELDER : FATHER, FIRST, HERS, AT_HOME}, 1);
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, cut_short, NULL), OK);
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, watch, NULL), OK);
}

/* The same cookie and place under another key, or in another centre, give digests that have nothing in common. */
static void digests_are_of_one_house_and_one_key(void **state)
{
	struct scene *scene = *state;
	struct leaving leaving = {.keys = scene->town.house.keys, .trace = {.duty_id = {1}, .kind = ATTENDANCE_OUT, .spot = AT_HOME, .device = TEXT(HERS)}};
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	leaving.trace.duty_id.value = 2;
	leaving.keys.index[0] ^= 1;
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	leaving.keys.index[0] ^= 1;
	leaving.trace.duty_id.value = 3;
	leaving.centre_id.value = scene->town.house.centre_id.value + 1;
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	assert_int_equal(count_traces(scene), 2);
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, move_back, NULL), OK);
	assert_int_equal(count_traces(scene), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(scene->traces[i].spot_len, SEAL_DIGEST_BYTES);
		assert_false(is_same(scene->traces[i].spot, scene->traces[(i + 1) % 3].spot));
		assert_false(is_same(scene->traces[i].device, scene->traces[(i + 1) % 3].device));
		assert_false(is_same(scene->traces[i].spot, scene->traces[i].device));
	}
}

static void a_repeat_changes_nothing(void **state)
{
	struct scene *scene = *state;
	struct leaving leaving = {.keys = scene->town.house.keys, .trace = {.duty_id = {1}, .kind = ATTENDANCE_IN, .device = TEXT(HERS)}};
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	assert_int_equal(count_traces(scene), 1);
	struct trace before = scene->traces[0];
	scene->town.now_ms += MINUTE_MS;
	leaving.trace.device = TEXT(OTHERS);
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	assert_int_equal(count_traces(scene), 1);
	assert_true(is_same(before.device, scene->traces[0].device));
	assert_int_equal(before.at_ms, scene->traces[0].at_ms);
}

static void tick(struct scene *scene)
{
	size_t done = 0;
	assert_int_equal(ticking_once(scene->town.house.store, &scene->town.house.keys, scene->town.house.centre_id, scene->town.now_ms, &done), OK);
}

static void they_are_forgotten_after_thirty_days(void **state)
{
	struct scene *scene = *state;
	struct leaving leaving = {.keys = scene->town.house.keys, .trace = {.duty_id = {1}, .kind = ATTENDANCE_IN, .device = TEXT(HERS)}};
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	scene->town.now_ms += 30 * DAY_MS;
	tick(scene);
	assert_int_equal(count_traces(scene), 1);
	leaving.trace.duty_id.value = 2;
	assert_int_equal(town_write(&scene->town, FIRST, leave_trace, &leaving), OK);
	scene->town.now_ms += 1;
	tick(scene);
	assert_int_equal(count_traces(scene), 1);
	assert_int_equal(scene->traces[0].duty_id, 2);
}

static enum fail withdraw(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_consent(act, act->actor, scene->nth == 0 ? CONSENT_HEALTH : CONSENT_VOLUNTEERING, CHANNEL_WEB, false, &refusal);
}

static void they_go_with_the_consent_to_serve(void **state)
{
	struct scene *scene = *state;
	const struct visit visits[] = {{ELDER, FIRST, HERS, AT_HOME}, {FATHER, FIRST, HERS, AT_HOME}, {ELDER, SECOND, OTHERS, AT_HOME}};
	for (size_t i = 0; i < COUNT_OF(visits); i++)
		serve(scene, &visits[i], 1);
	assert_int_equal(count_traces(scene), 6);
	scene->nth = 0; /* another consent changes nothing */
	(void)town_write(&scene->town, FIRST, withdraw, scene);
	assert_int_equal(count_traces(scene), 6);
	scene->nth = 1;
	assert_int_equal(town_write(&scene->town, FIRST, withdraw, scene), OK);
	assert_int_equal(count_traces(scene), 2);
	assert_int_equal(scene->traces[0].person_id, scene->town.people[SECOND].value);
}

/* ---- what comes of it ---- */

static void a_place_that_comes_again_in_two_homes_is_asked_about(void **state)
{
	struct scene *scene = *state;
	for (int i = 0; i < 2; i++)
		serve(scene, &(struct visit){i % 2 == 0 ? ELDER : FATHER, FIRST, NULL, AT_HOME}, 1);
	assert_int_equal(count_calls(scene), 0);
	serve(scene, &(struct visit){FATHER, FIRST, NULL, AT_HOME}, 1);
	assert_int_equal(count_calls(scene), 1);
	assert_int_equal(scene->calls[0].score, SCORE_PLACE);
	assert_int_equal(scene->calls[0].measure, 3);
	assert_int_equal(scene->calls[0].person_id, scene->town.people[FIRST].value);
	assert_int_equal(count_calls(scene), 1); /* once */
}

static void honest_places_are_not_asked_about(void **state)
{
	struct scene *scene = *state;
	for (int i = 0; i < 8; i++) {
		struct record_spot spot = AT_HOME;
		spot.position.lng_e6 += i * 7; /* some decimetres */
		serve(scene, &(struct visit){i % 2 == 0 ? ELDER : FATHER, FIRST, NULL, spot}, 1);
	}
	assert_int_equal(count_calls(scene), 0);
}

static void share(struct scene *scene, const char *hers, const char *others, int days)
{
	const struct visit two[] = {{ELDER, SECOND, hers, {{0, 0}, 0}}, {FATHER, FIRST, others, {{0, 0}, 0}}};
	for (int i = 0; i < days; i++)
		serve(scene, two, 2);
}

static void one_telephone_for_two_is_asked_about(void **state)
{
	struct scene *scene = *state;
	share(scene, HERS, HERS, 3);
	assert_int_equal(count_calls(scene), 0);
	share(scene, HERS, HERS, 1);
	assert_int_equal(count_calls(scene), 2); /* of both of them */
	assert_int_equal(scene->calls[0].score, SCORE_DEVICE);
	assert_int_equal(scene->calls[0].measure, 4);
	assert_int_not_equal(scene->calls[0].person_id, scene->calls[1].person_id);
}

static void each_with_a_telephone_of_her_own_is_not(void **state)
{
	struct scene *scene = *state;
	share(scene, HERS, OTHERS, 6);
	assert_int_equal(count_calls(scene), 0);
}

static enum fail live_together(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, scene->town.people[SECOND], &(struct people_options){.name = TEXT("赵志远"), .place_id = scene->town.place_id,
		.phone = TEXT("15412345681"), .address = TEXT("5号楼 2单元501"), .lng_e6 = 118826000, .lat_e6 = 36714000}, &refusal);
}

static void a_couple_who_share_one_is_not(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, MANAGER, live_together, scene), OK);
	share(scene, HERS, HERS, 6);
	assert_int_equal(count_calls(scene), 0);
}

/* The newest record never was. */
static enum fail spoil(const struct act *act, void *context UNUSED)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {"id", NULL};
	static const struct query query = {.name = "test_newest", .kind = QUERY_ONE, .in_names = ins, .in_count = 1, .out_names = outs, .out_count = 1,
		.sql = "SELECT MAX(id) AS id FROM record WHERE centre_id = :centre_id"};
	struct statement *statement CLEANUP(statement_done) = NULL;
	enum record_refusal refusal = RECORD_OK;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	struct record_id id = {statement_int(statement, 0)};
	TRY(statement_finish(statement));
	return records_void(act, id, TEXT("没有这回事"), &refusal);
}

static void what_is_void_does_not_count(void **state)
{
	struct scene *scene = *state;
	for (int i = 0; i < 3; i++)
		serve(scene, &(struct visit){i % 2 == 0 ? ELDER : FATHER, FIRST, NULL, AT_HOME}, 1);
	assert_int_equal(town_write(&scene->town, MANAGER, spoil, NULL), OK);
	assert_int_equal(count_calls(scene), 0);
	serve(scene, &(struct visit){ELDER, FIRST, NULL, AT_HOME}, 1);
	assert_int_equal(count_calls(scene), 1);
	assert_int_equal(scene->calls[0].measure, 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_visit_leaves_digests_and_nothing_else, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_least_difference_is_another, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_says_nothing_leaves_nothing, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_is_put_down_by_staff_leaves_nothing, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(digests_are_of_one_house_and_one_key, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_damaged_one_stops_no_night, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_repeat_changes_nothing, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(they_are_forgotten_after_thirty_days, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(they_go_with_the_consent_to_serve, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_place_that_comes_again_in_two_homes_is_asked_about, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(honest_places_are_not_asked_about, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(one_telephone_for_two_is_asked_about, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(each_with_a_telephone_of_her_own_is_not, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_couple_who_share_one_is_not, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_is_void_does_not_count, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
