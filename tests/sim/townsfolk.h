/* SPDX-License-Identifier: Apache-2.0
 *
 * The synthetic town: some 5,000 residents of whom 1,500 serve, clerks and a
 * manager in each of eight communities, and a fake clock. Everything happens
 * through the verbs of the domain; what the town itself keeps is the truth
 * (who was really there, who cheats) and a second bookkeeping of its own.
 */
#ifndef TESTS_TOWNSFOLK_H
#define TESTS_TOWNSFOLK_H

#include "base/when.h"
#include "village.h"

#define PLACES 8           /* the last one lies far out */
#define RESIDENTS_ALL 5000 /* the first VOLUNTEERS_ALL of them serve from the beginning, others begin later */
#define VOLUNTEERS_ALL 1500
#define CLERKS 4           /* in each place, and one manager */
#define STAFF_FIRST RESIDENTS_ALL
#define PEOPLE_ALL (RESIDENTS_ALL + PLACES * (CLERKS + 1))
#define NOBODY (-1)
#define POOL (-2)
#define ITEMS 6
#define TOWN_START_MS INT64_C(1772380800000) /* Monday 2026-03-02 00:00 local */

/* What somebody really does. Behind NOT_HONEST each kind is another trick. */
enum trick { HONEST, STRETCHER, COLLUDER, NIGHT_BUYER, BURSTER, RINGER, PRAISER, COPIER, PROXY, TRICKS };
/* The rules nobody gets past; HARD_NONE: none is tried. */
enum hard { HARD_NONE, HARD_OVERLAP, HARD_TRAVEL, HARD_LONG, HARD_SHORT, HARD_DAY, HARD_RECEIVERS, HARD_GHOST, HARD_OWN_WORD, HARD_GHOST_BY_STAFF,
	HARD_HOSPITAL, HARD_AWAY, HARD_DECEASED, HARD_SELF, HARD_FAMILY, HARD_FAMILY_WORD, HARD_QUOTA, HARD_RUSH, HARD_CAPACITY, HARD_BACKFILL_ALONE, HARD_TWICE,
	HARD_REPLAY, HARD_COUNT };
extern const char *const hard_names[HARD_COUNT];
extern const char *const trick_names[TRICKS];

/* How a resident's word comes: by herself later, on the volunteer's phone at the door, by kin in the evening, when the desk rings, never. */
enum word { WORD_SELF, WORD_CARD, WORD_KIN, WORD_DESK, WORD_NEVER };
/* Who puts the two ends down: the volunteer with the card's code or on her own word, the desk when she rings, the desk long after. */
enum entry { ENTRY_CODE, ENTRY_OWN_WORD, ENTRY_PHONE, ENTRY_LATE, ENTRY_OUT_LATE };

/* Honest, and their telephones look odd (town_traces.c). */
enum alike_kind { ALIKE_NONE, ALIKE_COUPLE, ALIKE_LENT, ALIKE_TABLET, ALIKE_SMALL_TABLET, ALIKE_WIFI, ALIKE_ROUNDS, ALIKE_HANDED_ON, ALIKE_KINDS };
#define ALIKE_MOST 20
#define ALIKE_SPOTS 3
struct alike {
	enum alike_kind kind;
	int people[ALIKE_MOST], count, home, sticky_percent, again_day;
	struct record_spot spots[ALIKE_SPOTS]; /* that come again */
	int spot_count;
	struct position mast;
};

struct citizen {
	struct person_id id;
	int place, x_m, y_m;
	bool is_volunteer, has_phone, is_hardship;
	int64_t since_ms; /* when she began to serve */
	/* as she is served */
	enum word word;
	bool is_quick; /* says so within the minute */
	int kin;       /* who may act for her; NOBODY */
	bool kin_spends;
	int64_t away_from_ms, away_to_ms;
	/* as she serves */
	int weight, favourite, favourite_percent, stay_percent, stay_spread;
	int pause_until_day;
	bool is_forgetful;
	int gave_day; /* gifts to kin go once a day */
	int64_t busy_from_ms[20], busy_to_ms[20];
	/* the truth about her */
	enum trick trick;
	int trick_day, trick_percent, partner, ring, wave, phrases; /* ring: which one, 0 none; phrases: of who writes her own praise, how many she has */
	int flagged_day, much_day; /* when a score first asked since the trick began, and when somebody else was asked about her and one resident; 0 not yet */
	int flagged_month, much_month;
	int hard_day; /* when she last was in what tries to get past a hard rule; 0 never */
	int ways;                  /* of a copier: bits of how she does it */
	struct record_spot copied; /* the place she tells */
	enum alike_kind alike;
	bool is_alike_asked;
	/* the second bookkeeping */
	int64_t posted, held, coming;
	int newest_record; /* NOBODY */
	int64_t entered_ms, entered_minutes; /* of staff: the day, and what they put down on it */
	int64_t lately_ms[64];
	int lately;
};

