/* SPDX-License-Identifier: Apache-2.0
 *
 * A record is a legal fact: verified minutes of one person on one duty. Minutes
 * are integers; travel is not counted; the caps of the rule and a quarter more
 * than was planned are the most that counts, and overlapping time counts once.
 * Each record carries its evidence: independent signals, of which a grade is
 * worked out. Without enough evidence nothing posts by itself: the record waits
 * for a call to the resident. Nobody makes their own record final. A record is
 * never spent, changed or deleted; a correction is a new one that points at it.
 */
#ifndef DOMAIN_RECORDS_H
#define DOMAIN_RECORDS_H

#include "base/limits.h"
#include "domain/duties.h"
#include "text/coordinates.h"

enum record_state { RECORD_PENDING = 1, RECORD_FINAL, RECORD_VOID };
enum record_source { RECORD_ATTENDED = 1, RECORD_BACKFILLED };

/* What speaks for a record (the first four) and the hard rules it is held to; reliability.md 8 in brackets. */
enum record_signal {
	SIGNAL_SITE_CODE = 1, /* rotating code of the resident's card at both ends (H5, H6) */
	SIGNAL_RESIDENT,      /* she, kin, or staff for her confirmed it (H6, H8) */
	SIGNAL_CALL_BACK,     /* she was rung and said so */
	SIGNAL_COMPANION,     /* a second volunteer was there */
	SIGNAL_LENGTH,        /* as long as planned, about (H3, H7) */
	SIGNAL_OVERLAP,       /* not elsewhere at the same time (H1) */
	SIGNAL_TRAVEL,        /* the way between two services could be gone (H4) */
	SIGNAL_RECEIVER,      /* she was there to be served (H2) */
	SIGNAL_RECEIVERS,     /* not too many people on one day (H3) */
	SIGNAL_CAPACITY,      /* not more helpers than were wanted (H2, H7) */
	SIGNAL_FAMILY,        /* not one's own family (H8) */
	SIGNAL_STAFF,         /* whoever recorded it is within the quota (H9) */
	SIGNAL_WITNESSES,     /* two people looked into it: of a back-fill or a correction */
	SIGNAL_PLACE,         /* near the address when she left (H5): asked of who has no code; a telephone can be made to lie, so it proves nothing alone */
	SIGNAL_PAIR,          /* not more of one volunteer for one resident than the rule lets pass before somebody else than these two was asked (H3) */
	SIGNAL_ASKED,         /* somebody else was, about these two: outweighs the one before, and nothing else */
	SIGNAL_COUNT
};
enum record_verdict { VERDICT_GOOD = 1, VERDICT_MISSING, VERDICT_BAD };
/* STRONG: two or more proofs; ENOUGH: the code, the resident or a call; THIN: none of these; BAD: against a hard rule. */
enum record_grade { GRADE_NONE, GRADE_STRONG, GRADE_ENOUGH, GRADE_THIN, GRADE_BAD, GRADE_COUNT };
/* One verdict with what was measured: minutes, km/h, people. */
struct record_verdict_line { enum record_signal signal; enum record_verdict verdict; int64_t number; };
/* The grade of these verdicts; a call-back that went well outweighs what was held against it. Pure. */
enum record_grade record_grade_of(const struct record_verdict_line *lines, size_t count);
const char *record_signal_name(enum record_signal signal); /* "site_code" */
const char *record_grade_name(enum record_grade grade);    /* "strong" */

