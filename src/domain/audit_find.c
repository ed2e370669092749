/* SPDX-License-Identifier: Apache-2.0
 *
 * From differences to findings. A difference that a proof of the row itself
 * shows (its leaf, its digest, its chain) is certain; every other one says
 * only that two things disagree. The certain ones are roots; what disagrees
 * and has to do with one of them follows from it.
 */
#include "domain/audit_proof.h"

#include <string.h>

#include "base/limits.h"

#define DIFFERENCES_MAX 4000
#define KEYS_MAX 48
#define KEY_STEPS 3
#define OWN_IDS_FROM (INT64_C(1) << 32) /* ids made by ids_new; below it stand numbers that many tables use */
#define PARENTS_MAX 4

/* All differences of one row. */
struct node {
	size_t first;            /* difference that stands for it */
	bool is_certain;
	int level;               /* the lower, the more follows from it */
	int64_t keys[KEYS_MAX];  /* its own id first, then what it has to do with */
	size_t key_count;
	size_t root;             /* the node it follows from; itself when from none */
};

struct finding {
	const struct act *act;
	struct ledger_difference *differences;
	bool *is_certain;
	size_t *node_of;
	size_t count;
	struct hint { size_t difference; int64_t key; } *hints;
	size_t hint_count;
	bool is_proof;
	struct node *nodes;
	size_t node_count;
	audit_find_report *report;
	void *context;
	size_t beyond; /* told one by one: there was no room */
};

/* A table, and the tables whose rows its own proof is made with: a change there shows here too. */
static const struct { const char *table, *parents[PARENTS_MAX]; } made_with[] = {
	{"trail", {NULL}}, {"chain_end", {NULL}}, {"proof_leaf", {NULL}}, {"proof_node", {"proof_leaf"}}, {"proof_head", {"proof_leaf", "proof_node"}},
	{"account", {NULL}}, {"proof_secret", {"account"}}, {"rule", {"proof_leaf"}}, {"rule_rate", {"proof_leaf"}}, {"star_level", {"proof_leaf"}},
	{"record", {"proof_secret", "proof_leaf"}}, {"attendance", {"proof_secret", "proof_leaf"}}, {"certificate", {"proof_secret", "proof_leaf"}},
	{"backfill", {"proof_secret", "proof_leaf"}}, {"record_part", {"proof_secret", "proof_leaf"}}, {"absence", {"proof_secret", "proof_leaf"}},
	{"certificate_issue", {"certificate", "proof_secret", "proof_leaf"}}, {"certificate_line", {"certificate", "proof_secret", "proof_leaf"}},
	{"certificate_record", {"certificate", "proof_secret", "proof_leaf"}}, {"call_back", {"record", "proof_secret", "proof_leaf"}},
	{"record_fix", {"record", "proof_secret", "proof_leaf"}}, {"transfer", {"account", "proof_secret", "proof_leaf"}},
	{"record_event", {"record", "proof_secret", "proof_leaf"}}, {"certificate_event", {"certificate", "certificate_issue", "proof_secret", "proof_leaf"}},
	{"backfill_event", {"backfill", "proof_secret", "proof_leaf"}}, {"call_back_answer", {"call_back", "record", "proof_secret", "proof_leaf"}},
	{"record_fix_answer", {"record_fix", "record", "proof_secret", "proof_leaf"}}, {"record_signal", {NULL}},
	{"good_event", {NULL}}, {"redemption", {"transfer", "account", "proof_secret", "proof_leaf"}},
	{"redemption_end", {"redemption", "transfer", "account", "proof_leaf"}},
};

static void keep(void *context, const struct ledger_difference *difference);
static bool is_own_proof(const struct ledger_difference *difference);
static void relate(void *context, const struct ledger_difference *difference, int64_t key);
static enum fail make_nodes(struct finding *finding);
static enum fail doubt_accounts(struct finding *finding);
static enum fail owners_have_accounts(const struct finding *finding, const struct node *entry, bool *ret_have);
static size_t node_for(struct finding *finding, size_t nth);
static enum fail find_keys(const struct finding *finding, struct node *node);
static void add_key(struct node *node, int64_t key);
static void choose_roots(struct finding *finding);
static void choose_root(struct finding *finding, size_t nth);
static bool is_made_with(const struct finding *finding, const struct node *child, const struct node *parent);
static bool is_parent(const char *table, const char *above);
static bool has_key(const struct node *node, int64_t key);
static bool has_to_do_with(const struct finding *finding, const struct node *a, const struct node *b);
static int level_of(const char *table);
static enum fail tell(struct finding *finding, size_t root);
static int64_t amount_of(const struct ledger_difference *difference);

