/* SPDX-License-Identifier: Apache-2.0
 *
 * The stage of the stories and the golden pages: the small town of the unit
 * tests behind the real server, with a clock that standard input moves and
 * with dice that always fall the same way, so that every id, key, code and
 * token is the same in every run.
 *
 *     stage              prints "port N"; then reads lines:
 *     enter PERSON       signs a person of the town in, prints "cookie TOKEN"
 *     add MINUTES        moves the clock, lets it do what is due, prints "now ISO"
 *     id PERSON          prints "id ID"
 *     balance PERSON     prints "balance POSTED HELD" in hundredths
 *     lead PERSON        he leads a team with SECOND in it, prints "team ID"
 *     grant PERSON N     puts N hundredths of a point on the account, prints "granted N"
 *     verify             prints "differences N"
 *     phone PERSON N     puts a telephone number down for a person, a day ago, prints "phone"
 *     seconds N          moves the clock a little, prints "now ISO"
 *     traces             prints "traces ROWS DEVICES SPOTS" of what check-ins left: how many, and of how many kinds
 *     send               hands the text messages that are due over, prints "sent N"
 *     quit
 *
 * With `stage FILE` text messages go through the gateway of that file.
 */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "clock/sending.h"
#include "clock/ticking.h"
#include "dice.h"
#include "domain/audit.h"
#include "domain/ledger.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "store/statement.h"
#include "town.h"
#include "web/session.h"
#include "web/web.h"

static struct town town;
static struct gateway gateway;
static int person_of(const char *word)
{
	static const char *const names[TOWN_PEOPLE] = {"elder", "daughter", "first", "second", "father", "clerk", "manager"};
	for (int i = 0; i < TOWN_PEOPLE; i++) {
		if (names[i] != NULL && strcmp(names[i], word) == 0)
			return i;
	}
	check_never();
}

struct asking {
	int person;
	struct text token;
	struct ledger_balance balance;
	size_t differences;
	struct organisation_id team_id;
	int64_t granted;
	const char *phone;
	int64_t traces, devices, spots;
};

static enum fail enter(const struct act *act, void *context)
{
	struct asking *asking = context;
	const struct session session = { .person_id = town.people[asking->person], .is_staff = asking->person >= CLERK };
	return session_open(act, &session, &asking->token);
}

static enum fail balance(const struct act *act, void *context)
{
	struct asking *asking = context;
	return ledger_balance_of(act, town.people[asking->person], &asking->balance);
}

static enum fail grant(const struct act *act, void *context)
{
	struct asking *asking = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id adjust;
	struct account_id account;
	TRY(ledger_account(act, ACCOUNT_ADJUST, (struct person_id){0}, &adjust));
	TRY(ledger_account(act, ACCOUNT_PERSON, town.people[asking->person], &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {ids_new(act->now_ms)}, .source = adjust, .target = account,
		.amount = asking->granted, .reason = TRANSFER_ADJUST}, &refusal);
}

static enum fail lead(const struct act *act, void *context)
{
	struct asking *asking = context;
	enum organisation_refusal refusal = ORGANISATION_OK;
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("火山红韵志愿服务队"), .kind = ORGANISATION_PARTY_TEAM,
		.status = ORGANISATION_STREET_FILED, .place_id = town.place_id}, &refusal, &asking->team_id));
	TRY(organisations_join(act, asking->team_id, town.people[asking->person], &refusal));
	TRY(organisations_join(act, asking->team_id, town.people[SECOND], &refusal));
	return organisations_lead(act, asking->team_id, town.people[asking->person], true, &refusal);
}

static enum fail phone(const struct act *act, void *context)
{
	struct asking *asking = context;
	enum people_refusal refusal = PEOPLE_OK;
	static const char *const names[TOWN_PEOPLE] = {"陈桂兰", "王雪梅", "于海波", "赵志远", "赵德厚", "高晓琳", "孙立新"};
	return people_change(act, town.people[asking->person], &(struct people_options){.name = text_of(names[asking->person]), .place_id = town.place_id,
		.phone = text_of(asking->phone), .lng_e6 = 118826000, .lat_e6 = 36714000}, &refusal);
}

static size_t send_due(void)
{
	size_t sent = 0;
	check(sending_once(&(struct sending_options){.store = town.house.store, .keys = &town.house.keys, .centre_id = town.house.centre_id,
		.clock = clock_fake(&town.now_ms), .gateway = &gateway}, &sent) == OK);
	return sent;
}

static enum fail count_traces(const struct act *act, void *context)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {"traces", "devices", "spots", NULL};
	static const struct query query = {.name = "stage_traces", .kind = QUERY_ONE, .in_names = ins, .in_count = 1, .out_names = outs, .out_count = 3,
		.sql = "SELECT COUNT(*) AS traces, COUNT(DISTINCT device) AS devices, COUNT(DISTINCT spot) AS spots FROM trace WHERE centre_id = :centre_id"};
	struct asking *asking = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	asking->traces = statement_int(statement, 0);
	asking->devices = statement_int(statement, 1);
	asking->spots = statement_int(statement, 2);
	return statement_finish(statement);
}

