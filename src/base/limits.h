/* SPDX-License-Identifier: Apache-2.0
 *
 * Every count and size that comes from outside has its limit here, by name,
 * with the reason. A loop over such data is bounded by it.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_REQUEST_ARENA_BYTES (8 * 1024 * 1024) /* one request's memory */
#define LIMIT_JOB_ARENA_BYTES (64 * 1024 * 1024)    /* demo, verify, rebuild */
#define LIMIT_REPLY_BYTES (4 * 1024 * 1024)         /* one rendered page */
#define LIMIT_BODY_BYTES (64 * 1024)                /* a posted form without files */
#define LIMIT_BODY_LARGE_BYTES (512 * 1024)         /* a form with a sheet: LIMIT_ANSWERS_POINTS in the longest way to write them */
#define LIMIT_BODIES_LARGE 32                       /* of those being received at once */
#define LIMIT_BODY_HEARD_BYTES (8 * 1024 * 1024)    /* longer than allowed, and yet heard to its end, so that a browser shows why */
#define LIMIT_URL_BYTES 2048
#define LIMIT_HEADER_COUNT 64
#define LIMIT_FIELD_COUNT 64                        /* fields of one form */
#define LIMIT_LIST_ROWS 50                          /* rows of one page of a list (ASVS line 42) */
#define LIMIT_NAME_POINTS 50                        /* public systems hold at least 50 characters of a name */
#define LIMIT_NOTE_POINTS 500
#define LIMIT_TITLE_POINTS 60
#define LIMIT_MAPPING_POINTS 8000                   /* the names and codes of a template of the national system: 64 columns, 96 codes */
#define LIMIT_ANSWERS_POINTS 40000                  /* an answer sheet: 500 lines with their reasons */
#define LIMIT_TEAM_MEMBERS 500                      /* who belong to one team; organisation_members lists as many */
#define LIMIT_TEAM_RETURNS 2                        /* how often a team may give one order back and still claim it again */
#define LIMIT_TEAM_CLAIMS 10                        /* orders a team has taken upon itself and not found somebody for */
#define LIMIT_CERTIFICATES_WAITING 3                /* of one person, for the station to see her document */
#define LIMIT_CERTIFICATES_A_DAY 20                 /* of one person, within 24 hours */
#define LIMIT_PAIR_RELEASED 50                      /* records of one pair that one answer releases; record_pair_waiting lists as many */
#define LIMIT_MESSAGES_PHONE_HOUR 5                 /* text messages to one telephone within an hour, and within 24 (the providers' own) */
#define LIMIT_MESSAGES_PHONE_DAY 10
#define LIMIT_MESSAGES_ASKER_DAY 40                 /* asked for by one person within 24 hours */
#define LIMIT_MESSAGES_ADDRESS_HOUR 60              /* from one network address: a station asks behind a single one */
#define LIMIT_OFFERS_AT_ONCE 10                     /* people asked at the same time */
#define LIMIT_CANDIDATES 10                         /* ranked people shown */
#define LIMIT_SKILLS 64                             /* skills of one person or item */
#define LIMIT_WRITES_PER_COMMIT 1000                /* group commit (stack.md, 2) */
#define LIMIT_WRITE_RETRIES 5
#define LIMIT_WRITE_QUEUE 4096                      /* works waiting; more answer FAIL_BUSY (503) at once */
#define LIMIT_PLAN_FILE_BYTES (256 * 1024 * 1024)  /* a problem or plan of `lastmile plan` */
#define LIMIT_READERS 64                            /* read-only connections of one process */
#define LIMIT_READ_WAIT_MS 5000                     /* waiting for one of them */
#define LIMIT_READ_MS 30000                         /* one view's statements, before they are stopped */
#define LIMIT_CHECKPOINT_PAGES 20000                /* write-ahead log before the writer checkpoints (stack.md, 2) */
#define LIMIT_QUERIES 2048                          /* distinct statements cached by one connection; a power of two */
#define LIMIT_QUERY_NAMES 64                        /* parameters, and columns, of one statement */

#endif