enum book_state { BOOK_PENDING = 1, BOOK_WAITING, BOOK_FINAL, BOOK_VOID };
/* Whether a hard rule speaks against it as far as the town knows: some cannot be told to the metre. */
enum against { AGAINST_NO, AGAINST_MAYBE, AGAINST_YES };
struct book_record {
	struct record_id id;
	int service, who, recorder, before; /* before: her record before this one */
	int64_t from_ms, to_ms, minutes, points, paid;
	int64_t final_ms;
	int64_t called_ms, called_reason, called_number; /* the first call about it; 0 none */
	bool has_code, is_proved, by_kin; /* her side or another of the staff confirmed it; kin of hers did */
	bool is_much, is_released; /* more of the two in 30 days than three hours, and nobody else said so yet; with the yes about another one */
	int64_t yes_ms, no_ms;     /* about it: somebody else said that one serves the other so much; somebody said that it was not so */
	enum against against;
	enum book_state state;
};

enum payment { PAY_NONE, PAY_HELD, PAY_SPENT, PAY_FREED };
struct service {
	struct request_id id;
	struct duty_id duty_id;
	int receiver, orderer, payer, item, going, clerk, goers[2], records[2];
	int phone;               /* whose telephone checks in and out; NOBODY: each her own */
	struct record_spot spot; /* what she tells of it when she leaves */
	int64_t price, ordered_ms, from_ms, in_ms, out_ms, entry_ms, word_ms;
	enum request_state state;
	enum payment payment;
	enum entry entry;
	enum word word;
	enum hard hard;
	bool is_false, is_praised, is_exact, is_open_list, is_cancelled, is_released, is_disputed, is_second; /* is_second: done again */
	int8_t score; /* 0: not rated */
};

enum step { STEP_ORDER, STEP_CANCEL, STEP_RELEASE, STEP_IN, STEP_OUT, STEP_LATE, STEP_WORD, STEP_DISPUTE, STEP_AGAIN, STEP_RATE, STEP_KINDS };
struct event { int64_t at_ms, order; int service; enum step step; };

struct figures {
	int64_t served, finished_most, finished_least, acts, by_kind[STEP_KINDS], refused;
	int64_t tried[HARD_COUNT], stopped[HARD_COUNT], posted[HARD_COUNT];
	int64_t cheats[TRICKS], found[TRICKS], rings, rings_found;
	int64_t honest_months, honest_asked, old_months, old_asked; /* people × months, and of those asked about */
	int64_t alike[ALIKE_KINDS], alike_asked[ALIKE_KINDS];
	int64_t asked_by_score[16], honest_by_score[16];
	int64_t asked_in_month[64]; /* honest people, by the month of the run; the first, in which the house learns them all, counts in nothing else */
	int64_t sampled, riskiest, held_up, called, called_false;
	int64_t much_held, much_calls, much_released, much_pairs, much_old; /* of honest people: who waits until somebody else was asked */
	int64_t much_refused;                                               /* when resident or kin was no answer */
	int64_t much_people, much_people_old, found_much[TRICKS];           /* honest people in a month; cheats found by it and by no score */
	int64_t audits, checks, watch_most_ms, audit_most_ms; /* of the processor */
};

struct town {
	struct house house;
	char database[512], key_file[256];
	uint64_t seed, dice, trace_dice;
	bool has_traces;
	struct alike lookers[200];
	int alike_count;
	int64_t now_ms;
	int day, days, cheats_from;
	struct place_id root_id, places[PLACES];
	struct village_item items[ITEMS];
	struct citizen people[PEOPLE_ALL];
	struct service *services;
	struct book_record *records;
	int service_count, service_most, record_count, record_most;
	struct event *heap;
	size_t heap_count, heap_most;
	int64_t order;
	int64_t issued, spent, pool_posted, pool_held, last_call_id;
	int finished_today;
	int wave, samples_due, asked_record;
	struct figures figures;
	bool is_wrong;
	const char *spoil; /* what is to be changed behind the house's back; NULL once it was */
};

