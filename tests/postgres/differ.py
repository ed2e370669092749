# SPDX-License-Identifier: Apache-2.0
"""The differential test: seeded villages (tests/sim) played on SQLite and on PostgreSQL with the same clock, dice and ids, and
the twelve months of the demonstration. Every reply is told (how each move ended, what everybody owns, the rows of every reading statement, the pages), and the
two tellings must be equal byte for byte; so must the tables that are left. On PostgreSQL the planner is told to go other
ways for each seed: no reply may hang on them. Then one engine is spoiled as engines are known to differ, and that has to
be noticed."""
import json
import os
import sqlite3
import subprocess

import house

BUILD = os.environ.get("BUILD_DIR", os.path.join(house.HERE, "../../build"))
SIM, YEAR = os.path.join(BUILD, "tests/sim/sim"), os.path.join(BUILD, "tests/sim/year")
FILES = os.path.join(house.HERE, "../../demo")
MOVES, SPOILT_MOVES, ROUNDS = (3000, 300, 20) if os.environ.get("LONG") else (450, 150, 3)

PLANS = {
    1: "",
    2: "%20-cenable_indexscan%3Doff%20-cenable_indexonlyscan%3Doff%20-cenable_bitmapscan%3Doff",
    3: "%20-cenable_seqscan%3Doff%20-cenable_sort%3Doff%20-cenable_hashjoin%3Doff%20-cenable_hashagg%3Doff",
}


def trigger(table, change):
    """Something that PostgreSQL does to each new row, and the other engine does not."""
    return (f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {change} RETURN NEW; END $$;"
            f"CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION spoil()")


SPOILS = {
    "none instead of an empty text": "ALTER TABLE request_event ALTER COLUMN note DROP NOT NULL;"
        + trigger("request_event", "NEW.note := NULLIF(NEW.note, '');"),
    "an empty text instead of what was said": trigger("request_event", "NEW.reason := '';"),
    "digits kept as a number": "UPDATE centre SET phone = ltrim(phone, '0')",
    "instants rounded to seconds": trigger("request_event", "NEW.at_ms := NEW.at_ms / 1000 * 1000;"),
    "a yes kept as a no": trigger("request", "NEW.is_escalated := NOT NEW.is_escalated;"),
    "a write that is lost": trigger("notice", "IF NEW.id % 7 = 0 THEN RETURN NULL; END IF;"),
    "nothing": "SELECT 1",
}
# Every text column is made with COLLATE "C"; here that name means another order, which stands before the village is made.
LANGUAGE = "CREATE COLLATION {0}.\"C\" (provider = icu, locale = 'und')", ",pg_catalog"


def play(seed, moves, folder, store=None, spoil=None):
    """Plays a village; the file of what it told. The tables stay where they are."""
    told = folder + ".told"
    words = [SIM, str(seed), str(moves), folder, "--keep", "--wait", "--tell", told] + (["--store", store] if store else [])
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if process.stdout.readline() == "furnished\n" and spoil:
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", store, "-c", spoil], check=True, stdout=subprocess.DEVNULL)
    output, _ = process.communicate("\n", timeout=500)
    if process.returncode != 0 and not spoil:
        print(output)
    return told if process.returncode == 0 or spoil else None


def first_difference(left, right):
    """The first lines that differ, or None; and how many bytes were the same."""
    same = 0
    with open(left, "rb") as ours, open(right, "rb") as theirs:
        for number, line in enumerate(ours, 1):
            other = theirs.readline()
            if line != other:
                return f"line {number}: {line[:300]!r} and {other[:300]!r}", same
            same += len(line)
        rest = theirs.readline()
        return (f"behind the end: {rest[:300]!r}" if rest else None), same