static void tell(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("difference %s row %lld column %s\n", difference->table, (long long)difference->id, difference->column);
}

static enum fail verify(const struct act *act, void *context)
{
	struct asking *asking = context;
	size_t tree = 0;
	TRY(audit_run(act, false, tell, NULL, &asking->differences));
	TRY(audit_proof(act, tell, NULL, &tree));
	asking->differences += tree;
	return OK;
}

static void add(const char *word)
{
	int64_t minutes = 0;
	size_t done = 0;
	check(text_to_int(text_of(word), &minutes));
	(void)__atomic_add_fetch(&town.now_ms, minutes * MINUTE_MS, __ATOMIC_SEQ_CST);
	check(ticking_once(town.house.store, &town.house.keys, town.house.centre_id, town.now_ms, &done) == OK);
	struct text iso = when_iso(town.house.arena, town.now_ms);
	(void)printf("now %.*s\n", TEXT_ARGS(iso));
}

/* What is about telephones; false: something else. */
static bool obey_about_telephones(const char *line, char *word)
{
	int64_t seconds = 0;
	char *number = word == NULL ? NULL : strchr(word, ' ');
	struct asking counting = {0};
	if (strcmp(line, "send") == 0) {
		(void)printf("sent %zu\n", send_due());
	} else if (strcmp(line, "traces") == 0) {
		check(town_read(&town, count_traces, &counting) == OK);
		(void)printf("traces %lld %lld %lld\n", (long long)counting.traces, (long long)counting.devices, (long long)counting.spots);
	} else if (strcmp(line, "seconds") == 0 && word != NULL) {
		check(text_to_int(text_of(word), &seconds));
		(void)__atomic_add_fetch(&town.now_ms, seconds * SECOND_MS, __ATOMIC_SEQ_CST);
		struct text iso = when_iso(town.house.arena, town.now_ms);
		(void)printf("now %.*s\n", TEXT_ARGS(iso));
	} else if (strcmp(line, "phone") == 0 && number != NULL) {
		*number++ = '\0';
		struct asking asking = {.person = person_of(word), .phone = number};
		town.now_ms -= DAY_MS; /* a number that is new gets no code */
		check(town_write(&town, asking.person == MANAGER ? CLERK : MANAGER, phone, &asking) == OK);
		town.now_ms += DAY_MS;
		(void)printf("phone\n");
	} else {
		return false;
	}
	return true;
}

static bool obey(char *line)
{
	struct asking asking = {0};
	line[strcspn(line, "\n")] = '\0';
	char *word = strchr(line, ' ');
	if (word != NULL)
		*word++ = '\0';
	if (strcmp(line, "enter") == 0 && word != NULL) {
		asking.person = person_of(word);
		check(town_write(&town, TOWN_PEOPLE, enter, &asking) == OK);
		(void)printf("cookie %.*s\n", TEXT_ARGS(asking.token));
	} else if (strcmp(line, "add") == 0 && word != NULL) {
		add(word);
	} else if (strcmp(line, "id") == 0 && word != NULL) {
		char id[ID_TEXT_LEN + 1];
		ids_write(town.people[person_of(word)].value, id);
		(void)printf("id %s\n", id);
	} else if (strcmp(line, "lead") == 0 && word != NULL) {
		char id[ID_TEXT_LEN + 1];
		asking.person = person_of(word);
		check(town_write(&town, MANAGER, lead, &asking) == OK);
		ids_write(asking.team_id.value, id);
		(void)printf("team %s\n", id);
	} else if (strcmp(line, "grant") == 0 && word != NULL && strchr(word, ' ') != NULL) {
		char *number = strchr(word, ' ');
		*number++ = '\0';
		asking.person = person_of(word);
		check(text_to_int(text_of(number), &asking.granted) && town_write(&town, MANAGER, grant, &asking) == OK);
		(void)printf("granted %lld\n", (long long)asking.granted);
	} else if (strcmp(line, "balance") == 0 && word != NULL) {
		asking.person = person_of(word);
		check(town_read(&town, balance, &asking) == OK);
		(void)printf("balance %lld %lld\n", (long long)asking.balance.posted, (long long)asking.balance.held);
	} else if (strcmp(line, "verify") == 0) {
		check(town_read(&town, verify, &asking) == OK);
		(void)printf("differences %zu\n", asking.differences);
	} else if (!obey_about_telephones(line, word)) {
		return false;
	}
	(void)fflush(stdout);
	return true;
}

int main(int count, char **words)
{
	struct app *app = NULL;
	const char *reason = NULL;
	char line[80];
	dice_fall(20210722);
	town_open(&town);
	struct web_options web = {.store = town.house.store, .keys = &town.house.keys, .clock = clock_fake(&town.now_ms), .threads = 2,
		.data_path = town.folder, .has_messages = count > 1};
	check(count == 1 || gateway_open(words[1], town.house.arena, &gateway, &reason) == OK);
	check(web_start(&web, &app) == OK);
	(void)printf("port %d\n", web_port(app));
	(void)fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL && obey(line))
		continue;
	web_stop(app);
	gateway_close(&gateway);
	town_close(&town);
	return 0;
}