enum record_refusal {
	RECORD_OK, RECORD_NOT_FOUND, RECORD_NOT_ALLOWED, RECORD_NO_ATTENDANCE,
	RECORD_OWN_HOURS,  /* nobody decides about their own hours */
	RECORD_OWN_ENTRY,  /* who recorded does not certify */
	RECORD_UNRELATED,  /* the two who answer for it must not be family, of each other or of the volunteer */
	RECORD_NO_REASON, RECORD_NO_EVIDENCE, RECORD_WORDS_TOO_LONG, RECORD_TIME_INVALID, RECORD_TIME_TAKEN,
	RECORD_WRONG_STATE,
	RECORD_ASK_OTHER,  /* the resident's own yes is no answer to whether somebody serves her so much … */
	RECORD_KIN_SPOKE,  /* … nor that of kin, who confirmed some of it */
	RECORD_TOO_EARLY, RECORD_RULE_INVALID, RECORD_RULE_NOT_TRIED, RECORD_REFUSAL_COUNT
};
const char *record_refusal_name(enum record_refusal refusal); /* "own_hours": tail of the locale key */

/* Where a volunteer's telephone says that it is, when she leaves (GCJ-02); 0, 0: nothing was told. Only the verdict and a class
 * of distance are kept, and for RECORD_TRACE_DAYS a digest that tells the same from another, never the place. */
struct record_spot { struct position position; int64_t accuracy_m; };
/* Pending record from the duty's attendance of this person, with its signals; its points are promised. A repeat answers the same id. */
enum fail records_make(const struct act *act, struct duty_id duty_id, struct person_id person_id, const struct record_spot *spot,
	enum record_refusal *ret_refusal, struct record_id *ret_id);
/* Writing: what a volunteer's own check-in or check-out leaves for the scores S1 and S2 (records_score_trace.h): a keyed digest of the place
 * she told, one of her device, no more; nothing when neither is known. A repeat changes nothing. */
struct record_trace {
	struct duty_id duty_id;
	enum attendance_kind kind;
	struct record_spot spot;
	struct text device; /* what her browser is known by; empty: nothing */
};
#define RECORD_TRACE_DAYS 30
enum fail records_leave_trace(const struct act *act, const struct record_trace *trace);
/* Writing, for the clock: what was left more than RECORD_TRACE_DAYS ago is forgotten. *ret_done is 0. */
enum fail records_forget_traces(const struct act *act, size_t *ret_done);
enum record_confirm { CONFIRM_BY_RESIDENT = 1, CONFIRM_BY_STAFF, CONFIRM_BY_TIME };
/* The service was confirmed: every pending record of the duty with enough evidence becomes final and its points are
 * posted; the others (*ret_held) wait for a call-back. */
enum fail records_finish(const struct act *act, struct duty_id duty_id, enum record_confirm confirm, enum record_refusal *ret_refusal, size_t *ret_held);
/* A record is void (disputed, false); what it paid is revoked. */
enum fail records_void(const struct act *act, struct record_id id, struct text reason, enum record_refusal *ret_refusal);
/* Final minutes of a person: made by the code at the door, and by hand (telephone, leader, paper, back-fill). */
struct records_total { int64_t minutes_machine, minutes_manual, count; };
enum fail records_total_of(const struct act *act, struct person_id person_id, struct records_total *ret_total);
/* The stars that `minutes` of final records make on a local day, by the table in force (standards.md 2.5: 100, 300, 600, 1000, 1500 hours). */
enum fail records_stars(const struct act *act, int64_t minutes, int32_t day, int64_t *ret_stars);
/* How many minutes are missing to the next star; 0 when there is no higher one. */
enum fail records_to_next_star(const struct act *act, int64_t minutes, int32_t day, int64_t *ret_minutes);
#define RECORD_STARS 5
/* The table from a local day on: minutes of one, two … stars, each more than the one before. */
enum fail records_set_stars(const struct act *act, int32_t from_day, const int64_t minutes[RECORD_STARS]);
/* Signals of a record in order, and the grade. */
struct record_evidence { struct record_verdict_line lines[SIGNAL_COUNT]; size_t count; enum record_grade grade; };
enum fail records_evidence(const struct act *act, struct record_id id, struct record_evidence *ret_evidence);