def tables_of_file(path):
    """Every row of every table, in the order of the key."""
    with sqlite3.connect(path) as line:
        line.row_factory = sqlite3.Row
        names = [row[0] for row in line.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
        shown = lambda value: "\\x" + value.hex() if isinstance(value, bytes) else value
        return {name: sorted(json.dumps({key: shown(row[key]) for key in row.keys()}, sort_keys=True)
                             for row in line.execute(f'SELECT * FROM "{name}"')) for name in names}


def tables_of_server(url, names):
    """The same of PostgreSQL; what only it has (store_writer) is not asked for."""
    def ask(name):
        done = subprocess.run(["psql", "-qAtX", url, "-c", f'SELECT row_to_json(t) FROM "{name}" t'], check=True, capture_output=True, text=True)
        # A row holds no line feed outside a text, and in JSON none inside either.
        return sorted(json.dumps({key: int(value) if isinstance(value, bool) else value for key, value in json.loads(line).items()}, sort_keys=True)
                      for line in done.stdout.split("\n") if line)
    return {name: ask(name) for name in names}


def place(url, name):
    """A schema of its own."""
    subprocess.run(["psql", "-qX", url, "-c", f"CREATE SCHEMA {name}"], check=True)
    return f"{url}&options=-csearch_path%3D{name}"


def compare(folder, url, seed):
    """One seed on both engines."""
    folder = os.path.join(folder, f"differ{seed}")
    server = place(url, f"differ{seed}")
    ours, theirs = play(seed, MOVES, folder), play(seed, MOVES, folder + "-pg", server + PLANS[seed])
    if ours is None or theirs is None:
        return [(f"seed {seed} is played on both engines", False)]
    difference, same = first_difference(ours, theirs)
    os.remove(ours)
    os.remove(theirs)
    kept = tables_of_file(os.path.join(folder, "lastmile.db"))
    found = tables_of_server(server, kept)
    unequal = [name for name in kept if kept[name] != found[name] and name != "migration"]  # it holds when and the checksum of each text
    return [(f"seed {seed}: every reply is the same on both engines ({same} bytes; {difference})", difference is None and same > 1000000),
            (f"seed {seed}: every table holds the same rows ({', '.join(unequal)})", not unequal and sum(map(len, kept.values())) > 1000)]


def spoiled(folder, url):
    """Each spoil, and the same moves unspoilt: whether a difference is seen."""
    plain = play(9, SPOILT_MOVES, os.path.join(folder, "spoil"))
    language = place(url, "spoil") + LANGUAGE[1]
    subprocess.run(["psql", "-qX", url, "-c", LANGUAGE[0].format("spoil")], check=True)
    difference, _ = first_difference(plain, play(9, SPOILT_MOVES, os.path.join(folder, "spoil-pg"), language, "SELECT 1"))
    results = [(f"spoilt by texts in the order of a language: {difference}", difference is not None)]
    for number, (name, sql) in enumerate(SPOILS.items()):
        told = play(9, SPOILT_MOVES, os.path.join(folder, f"spoil{number}"), place(url, f"spoil{number}"), sql)
        difference, _ = first_difference(plain, told)
        results.append((f"spoilt by {name}: {difference}", (difference is None) == (name == "nothing")))
        os.remove(told)
    return results


def year(folder, url, data):
    """The demonstration on both engines; `data` is a house then, whose database is at `url`."""
    told = [os.path.join(folder, "year.told"), os.path.join(folder, "year-pg.told")]
    for words in ([os.path.join(folder, "year"), FILES, told[0]], [data, FILES, told[1], url]):
        done = subprocess.run([YEAR, "20210818", str(ROUNDS), *words], capture_output=True, text=True, timeout=900, check=False)
        if done.returncode != 0:
            return [("the demonstration is made: " + done.stdout + done.stderr, False)]
    difference, same = first_difference(*told)
    for file in told:
        os.remove(file)
    return [(f"the demonstration's year is told the same on both engines ({same} bytes; {difference})", difference is None and same > 1000000)]


def run(folder, url):
    """Pairs of what must hold and whether it does."""
    results = []
    for seed in PLANS:
        results += compare(folder, url, seed)
    return results + spoiled(folder, url)