enum fail audit_find(const struct act *act, audit_find_report *report, void *context, size_t *ret_count)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct finding finding = {.act = act, .report = report, .context = context};
	size_t count = 0;
	if (arena == NULL)
		return FAIL_LIMIT;
	finding.differences = arena_array(arena, struct ledger_difference, DIFFERENCES_MAX);
	finding.is_certain = arena_array(arena, bool, DIFFERENCES_MAX);
	finding.node_of = arena_array(arena, size_t, DIFFERENCES_MAX);
	finding.hints = arena_array(arena, struct hint, DIFFERENCES_MAX);
	finding.nodes = arena_array(arena, struct node, DIFFERENCES_MAX);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	TRY(audit_run(act, false, keep, &finding, &count));
	finding.is_proof = true;
	TRY(audit_proof_related(act, keep, relate, &finding, &count));
	TRY(make_nodes(&finding));
	choose_roots(&finding);
	count = finding.beyond;
	for (size_t i = 0; i < finding.node_count; i++) {
		if (finding.nodes[i].root != i)
			continue;
		TRY(tell(&finding, i));
		count++;
	}
	*ret_count = count;
	return OK;
}

static void keep(void *context, const struct ledger_difference *difference)
{
	struct finding *finding = context;
	if (finding->count == DIFFERENCES_MAX) {
		finding->beyond++;
		finding->report(finding->context, &(struct audit_finding){*difference, amount_of(difference), NULL, 0});
		return;
	}
	finding->is_certain[finding->count] = finding->is_proof ? strcmp(difference->column, "idle") != 0 : is_own_proof(difference);
	finding->differences[finding->count++] = *difference;
}

/* A digest or a chain of hashes, or a row that its digest recognises or that is missed by others. */
static bool is_own_proof(const struct ledger_difference *difference)
{
	static const struct { const char *table, *column; } proofs[] = {{NULL, "digest"}, {NULL, "hash"}, {"chain_end", NULL}, {"record_signal", "record_id"},
		{"account", "id"}, {"account", "row"}, {"good_event", NULL}, {"redemption", "id"}, {"redemption", "row"}, {"redemption_end", NULL}};
	for (size_t i = 0; i < COUNT_OF(proofs); i++) {
		bool is_table = proofs[i].table == NULL || strcmp(proofs[i].table, difference->table) == 0;
		if (is_table && (proofs[i].column == NULL || strcmp(proofs[i].column, difference->column) == 0))
			return true;
	}
	return false;
}

static void relate(void *context, const struct ledger_difference *difference, int64_t key)
{
	struct finding *finding = context;
	check(difference != NULL);
	if (finding->count > 0 && finding->hint_count < DIFFERENCES_MAX && key != 0)
		finding->hints[finding->hint_count++] = (struct hint){finding->count - 1, key};
}

static enum fail make_nodes(struct finding *finding)
{
	for (size_t i = 0; i < finding->count; i++)
		finding->node_of[i] = node_for(finding, i);
	for (size_t i = 0; i < finding->hint_count; i++)
		add_key(&finding->nodes[finding->node_of[finding->hints[i].difference]], finding->hints[i].key);
	if (finding->node_count < 2)
		return OK; /* nothing to be put together */
	for (size_t i = 0; i < finding->node_count; i++)
		TRY(find_keys(finding, &finding->nodes[i]));
	return doubt_accounts(finding);
}

/* An account that an entry names and that is not there: it is the entry that was changed when, by its tags, whoever it concerns has an
 * account, for nobody has two. */
static enum fail doubt_accounts(struct finding *finding)
{
	for (size_t i = 0; i < finding->node_count; i++) {
		struct node *account = &finding->nodes[i];
		const struct ledger_difference *first = &finding->differences[account->first];
		bool is_gone = strcmp(first->table, "account") == 0 && strcmp(first->column, "row") == 0;
		for (size_t n = 0; n < finding->node_count && is_gone && account->is_certain; n++) {
			bool have = false;
			if (strcmp(finding->differences[finding->nodes[n].first].table, "transfer") == 0 && has_to_do_with(finding, account, &finding->nodes[n]))
				TRY(owners_have_accounts(finding, &finding->nodes[n], &have));
			account->is_certain = !have;
		}
	}
	return OK;
}

