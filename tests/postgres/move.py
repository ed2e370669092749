# SPDX-License-Identifier: Apache-2.0
"""A lived-in house moves from its file into PostgreSQL and back: every row is
compared by a second way, the move is killed in its middle and goes on, and
behind it sessions, sealed fields, receipts and the public tree are as before."""
import json
import os
import re
import signal
import sqlite3
import subprocess

import house

ROOT = os.path.dirname(os.path.dirname(house.HERE))
FORM = {"Origin": "http://" + house.HOST, "Content-Type": "application/x-www-form-urlencoded"}
STOPPED = "run the same lastmile move again"


def call(*words):
    """Exit code, what it printed, and its one line of error."""
    done = subprocess.run([house.PROGRAM, *words], capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout, "\n".join(line for line in done.stderr.splitlines() if not line.startswith("at="))


def is_refused(words, said):
    """Whether it ends with 1 and one line that says so."""
    code, _, error = call(*words)
    if code != 1 or said not in error or "\n" in error:
        print(f"{words[0]}: exit {code}, {error!r} instead of {said!r}")
    return code == 1 and said in error and "\n" not in error


def told(output):
    """Rows in all, rows that were found there, and the hash of the content."""
    rows = re.search(r"moved (\d+) rows of (\d+) tables", output)
    found = re.search(r"\((\d+) were there from a move that was stopped\)", output)
    content = re.search(r"^content ([0-9a-f]{64})$", output, re.M)
    return int(rows[1]) if rows else 0, int(found[1]) if found else 0, content[1] if content else output


def ask(url, sql):
    """Lines of psql."""
    return subprocess.run(["psql", "-qXAt", url, "-c", sql], check=True, capture_output=True, text=True).stdout.splitlines()


def rows_of_server(url):
    """Every table's rows as sets of JSON, by the server's own JSON."""
    names = ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN ('migration', 'store_writer')")
    return {name: [json.loads(line) for line in ask(url, f"SELECT to_jsonb(t) FROM {name} t")] for name in names}


def rows_of_file(path):
    """The same from the file, by Python's SQLite."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'")]
    tables = {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in names}
    database.close()
    return tables


def is_equal(server, file):
    """Whether both hold the same rows; one engine's booleans and bytes are written as the other's."""
    def plain(value):
        return int(value) if isinstance(value, bool) else "\\x" + value.hex() if isinstance(value, bytes) else value

    def content(rows):
        return sorted(json.dumps({key: plain(value) for key, value in row.items()}, sort_keys=True) for row in rows)
    if sorted(server) != sorted(file):
        print("tables:", sorted(set(server) ^ set(file)))
        return False
    wrong = [name for name in file if content(server[name]) != content(file[name])]
    if wrong:
        print("different:", wrong)
    return not wrong


def kill_in_the_middle(words, until):
    """Kills the move as soon as it has told of this table, and then is a little into the next one; whether it was still at it."""
    with subprocess.Popen([house.PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as moving:
        for line in moving.stdout:
            if line.startswith(until + ":"):
                break
        moving.send_signal(signal.SIGKILL)
        moving.stdout.read()
        return moving.wait() == -signal.SIGKILL


class Visit:
    """Signed-in callers of one house."""

    def __init__(self, path, who):
        self.path = path
        _, headers, text = house.call(path, "GET", "/sign-in")
        token = re.search(r'action="/sign-in/persona">\s*<input type="hidden" name="csrf" value="([^"]+)"', text)[1]
        _, headers, _ = house.call(path, "POST", "/sign-in/persona", dict(FORM, Cookie=house.cookies(headers)), f"csrf={token}&login=demo.{who}")
        self.cookie = house.cookies(headers)

    def get(self, url):
        return house.call(self.path, "GET", url, {"Cookie": self.cookie})[2]

    def at(self, path):
        """The same session at another house."""
        self.path = path
        return self

    def reveal(self, url):
        """The telephone of a person at the desk, opened with a reason."""
        form = re.search(rf'action="{url}/reveal".*?name="csrf" value="([^"]+)".*?name="once" value="([^"]+)"', self.get(url), re.S)
        _, headers, text = house.call(self.path, "POST", url + "/reveal", dict(FORM, Cookie=self.cookie),
                                      f"csrf={form[1]}&once={form[2]}&reason=call_back&words=&field=phone") if form else (0, [], "")
        there = dict(headers).get("Location")
        return re.findall(r"\b1\d{10}\b", self.get(there) if there else text)


def receipt_is_good(page):
    """The house's own script, run by Node, over a page of a receipt."""
    return subprocess.run(["node", os.path.join(house.HERE, "receipt.mjs"), os.path.join(ROOT, "assets/js/proof.js")], input=page, capture_output=True,
                          text=True, check=False).stdout.strip() == "good"


def head_of(page):
    """Number of entries, root, and the public key, as the page of heads tells them."""
    return re.findall(r'<dd class="num(?: breaks)?">([0-9a-f]+)</dd>', page)


class House:
    """What a lived-in house shows before a move, to be seen again behind it."""

    def __init__(self, copy):
        self.clerk, self.barber = Visit(copy.socket, "clerk"), Visit(copy.socket, "volunteer_barber")
        self.person = re.search(r'href="(/desk/people/[0-9a-z]{13})', self.clerk.get("/desk/people"))[1]
        self.receipt = re.search(r'href="(/my/points/[0-9a-z]{13})"', self.barber.get("/my/points"))[1]
        self.phone = self.clerk.reveal(self.person)
        self.head = head_of(self.clerk.get("/heads"))
        self.parts = self.parts_of_receipt()

    def parts_of_receipt(self):
        return re.findall(r"<pre[^>]* data-(?:entry|path|secret)>([^<]*)</pre>", self.barber.get(self.receipt))

    def again(self, copy, where):
        """What holds of the house that now answers there; nobody signs in anew."""
        self.clerk.at(copy.socket)
        self.barber.at(copy.socket)
        page = self.barber.get(self.receipt)
        return [(f"sessions go on {where}", "/sign-out" in self.clerk.get("/me") or house.is_signed_in(copy.socket, self.clerk.cookie)),
                (f"a session nobody was given opens nothing {where}", not house.is_signed_in(copy.socket, "__Host-session=" + "A" * 43)),
                (f"a sealed telephone opens {where}", len(self.phone) > 0 and self.clerk.reveal(self.person) == self.phone),
                (f"the public tree has the same head {where}", len(self.head) > 2 and head_of(self.clerk.get("/heads")) == self.head),
                (f"a receipt is good {where}", receipt_is_good(page) and self.parts_of_receipt() == self.parts and len(self.parts) == 3),
                (f"a receipt with another entry is not {where}", not receipt_is_good(page.replace(self.parts[0][:8], "ffffffff", 1)))]


def served(folder, name, data, url, see):
    """Serves and looks; the copy is stopped."""
    copy = house.Copy(folder, name, data, url)
    try:
        return see(copy)
    finally:
        copy.stop()


def stopped_moves(from_words, to_words, verify, content, name):
    """Kills at several places, the same target each time: what is there stays, nothing is served, and it ends equal."""
    words = ["move", *from_words, *to_words]
    results = []
    for table in ("centre", "person", "session"):
        results.append((f"{name}: it was killed behind the table {table}", kill_in_the_middle(words, table)))
        for verb in ("serve", "verify", "migrate"):
            results.append((f"{name}: {verb} refuses a part (behind {table})", is_refused([verb, *verify], STOPPED)))
    code, out, error = call(*words)
    rows, found, again = told(out)
    results += [(f"{name}: the next run ends it {error}", code == 0), (f"{name}: it goes on from what was there ({found} of {rows})", 1000 < found < rows),
                (f"{name}: it ends equal", again == content), (f"{name}: and is whole", house.tell(["verify", *verify])),
                (f"{name}: a whole one is no target", is_refused(words, "holds data already"))]
    return results


def run(folder):
    """Pairs of what must hold and whether it does."""
    for name in ("moved", "part"):
        subprocess.run(["psql", "-qX", house.cluster("url", folder), "-c", f"CREATE DATABASE {name}"], check=True)
    url, part = (house.cluster("url", folder, name) for name in ("moved", "part"))
    data, back = os.path.join(folder, "grown"), os.path.join(folder, "back")
    if not house.tell(["demo", "--data", data]):
        return [("the demonstration is made in a file", False)]
    lived_in = served(folder, "grown", data, None, House)
    results = [("a house that is served does not move", served(folder, "grown", data, None,
                                                               lambda _: is_refused(["move", "--from", data, "--to", url], "is open in another process")))]
    code, out, error = call("move", "--from", data, "--to", url)
    rows, found, content = told(out)
    print(f"moved {rows} rows")
    results += [("it moves into a database " + error, code == 0 and rows > 10000 and found == 0),
                ("every row is there, asked by psql and Python", is_equal(rows_of_server(url), rows_of_file(os.path.join(data, "lastmile.db")))),
                ("the books are whole in the database", house.tell(["verify", "--data", data, "--store", url])),
                ("with other keys they are not", house.tell(["init", "--data", data + "2", "--name", "x", "--code", "370725", "--phone", "1"])
                 and call("verify", "--data", data + "2", "--store", url)[0] == 1),
                ("a database with data is no target", is_refused(["move", "--from", data, "--to", url], "holds data already")),
                ("without keys there is no way back", is_refused(["move", "--from", url, "--to", back], "there is no key file")),
                ("a backup of a database names its tools", is_refused(["backup", "--data", data, "--store", url, "--to", back + ".db"], "pg_dump or pg_basebackup"))]
    results += served(folder, "moved", data, url, lambda copy: lived_in.again(copy, "in the database"))
    results += served(folder, "moved", data, url, lambda _: [
        ("a database that is served does not move", is_refused(["move", "--from", url, "--to", back, "--keys", data + ".keys"], "in use by a service"))])
    results += [("a change is found by psql and Python", not is_equal(rows_of_server(url), rows_of_file(os.path.join(data, "lastmile.db"))))]  # it was served
    code, out, error = call("move", "--from", url, "--to", back, "--keys", data + ".keys")
    content_back = told(out)[2]
    results += [("it moves back into a file " + error, code == 0 and content_back != content),
                ("every row is there again", is_equal(rows_of_server(url), rows_of_file(os.path.join(back, "lastmile.db")))),
                ("the books are whole in the file", house.tell(["verify", "--data", back]))]
    results += served(folder, "back", back, None, lambda copy: lived_in.again(copy, "back in the file"))
    again = os.path.join(folder, "again")
    results += stopped_moves(["--from", url, "--keys", data + ".keys"], ["--to", again], ["--data", again], content_back, "from a database to a file")
    results += stopped_moves(["--from", again], ["--to", part], ["--data", data, "--store", part], content_back, "from a file to a database")
    return results