/* ---- dice ---- */
int64_t town_draw(struct town *town, int64_t below);
bool town_chance(struct town *town, int percent);
/* About `mean`, three quarters of them within `spread`. */
int64_t town_about(struct town *town, int64_t mean, int64_t spread);

/* ---- townsfolk.c ---- */
void town_open(struct town *town, const char *folder, uint64_t seed);
void town_close(struct town *town);
typedef enum fail town_work(const struct act *act, struct town *town, void *context);
/* Runs a work in one transaction at town->now_ms; the work speaks for whom it likes. */
enum fail town_write(struct town *town, town_work *work, void *context);
enum fail town_read(struct town *town, town_work *work, void *context);
/* The same act by somebody; NOBODY: the clock. */
struct act town_as(const struct town *town, const struct act *act, int who);
int town_clerk(struct town *town, int place);
int town_other_clerk(struct town *town, int place, int but);
bool town_are_kin(const struct town *town, int a, int b);
int town_who(const struct town *town, struct person_id id);
/* One more volunteer from now on. */
void town_join(struct town *town, int who);
/* What the processor has spent on this process so far. */
int64_t town_cpu_ms(void);
void town_wrong(struct town *town, const struct service *service, const char *what, int64_t expected, int64_t shown);

/* ---- town_book.c: the second bookkeeping ---- */
int book_record(struct town *town, int service, int who, int recorder, bool has_code);
/* It was confirmed by somebody (NOBODY: the clock); `is_final` is what the house made of each record of the service. */
void book_finish(struct town *town, struct service *service, int by, bool on_card, const bool is_final[2]);
void book_answer(struct town *town, int record, int clerk, bool is_true);
/* Whether the resident's kin confirmed any service of the two, a month around. */
bool book_kin_spoke(const struct town *town, int record);
/* Whether another record of the two was asked about before. */
bool book_was_asked(const struct town *town, int record);
void book_void_pending(struct town *town, struct service *service);
void book_free(struct town *town, struct service *service);
/* The house's balances of all whom the service touches, against the book. */
void book_check_touched(struct town *town, const struct service *service);
/* Every account, the sum of all, and (whole) the audit. */
void book_check_all(struct town *town, bool whole);

/* ---- town_steps.c ---- */
void steps_push(struct town *town, int service, enum step step, int64_t at_ms);
/* Everything that is due before a moment. */
void steps_until(struct town *town, int64_t until_ms);
struct service *town_service(struct town *town);

/* ---- town_life.c ---- */
void life_settle(struct town *town);
void life_plan_day(struct town *town);
int life_volunteer(struct town *town, int64_t from_ms, int64_t to_ms, int place, int but);
bool life_is_free(const struct town *town, int who, int64_t from_ms, int64_t to_ms);
void life_book_time(struct town *town, int who, int64_t from_ms, int64_t to_ms);
/* A plain honest service of somebody for somebody at a time. */
struct service *life_service(struct town *town, int who, int receiver, int item, int64_t from_ms);
/* Those who go are busy then. */
void life_book_goers(struct town *town, const struct service *service);
void life_send(struct town *town, struct service *service);
/* What stands under a rating, in the arena; nothing for most. */
struct text life_words(const struct town *town, struct arena *arena, const struct service *service);

/* ---- town_cheats.c: who stays within the hard rules, in waves that are judged after a month ---- */
void cheats_begin(struct town *town);
void cheats_plan(struct town *town);

/* ---- town_traces.c: what telephones leave, honest and not; with town->has_traces only ---- */
void traces_begin(struct town *town);
void traces_plan_day(struct town *town);
/* One of its scores asked about an honest person. */
void traces_asked(struct town *town, int who);
void traces_print(const struct town *town);

/* ---- town_hard.c: who tries to get past them ---- */
void hard_plan_day(struct town *town);

/* ---- town_desk.c: what the clock and the desk do ---- */
void desk_tick(struct town *town);
void desk_watch(struct town *town);
void desk_calls(struct town *town);
void desk_give(struct town *town);
void desk_month(struct town *town);

#endif
