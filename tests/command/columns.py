# SPDX-License-Identifier: Apache-2.0
"""Which columns `lastmile verify` sees and which it does not; docs/audit.md says why.

row: which row is changed. seen: column → another value than the next one (None = the next one). told_as: the table under
which a change is told when not its own. elsewhere: column → the table that is named instead, when the row cannot be told
from its neighbours. gone: a deleted row shows in one of these tables."""


def seen(*names, **values):
    return {**{name: None for name in names}, **values}


TABLES = {
    # ---- shadows ----
    "account": {
        "row": "kind = 3 AND credits_posted > 100",
        "seen": seen("id", "kind", "person_id", "organisation_id", "debits_held", "debits_posted", "credits_held", "credits_posted", "created_at_ms", "digest", "newest_id"),
        "unseen": [],
        "gone": ["account"],
    },
    "offer": {
        "row": "state = 2",
        "seen": seen("id", "duty_id", "person_id", "state"),
        "elsewhere": {"id": "offer"},
        "unseen": ["sent_by", "sent_at_ms", "expires_at_ms", "rank", "reasons"],
    },
    "duty": {
        "row": "request_id IN (SELECT id FROM request WHERE state = 11) AND id IN (SELECT r.duty_id FROM record r JOIN transfer t ON t.record_id = r.id)"
               " AND id = (SELECT MAX(o.id) FROM duty o WHERE o.request_id = duty.request_id)",
        "seen": seen("id", "request_id", "from_ms", "to_ms", "state", "is_open"),
        "elsewhere": {"id": "duty", "request_id": "transfer"},
        "unseen": ["coefficient_percent", "item_id", "place_id", "title", "lng_e6", "lat_e6", "duration_min", "people", "created_at_ms"],
    },
    "place_within": {"row": "place_id <> ancestor_id", "id": "place_id", "seen": seen("place_id", "ancestor_id"), "unseen": [], "gone": ["place_within"]},
    "person_term": {"row": "1", "id": "person_id", "seen": seen("kind", "term", "person_id"), "unseen": [], "gone": ["person_term"]},
    # ---- facts, and the shadows beside them ----
    "request": {
        "row": "state = 11 AND price_points > 0",
        "seen": seen("id", "price_points", "payer_id", "state", "resume_state", "deadline_at_ms", "promised_at_ms", "from_ms", "to_ms", "is_escalated",
                     "changed_at_ms"),
        "elsewhere": {"id": "request", "price_points": "transfer", "payer_id": "transfer"},
        "unseen": ["person_id", "orderer_id", "item_id", "item_version", "title", "words", "place_id", "channel", "wanted_from_ms", "wanted_to_ms",
                   "duration_min", "people", "risks_sealed", "repeat_of", "created_at_ms"],
        "gone": ["transfer"],
    },
    "request_event": {
        "row": "seq = 2 AND kind = 2",
        "seen": seen("request_id", "kind", "from_state", "to_state", "promised_at_ms", "actor_id", "reason", "at_ms", seq=1000),
        "elsewhere": {"request_id": "request", "to_state": "request_event"},
        "unseen": ["id", "resume_state", "deadline_at_ms", "from_ms", "to_ms", "is_escalated", "subject_id", "note"],
        "gone": ["request"],
    },
    "offer_answer": {
        "row": "answer = 2", "id": "offer_id", "told_as": "offer", "seen": seen("offer_id", "answer"), "unseen": ["reason", "actor_id", "at_ms"], "gone": ["offer"],
    },
    "assignment": {
        "row": "ended_at_ms IS NULL AND offer_id IS NOT NULL AND duty_id IN (SELECT duty_id FROM attendance)",
        "seen": seen("duty_id", "person_id", "offer_id"),
        "elsewhere": {"duty_id": "offer", "person_id": "offer", "offer_id": "offer"},
        "unseen": ["id", "accepted_at_ms", "ended_at_ms", "end_reason"],
        "gone": ["offer"],
    },
    "attendance": {
        "row": "kind = 1 AND duty_id IN (SELECT duty_id FROM record)",
        "seen": seen("id", "duty_id", "person_id", "at_ms", "evidence", "note", "recorded_by", kind=3),
        "unseen": [],
        "gone": ["attendance"],
    },
    "record": {
        "row": "minutes >= 60 AND id IN (SELECT record_id FROM transfer)",
        "seen": seen("id", "duty_id", "person_id", "from_ms", "to_ms", "minutes_raw", "minutes", "points", "serves", "source", "coefficient_percent",
                     "replaces_id", "rule_version", "evidence", "recorded_by", "due_at_ms", "created_at_ms"),
        "unseen": [],
        "gone": ["record"],
    },
    "record_event": {
        "row": "kind = 2 AND record_id IN (SELECT record_id FROM transfer)",
        "seen": seen("id", "record_id", "kind", "actor_id", "reason", "at_ms"),
        "unseen": [],
        "gone": ["record_event"],
    },
    "rating": {"row": "1", "id": "request_id", "seen": seen("request_id", "person_id", "at_ms"), "unseen": ["score", "comment"], "gone": ["rating"]},
    "transfer": {
        "row": "reason = 1 AND step = 3",
        "seen": seen("source_id", "target_id", "amount", "reason", "rule_version", "record_id", "request_id", "hold_id", "reverses_id", "step",
                     "id", "actor_id", "at_ms", "over_at_ms", "source_before_id", "target_before_id"),
        "unseen": [],
        "gone": ["transfer"],
    },
    "rule": {
        "row": "version = 1", "id": "version",
        "seen": seen("version", "points_per_hour", "round_min", "from_ms", "decided_by", "day_cap_min", "night_from_min", "night_to_min", "night_percent",
                     "organiser_percent", "week_cap_min", "year_cap_min", "receivers_cap", "staff_cap_min", "pair_cap_min", "day_cap_points", "balance_cap_points", "decided_at_ms",
                     "digest", session_cap_min=10),
        "unseen": [],
        "gone": ["rule"],
    },
    "proof_leaf": {
        "row": "seq = 5", "id": "seq", "seen": seen("fact_id", "entry", seq=5000, kind=9), "unseen": [], "gone": ["proof_leaf"],
    },
    "proof_secret": {
        "row": "1", "id": "person_id", "seen": seen("person_id", "secret"), "unseen": [], "gone": ["proof_secret"],
    },
    "trail": {
        "row": "id = 20",
        "seen": seen("at_ms", "actor_id", "source", "act", "object_kind", "object_id", "detail", "previous_hash", "hash", id=1000000),
        "unseen": [],
        "gone": ["trail"],
    },
    "place": {
        "row": "parent_id IS NOT NULL", "told_as": "place_within",
        "seen": seen("id", "parent_id"), "elsewhere": {"id": "place_within"},
        "unseen": ["tier", "code", "name", "phone", "lng_e6", "lat_e6"],
    },
    "person": {
        "row": "phone_sealed IS NOT NULL",
        "seen": seen("id", "name", "pinyin", "place_id", "phone_sealed", "phone_index", "phone_mask", "address_sealed", document_sealed=b"x", document_index=b"x", health_sealed=b"x"),
        "told_as": "person",
        "elsewhere": {"id": "person_term", "name": "person_term", "pinyin": "person_term"},
        "unseen": ["sex", "birth_day", "estate", "document_kind", "phone_since_ms", "lives_alone", "is_hardship", "lng_e6", "lat_e6", "card_secret", "created_at_ms"],
    },
}

WRECK = [
    "UPDATE account SET debits_held = debits_held + 7, credits_posted = 0, newest_id = 0",
    "UPDATE request SET state = 3, resume_state = 1, deadline_at_ms = 5, promised_at_ms = 5, from_ms = 5, to_ms = 6, is_escalated = 1 - is_escalated, changed_at_ms = 5",
    "UPDATE offer SET state = 1 + state % 5",
    "UPDATE duty SET state = 1 + state % 5, is_open = 1 - is_open",
    "DELETE FROM place_within WHERE place_id = ancestor_id",
    "INSERT INTO place_within SELECT centre_id, ancestor_id, place_id FROM place_within WHERE place_id <> ancestor_id",
    "DELETE FROM person_term WHERE kind = 1",
    "INSERT INTO person_term SELECT centre_id, 1, 'zzz', id FROM person",
]