/* When a resident cannot be served; a record in that time waits for a call (H2). */
enum absence_kind { ABSENCE_HOSPITAL = 1, ABSENCE_AWAY, ABSENCE_MOVED, ABSENCE_DECEASED, ABSENCE_KIND_COUNT };
struct absence_options { struct person_id person_id; enum absence_kind kind; int64_t from_ms, to_ms; /* 0: without end */ };
/* Staff in scope note it. */
enum fail records_note_absence(const struct act *act, const struct absence_options *options, enum record_refusal *ret_refusal);
#define ABSENCE_BACK 10 /* added to the kind of an absence: from then on it does not hold */
/* She is back sooner, from a moment within an absence (its first: she never left). The absence stays as it was noted; this is a row of its own
 * that ends it, and a later absence over the same days takes that back. Staff in scope; refused with RECORD_WRONG_STATE when she was back by then
 * already. Records that wait because of it go on waiting for their call. */
enum fail records_note_return(const struct act *act, int64_t absence_id, int64_t back_ms, enum record_refusal *ret_refusal, int64_t *ret_id);
/* The parts of a volunteer's record beside service (志愿服务记录与证明出具办法, articles 8 to 10). */
enum record_part_kind { PART_TRAINING = 1, PART_COMMENDATION, PART_EVALUATION, PART_KIND_COUNT };
struct record_part_options { struct person_id person_id; enum record_part_kind kind; struct text title, content, given_by; int64_t minutes; int32_t day; };
/* Staff in scope, never about themselves. Title and who gave it are needed, minutes (1 to 10,000) of a training. */
enum fail records_add_part(const struct act *act, const struct record_part_options *options, enum record_refusal *ret_refusal);

/* Why somebody is rung; the scores S1 to S10 of reliability.md 8 only ask, they hold nothing up. */
enum call_back_reason { CALL_BACK_HELD = 1, CALL_BACK_SCORE, CALL_BACK_SAMPLE, CALL_BACK_RISKIEST, CALL_BACK_REASON_COUNT };
/* `score` asked (records_score.h; 0 for other reasons), and `measure` is what was counted: by the score, or the minutes of the pair where H3 holds
 * the record, or those for one person of who is drawn as riskiest; 0 nothing. */
struct call_back_why { enum call_back_reason reason; int64_t score, measure; };
/* Put a record on the list of calls, once for each reason. */
enum fail records_call_back(const struct act *act, struct record_id id, const struct call_back_why *why);
/* Once a night: looks over the last 90 days (records_score.h, records_score_trace.h) and puts on the list of calls what looks odd, once in 30
 * days for one volunteer and once in 180 about the same when the answer was yes; one in fifty of the day's final records;
 * and one in 35 of those who serve one person most. */
enum fail records_watch(const struct act *act, size_t *ret_queued);
/* Who said so. */
/* Who answered: a neighbour or community worker, or what was seen at a visit. NOBODY_SAID is the resident, but refused of a pair (H3). */
enum call_asked { ASKED_NOBODY_SAID, ASKED_RESIDENT, ASKED_KIN, ASKED_NEIGHBOUR, ASKED_VISIT, ASKED_COUNT };
struct call_back_options { int64_t id; bool is_true; enum call_asked asked; struct text note; };
/* Whose payments hang on an answer: the record's order and those of the records that it released. */
struct call_back_done { struct request_id requests[1 + LIMIT_PAIR_RELEASED]; size_t count; };
/* What was said when somebody was asked, by staff who neither served nor recorded it. Yes: a held record becomes
 * final. No: the record is void, whatever it was. About a record that waits because one volunteer serves one resident so much (SIGNAL_PAIR), yes is
 * only heard from somebody else than the resident, and than kin of hers when such confirmed any service of the two in 30 days around it. It holds
 * for the two during PAIR_KNOWN_DAYS: their other records that wait for nothing else are released with the same answer (those that
 * the actor put down herself and those of other places wait on; at most LIMIT_PAIR_RELEASED), new ones are not held, until somebody says no. */