static enum fail owners_have_accounts(const struct finding *finding, const struct node *entry, bool *ret_have)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	size_t ends = 0;
	if (arena == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < finding->hint_count; i++) {
		const struct hint *hint = &finding->hints[i];
		struct audit_account_of_row row;
		bool is_found = false;
		if (&finding->nodes[finding->node_of[hint->difference]] != entry)
			continue;
		TRY(q_audit_account_of(finding->act->view, arena, &(struct audit_account_of_in){.centre_id = finding->act->centre_id,
			.person_id = {hint->key}, .kind = -hint->key, .entry_id = finding->differences[entry->first].id}, &is_found, &row));
		ends += is_found;
	}
	*ret_have = ends >= 2;
	return OK;
}

static enum fail doubt_accounts(struct finding *finding);
static enum fail owners_have_accounts(const struct finding *finding, const struct node *entry, bool *ret_have);
static size_t node_for(struct finding *finding, size_t nth)
{
	const struct ledger_difference *difference = &finding->differences[nth];
	bool is_rule = strcmp(difference->table, "rule") == 0 || strcmp(difference->table, "rule_rate") == 0;
	for (size_t i = 0; i < finding->node_count; i++) {
		struct node *node = &finding->nodes[i];
		const struct ledger_difference *first = &finding->differences[node->first];
		if (first->id != difference->id || strcmp(first->table, difference->table) != 0)
			continue;
		bool is_better = (finding->is_certain[nth] && !node->is_certain) || (amount_of(first) == 0 && amount_of(difference) != 0);
		node->first = is_better ? nth : node->first;
		node->is_certain = node->is_certain || finding->is_certain[nth];
		return i;
	}
	size_t made = finding->node_count++;
	finding->nodes[made] = (struct node){.first = nth, .is_certain = finding->is_certain[nth], .level = level_of(difference->table), .root = made};
	bool is_leaf = strcmp(difference->table, "proof_leaf") == 0;
	bool is_own = difference->id >= OWN_IDS_FROM || difference->id <= -OWN_IDS_FROM;
	add_key(&finding->nodes[made], is_rule ? AUDIT_RULE_KEY(difference->id) : is_leaf ? LEAF_KEY(difference->id) : is_own ? difference->id : 0);
	return made;
}

/* Whom and what its row has to do with, some steps far; people and the house's own accounts lead no further. */
static enum fail find_keys(const struct finding *finding, struct node *node)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	size_t from = 0;
	if (arena == NULL)
		return FAIL_LIMIT;
	for (int step = 0; step < KEY_STEPS; step++) {
		size_t to = node->key_count;
		for (; from < to; from++) {
			struct audit_keys_rows rows;
			if (node->keys[from] < OWN_IDS_FROM && node->keys[from] > -OWN_IDS_FROM)
				continue;
			arena_reset(arena);
			TRY(q_audit_keys(finding->act->view, arena, &(struct audit_keys_in){.centre_id = finding->act->centre_id, .id = node->keys[from]}, &rows));
			for (size_t i = 0; i < rows.count; i++) {
				const struct audit_keys_row *row = &rows.rows[i];
				const int64_t keys[] = {row->a, row->b, row->c, row->d, row->e, row->f, row->g};
				for (size_t nth = 0; nth < COUNT_OF(keys); nth++)
					add_key(node, keys[nth]);
			}
		}
	}
	return OK;
}

static void add_key(struct node *node, int64_t key)
{
	for (size_t i = 0; i < node->key_count; i++) {
		if (node->keys[i] == key)
			return;
	}
	if (node->key_count < KEYS_MAX && (key != 0 || node->key_count == 0))
		node->keys[node->key_count++] = key;
}

/* A certain one follows from a certain one that its proof is made with; another from a certain one that it has to do with, else from the
 * first that nothing proves and that it has to do with. */
static void choose_roots(struct finding *finding)
{
	struct node *nodes = finding->nodes;
	for (size_t i = 0; i < finding->node_count; i++)
		choose_root(finding, i);
	for (size_t i = 0; i < finding->node_count; i++) {
		for (size_t from = 0; from < i && !nodes[i].is_certain && nodes[i].root == i; from++) {
			if (!nodes[from].is_certain && has_to_do_with(finding, &nodes[i], &nodes[from]))
				nodes[i].root = nodes[from].root;
		}
	}
	for (size_t i = 0; i < finding->node_count; i++) {
		for (size_t step = 0; nodes[nodes[i].root].root != nodes[i].root && step < finding->node_count; step++)
			nodes[i].root = nodes[nodes[i].root].root;
	}
}

static void choose_root(struct finding *finding, size_t nth)
{
	struct node *node = &finding->nodes[nth];
	for (size_t from = 0; from < finding->node_count; from++) {
		const struct node *other = &finding->nodes[from];
		bool is_better = node->root == nth || other->level < finding->nodes[node->root].level;
		if (from == nth || !is_better || !other->is_certain)
			continue;
		if (node->is_certain ? is_made_with(finding, node, other) : has_to_do_with(finding, node, other))
			node->root = from;
	}
}

