/* SPDX-License-Identifier: Apache-2.0
 *
 * THE table: every page and every act of the house, who may, and in which
 * relation. Sorted by face; what is not here is 404.
 */
#include "domain/access.h"
#include "web/form.h"
#include "web/pages/desk.h"
#include "web/pages/faces.h"
#include "web/pages/menu.h"
#include "web/pages/people.h"
#include "web/pages/points.h"
#include "web/pages/records.h"
#include "web/pages/shell.h"

/* Short words so that a row is one line or two. */
#define GET .method = METHOD_GET
#define POST .method = METHOD_POST

const struct route routes[] = {
	/* ---- the house itself ---- */
	{ GET, .path = "/sign-in", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_sign_in_page, .handler = page_sign_in,
		.help = "Where one signs in." },
	{ POST, .path = "/sign-in", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_sign_in, .handler = page_sign_in_post,
		.again = page_sign_in_again, .help = "Sign in with a name and a password or a one-time code." },
	{ POST, .path = "/sign-in/persona", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_persona, .handler = page_persona_post,
		.help = "In a demonstration: sign in as one of its people." },
	{ GET, .path = "/me", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .handler = page_me, .help = "One's own roles, password and sessions." },
	{ GET, .path = "/password", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .handler = page_first_password,
		.help = "Where one chooses a password." },
	{ POST, .path = "/password", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_first_password,
		.handler = page_first_password_post, .again = page_first_password, .help = "Choose a password; every other session ends." },
	{ POST, .path = "/sign-out", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_none, .handler = page_sign_out_post,
		.help = "End this session." },
	{ POST, .path = "/sign-out/everywhere", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_none,
		.handler = page_sign_out_everywhere_post, .help = "End all sessions of the person." },
	{ GET, .path = "/notices", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_notices_page, .handler = page_notices,
		.help = "What one was told, newest first." },
	{ GET, .path = "/notices/bell", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .handler = page_notices_bell,
		.help = "How many notices are unread; with a tag, for asking again." },
	{ POST, .path = "/notices/open", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_notices_open, .handler = page_notices_open_post,
		.help = "Read one notice; leads to its request." },
	{ POST, .path = "/notices/read", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_none, .handler = page_notices_read_post,
		.help = "Mark all notices as read." },
	{ POST, .path = "/look", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_look, .handler = page_look_post, .is_tokenless = true,
		.help = "Choose language, text size and light for this browser." },
	{ GET, .path = "/healthz", .who = WHO_ANYONE, .face = FACE_SHELL, .handler = page_health, .help = "Whether the service is well." },
	{ GET, .path = "/metrics", .who = WHO_ANYONE, .face = FACE_SHELL, .handler = page_metrics,
		.help = "Running totals for Prometheus, on this machine or with a token." },

	/* ---- public ---- */
	{ GET, .path = "/", .who = WHO_ANYONE, .face = FACE_PUBLIC, .handler = page_public_home_get, .help = "What this is, and the way in." },
	{ GET, .path = "/menu", .who = WHO_ANYONE, .face = FACE_PUBLIC, .form = &form_public_menu, .handler = page_public_menu_get,
		.help = "The services residents can order, by whom they serve, or by words." },
	{ GET, .path = "/how", .who = WHO_ANYONE, .face = FACE_PUBLIC, .handler = page_public_how_get, .help = "How to ask: telephone, phone page, window." },
	{ GET, .path = "/numbers", .who = WHO_ANYONE, .face = FACE_PUBLIC, .handler = page_public_numbers_get,
		.help = "What was done, in counts that hide no place and show no person." },
	{ GET, .path = "/privacy", .who = WHO_ANYONE, .face = FACE_PUBLIC, .handler = page_public_privacy_get, .help = "How personal information is used." },

	/* ---- resident ---- */
	{ GET, .path = "/my", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .form = &form_my_home, .handler = page_my_home_get, .help = "What do you need? Tiles, and what is going on." },
	{ GET, .path = "/my/new", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .form = &form_my_new_page, .handler = page_my_new_get,
		.help = "The form of an order, for oneself or kin." },
	{ POST, .path = "/my/new", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .form = &form_my_new, .handler = page_my_new_post,
		.again = page_my_new_get, .help = "Order a service." },
	{ GET, .path = "/my/requests", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .handler = page_my_requests_get, .help = "My requests and my kin's." },
	{ GET, .path = "/my/requests/{id}", .who = WHO_SIGNED_IN, .relation = &relation_my_request, .face = FACE_RESIDENT,
		.handler = page_my_request_get, .help = "One request: what now, who comes, what happened." },
	{ POST, .path = "/my/requests/{id}/{word}", .who = WHO_SIGNED_IN, .relation = &relation_my_request, .face = FACE_RESIDENT,
		.form = &form_my_step, .handler = page_my_step_post, .again = page_my_request_get,
		.help = "Answer, confirm, dispute, rate, cancel, or order again." },
	{ GET, .path = "/my/card", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .handler = page_my_card_get, .help = "The code a volunteer needs at the door." },
	{ GET, .path = "/my/points", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .handler = page_my_points_get, .help = "My points, every line explained." },
	{ POST, .path = "/my/points/{word}", .who = WHO_SIGNED_IN, .face = FACE_RESIDENT, .form = &form_give, .handler = page_my_points_give_post,
		.again = page_my_points_get, .help = "Give points to kin, or to the community pool: gift, donate." },

	/* ---- volunteer ---- */
	{ GET, .path = "/serve", .who = ROLE_BIT(ROLE_VOLUNTEER), .face = FACE_VOLUNTEER, .handler = page_serve_home_get, .help = "What I am asked, and where I go." },
	{ GET, .path = "/serve/open", .who = ROLE_BIT(ROLE_VOLUNTEER), .face = FACE_VOLUNTEER, .handler = page_serve_open_get, .help = "What I can take." },
	{ GET, .path = "/serve/requests/{id}", .who = ROLE_BIT(ROLE_VOLUNTEER), .relation = &relation_serve_request, .face = FACE_VOLUNTEER,
		.handler = page_serve_request_get, .help = "One duty; address and telephone once I said yes." },
	{ POST, .path = "/serve/requests/{id}/{word}", .who = ROLE_BIT(ROLE_VOLUNTEER), .relation = &relation_serve_request, .face = FACE_VOLUNTEER,
		.form = &form_serve_step, .handler = page_serve_step_post, .again = page_serve_request_get,
		.help = "Accept, decline, take, agree on the hour, come, leave, or release." },
	{ GET, .path = "/serve/duties", .who = ROLE_BIT(ROLE_VOLUNTEER), .face = FACE_VOLUNTEER, .form = &form_serve_duties,
		.handler = page_serve_duties_get, .help = "My calendar: what comes, and a year of what was." },
	{ GET, .path = "/serve/record", .who = ROLE_BIT(ROLE_VOLUNTEER), .face = FACE_VOLUNTEER, .handler = page_serve_record_get,
		.help = "My hours and points, apart." },
	{ GET, .path = "/serve/records/{id}", .who = ROLE_BIT(ROLE_VOLUNTEER), .relation = &relation_record_own, .face = FACE_VOLUNTEER,
		.handler = page_serve_service_get, .help = "One of my services: what counted, what speaks for it, what it earned." },
	{ POST, .path = "/serve/records/{id}/ask", .who = ROLE_BIT(ROLE_VOLUNTEER), .relation = &relation_record_own, .face = FACE_VOLUNTEER,
		.form = &form_record_ask, .handler = page_serve_service_ask_post, .again = page_serve_service_get, .help = "Say that a record is wrong." },

	/* ---- team ---- */

	/* ---- desk ---- */
	{ GET, .path = "/desk", .who = ROLES_DESK, .face = FACE_DESK, .form = &form_desk_queue, .handler = page_desk_queue_get,
		.help = "The queue: what waits for the station, nearest deadline first." },
	{ GET, .path = "/desk/requests/{id}", .who = ROLES_DESK, .relation = &relation_request_place, .face = FACE_DESK,
		.form = &form_desk_request, .handler = page_desk_request_get, .help = "One request with its timeline, who could go, and why not somebody." },
	{ POST, .path = "/desk/requests/{id}/{word}", .who = ROLES_DESK, .relation = &relation_request_place, .face = FACE_DESK,
		.form = &form_desk_step, .handler = page_desk_step_post, .again = page_desk_request_get,
		.help = "One step of the desk, by its word: accept, ask, answer, reject, merge, offer, assign, open, call-back, schedule, attend, confirm, release, escalate, give-back, suspend, resume, cancel." },
	{ GET, .path = "/desk/new", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_desk_search, .handler = page_desk_new_get,
		.help = "Somebody rings: find her, choose what she needs." },
	{ POST, .path = "/desk/new", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_desk_new, .handler = page_desk_new_post,
		.again = page_desk_new_get, .help = "Put down what a caller needs." },
	{ GET, .path = "/desk/people", .who = WHO_REGISTER, .face = FACE_DESK, .form = &form_people_list, .handler = page_people_list_get,
		.help = "The register of people: searched, sifted, page by page." },
	{ GET, .path = "/desk/people/new", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_person_facts_new, .handler = page_person_new_get,
		.help = "The form of a new person." },
	{ POST, .path = "/desk/people/new", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_person_facts, .handler = page_person_new_post,
		.again = page_person_new_get, .help = "Register a person." },
	{ GET, .path = "/desk/people/{id}", .who = WHO_REGISTER, .relation = &relation_person_place, .face = FACE_DESK, .form = &form_person_page,
		.handler = page_person_get, .help = "One person, sealed facts masked: requests, kin, consents, volunteering, roles." },
	{ GET, .path = "/desk/people/{id}/card", .who = ROLES_STAFF, .relation = &relation_person_staff, .face = FACE_DESK, .handler = page_person_card_get,
		.help = "A person's card in large print." },
	{ GET, .path = "/desk/people/{id}/edit", .who = ROLES_STAFF, .relation = &relation_person_staff, .face = FACE_DESK, .handler = page_person_edit_get,
		.help = "The form that corrects a person's facts." },
	{ POST, .path = "/desk/people/{id}/edit", .who = ROLES_STAFF, .relation = &relation_person_staff, .face = FACE_DESK, .form = &form_person_facts,
		.handler = page_person_edit_post, .again = page_person_edit_get, .help = "Correct a person's facts." },
	{ POST, .path = "/desk/people/{id}/reveal", .who = ROLES_STAFF, .relation = &relation_person_staff, .face = FACE_DESK, .form = &form_person_reveal,
		.handler = page_person_reveal_post, .again = page_person_get, .help = "Open one sealed fact, with a reason, on the trail; shown once." },
	{ POST, .path = "/desk/people/{id}/code", .who = WHO_REGISTER, .relation = &relation_person_place, .face = FACE_DESK, .form = &form_none,
		.handler = page_person_code_post, .help = "A one-time code with which the person signs in; shown once." },
	{ POST, .path = "/desk/people/{id}/{word}", .who = WHO_REGISTER, .relation = &relation_person_place, .face = FACE_DESK, .form = &form_person_step,
		.handler = page_person_step_post, .again = page_person_get,
		.help = "One step for a person, by its word: grant, revoke, kin, unkin, consent, withdraw, volunteer, skill, unskill, free, pause, reach." },
	{ GET, .path = "/desk/places", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_places_list, .handler = page_places_get,
		.help = "The places with the public telephones of their posts." },
	{ POST, .path = "/desk/places/{id}", .who = ROLE_BIT(ROLE_MANAGER), .relation = &relation_place, .face = FACE_DESK, .form = &form_place,
		.handler = page_place_post, .again = page_places_get, .help = "Correct a place's name and telephone." },
	{ GET, .path = "/desk/menu", .who = ROLES_STAFF, .face = FACE_DESK, .form = &form_menu_list, .handler = page_menu_list_get,
		.help = "The menu, with what is not on it now." },
	{ GET, .path = "/desk/menu/new", .who = ROLE_BIT(ROLE_MANAGER), .face = FACE_DESK, .handler = page_menu_new_get, .help = "The form of a new service." },
	{ POST, .path = "/desk/menu/new", .who = ROLE_BIT(ROLE_MANAGER), .face = FACE_DESK, .form = &form_menu_item, .handler = page_menu_new_post,
		.again = page_menu_new_get, .help = "A new service as a draft, or a look at it." },
	{ GET, .path = "/desk/menu/{id}", .who = ROLE_BIT(ROLE_MANAGER), .relation = &relation_menu_item, .face = FACE_DESK, .form = &form_menu_list,
		.handler = page_menu_item_get, .help = "One service as a form, as the resident sees it, and its history." },
	{ POST, .path = "/desk/menu/{id}", .who = ROLE_BIT(ROLE_MANAGER), .relation = &relation_menu_item, .face = FACE_DESK, .form = &form_menu_item,
		.handler = page_menu_item_post, .again = page_menu_item_get, .help = "Keep a service as a new version, or look at it." },
	{ POST, .path = "/desk/menu/{id}/{word}", .who = ROLE_BIT(ROLE_MANAGER), .relation = &relation_menu_item, .face = FACE_DESK, .form = &form_none,
		.handler = page_menu_switch_post, .help = "Put a service on the menu (open) or take it off (close)." },
	{ GET, .path = "/desk/records", .who = ROLES_STAFF, .face = FACE_DESK, .handler = page_desk_records_get,
		.help = "Records that wait: calls to make, corrections to decide, deadlines that have passed." },
	{ GET, .path = "/desk/records/{id}", .who = ROLES_STAFF, .relation = &relation_record_place, .face = FACE_DESK, .handler = page_desk_record_get,
		.help = "One record: its evidence, the calls about it, what a correction would change." },
	{ POST, .path = "/desk/records/{id}/answer", .who = ROLES_STAFF, .relation = &relation_record_place, .face = FACE_DESK, .form = &form_record_answer,
		.handler = page_desk_record_answer_post, .again = page_desk_record_get, .help = "What the resident said when she was rung." },
	{ POST, .path = "/desk/records/{id}/decide", .who = ROLES_STAFF, .relation = &relation_record_place, .face = FACE_DESK, .form = &form_record_answer,
		.handler = page_desk_record_decide_post, .again = page_desk_record_get, .help = "Correct the record as asked, or not." },
	{ POST, .path = "/desk/records/{id}/ask", .who = ROLES_STAFF, .relation = &relation_record_place, .face = FACE_DESK, .form = &form_record_ask,
		.handler = page_desk_record_ask_post, .again = page_desk_record_get, .help = "Say that a record is wrong." },
	{ GET, .path = "/desk/rules", .who = ROLE_BIT(ROLE_MANAGER), .face = FACE_DESK, .form = &form_rule, .handler = page_desk_rules_get,
		.help = "The rule of points: change it, see who would have gained and lost in the last year." },
	{ POST, .path = "/desk/rules", .who = ROLE_BIT(ROLE_MANAGER), .face = FACE_DESK, .form = &form_rule, .handler = page_desk_rules_post,
		.again = page_desk_rules_get, .help = "Adopt the rule that was tried, from a later day on." },
	{ GET, .path = "/desk/solvency", .who = ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR), .face = FACE_DESK, .handler = page_desk_solvency_get,
		.help = "Can it pay? Points outstanding against service that can be given." },
	{ GET, .path = "/desk/trail", .who = ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_AUDITOR), .face = FACE_DESK, .form = &form_desk_trail,
		.handler = page_desk_trail_get, .help = "Who did what, newest first." },

	/* ---- wall ---- */
};

const size_t routes_count = COUNT_OF(routes);