enum fail records_answer(const struct act *act, const struct call_back_options *options, enum record_refusal *ret_refusal, struct call_back_done *ret_done);
#define PAIR_CAP_MIN 180 /* what a new house has, and an older one is proposed */
#define PAIR_DAYS 30
#define PAIR_KNOWN_DAYS 182
/* How many other records a yes to this call would release; 0 too when it is about something else. */
enum fail records_count_released(const struct act *act, int64_t call_id, size_t *ret_count);

/* A record is said to be wrong, by the volunteer or by staff: it took place at other times, or (both 0) not at all. */
struct record_fix_options { struct record_id record_id; int64_t from_ms, to_ms; struct text reason; };
enum fail records_ask_fix(const struct act *act, const struct record_fix_options *options, enum record_refusal *ret_refusal, int64_t *ret_id);
/* What the correction would change, before anybody decides; the balance as if no cap cut it. FAIL_MISSING without such a request. */
struct record_fix_effect { int64_t minutes_before, minutes_after, points_before, points_after, total_before, total_after, balance_before, balance_after,
	stars_before, stars_after, certificates; /* that count the old one: they are revoked with it */ };
enum fail records_weigh_fix(const struct act *act, int64_t fix_id, struct record_fix_effect *ret_effect);
/* Staff decide, neither who served nor who asked. Done: a new record points at the old one, which stays as it was known
 * then and is void; points, stars and certificates follow from the new one. Not done: a reason is needed. */
enum fail records_decide_fix(const struct act *act, int64_t fix_id, bool is_done, struct text note, enum record_refusal *ret_refusal);

/* Service that no check-in saw. Staff propose it with evidence, a second person of the staff, kin to neither, answers for
 * it too (the manager, when the service is more than 7 days past), it is publicly posted for three days with the name
 * masked, and unless somebody objected the clock makes it final: a record marked RECORD_BACKFILLED for ever. */
enum backfill_event_kind { BACKFILL_SECONDED = 1, BACKFILL_OBJECTED, BACKFILL_REFUSED, BACKFILL_POSTED };
struct backfill_options { struct text number; /* of the volunteer */ struct text title, evidence; int64_t from_ms, to_ms; };
enum fail records_propose(const struct act *act, const struct backfill_options *options, enum record_refusal *ret_refusal, int64_t *ret_id);
enum fail records_second(const struct act *act, int64_t id, enum record_refusal *ret_refusal);
/* Anybody signed in, while it is posted. */
enum fail records_object(const struct act *act, int64_t id, struct text reason, enum record_refusal *ret_refusal);
/* The manager decides about an objection, or refuses a proposal; never who proposed it. */
enum fail records_settle(const struct act *act, int64_t id, bool is_true, struct text reason, enum record_refusal *ret_refusal);
/* For the clock: what was posted for three days without an objection becomes final; at most 100. */
enum fail records_post_backfills(const struct act *act, size_t *ret_done);

/* What a rule would have made of the final records since `since_ms`: the minutes counted then, cut to its caps. `asks`: how often somebody else
 * would have been asked about a pair, if each said yes; of `pairs` pairs. */
#define RULE_TRIAL_LINES 20
struct ledger_rule;
struct rule_trial_line { struct person_id person_id; struct text name; int64_t records, before, after; };
struct rule_trial {
	int64_t records, people, gainers, losers, before, after, asks, pairs;
	struct rule_trial_line lines[RULE_TRIAL_LINES]; /* the largest differences first */
	size_t line_count;
	struct text mark; /* shows that this rule was tried, for records_adopt_rule */
};
enum fail records_try_rule(const struct act *act, const struct ledger_rule *rule, int64_t since_ms, enum record_refusal *ret_refusal,
	struct rule_trial *ret_trial);
/* Whether no version of the rule says yet beyond how many minutes somebody else is asked about a pair: all are older than that number. */
enum fail records_pair_is_undecided(const struct act *act, bool *ret_is_undecided);
/* A manager puts a rule in force from a later moment; `tried` is the mark of its trial. */
enum fail records_adopt_rule(const struct act *act, const struct ledger_rule *rule, int64_t from_ms, struct text tried, enum record_refusal *ret_refusal);

#endif