static bool is_made_with(const struct finding *finding, const struct node *child, const struct node *parent)
{
	const struct ledger_difference *of_child = &finding->differences[child->first];
	const struct ledger_difference *of_parent = &finding->differences[parent->first];
	bool is_tree = strncmp(of_child->table, "proof_", 6) == 0 && strncmp(of_parent->table, "proof_", 6) == 0;
	bool is_same = strcmp(of_child->table, of_parent->table) == 0;
	if (is_same && strcmp(of_child->table, "proof_node") == 0) /* one that is missed here, and loose there */
		return strcmp(of_child->column, "place") == 0 && strcmp(of_parent->column, "hash") == 0;
	if (strcmp(of_child->table, "proof_secret") == 0 && strcmp(of_parent->table, "account") == 0)
		return has_to_do_with(finding, child, parent); /* an account that changed hands */
	if (is_same && strcmp(of_parent->column, "id") == 0) /* a row that was moved there */
		return has_key(parent, child->keys[0]);
	return is_parent(of_child->table, of_parent->table) && (is_tree || has_key(child, parent->keys[0]));
}

static bool is_parent(const char *table, const char *above)
{
	for (size_t i = 0; i < COUNT_OF(made_with); i++) {
		if (strcmp(made_with[i].table, table) != 0)
			continue;
		for (size_t nth = 0; nth < PARENTS_MAX && made_with[i].parents[nth] != NULL; nth++) {
			if (strcmp(made_with[i].parents[nth], above) == 0)
				return true;
		}
	}
	return false;
}

static bool has_key(const struct node *node, int64_t key)
{
	for (size_t i = 0; i < node->key_count && key != 0; i++) {
		if (node->keys[i] == key)
			return true;
	}
	return false;
}

static bool has_to_do_with(const struct finding *finding, const struct node *a, const struct node *b)
{
	const struct ledger_difference *of_a = &finding->differences[a->first];
	const struct ledger_difference *of_b = &finding->differences[b->first];
	bool is_sum = of_a->id == 0 || of_b->id == 0;
	bool is_told_there = strncmp(of_a->table, "request", 7) == 0 || strcmp(of_a->table, "setting") == 0;
	bool is_step = is_told_there && strcmp(of_b->table, "trail") == 0;
	if (is_sum)
		return strcmp(of_a->table, "account") == 0 && strcmp(of_b->table, "account") == 0; /* entries move both sides: only a counter breaks a sum */
	for (size_t i = 0; i < a->key_count && !is_step; i++)
		is_step = has_key(b, a->keys[i]);
	return is_step;
}

static int level_of(const char *table)
{
	for (size_t i = 0; i < COUNT_OF(made_with); i++) {
		if (strcmp(made_with[i].table, table) == 0)
			return (int)i;
	}
	return (int)COUNT_OF(made_with);
}

static enum fail tell(struct finding *finding, size_t root)
{
	const struct ledger_difference *first = &finding->differences[finding->nodes[root].first];
	size_t count = 0;
	int64_t total = amount_of(first);
	struct arena *arena CLEANUP(arena_done) = arena_make(DIFFERENCES_MAX * sizeof(*first) + 1024);
	struct ledger_difference *follow = arena == NULL ? NULL : arena_array(arena, struct ledger_difference, finding->count);
	if (follow == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < finding->count; i++) {
		const struct ledger_difference *difference = &finding->differences[i];
		if (finding->nodes[finding->node_of[i]].root != root || difference == first)
			continue;
		follow[count++] = *difference;
		total = amount_of(difference) > total ? amount_of(difference) : total;
	}
	finding->report(finding->context, &(struct audit_finding){*first, total, follow, count});
	return OK;
}

/* By how much a difference about points is out. */
static int64_t amount_of(const struct ledger_difference *difference)
{
	static const char *const columns[] = {"amount", "points", "earned", "revoked", "posted", "held", "debits_held", "debits_posted", "credits_held",
		"credits_posted", "price_points"};
	int64_t out = 0;
	bool is_row = strcmp(difference->table, "transfer") == 0 && strcmp(difference->column, "row") == 0;
	for (size_t i = 0; i < COUNT_OF(columns) && !is_row; i++)
		is_row = strcmp(difference->column, columns[i]) == 0;
	if (!is_row || __builtin_sub_overflow(difference->stored, difference->computed, &out) || out == INT64_MIN)
		return is_row ? INT64_MAX : 0;
	return out < 0 ? -out : out;
}
