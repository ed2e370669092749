# SPDX-License-Identifier: Apache-2.0
"""What the tests with whole servers share: a demonstration on PostgreSQL,
copies of the program on unix sockets, and callers who sign in and remember
every session they were given."""
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLUSTER = os.path.join(HERE, "cluster")
PROGRAM = os.environ.get("LASTMILE", os.path.join(HERE, "../../build/src/lastmile"))
HOST = "house.test"
CALLERS = 8


def cluster(*words):
    """One verb of tests/postgres/cluster; what it printed."""
    return subprocess.run([CLUSTER, *words], check=True, capture_output=True, text=True).stdout.strip()


def what_is_missing():
    """Why there can be no cluster of our own; empty when there can."""
    found = subprocess.run([CLUSTER, "find"], capture_output=True, text=True, check=False)
    return "" if found.returncode == 0 else found.stderr.strip()


@contextlib.contextmanager
def own_server():
    """A cluster of our own in a temporary folder, stopped and removed at the end; its folder and its address."""
    # In memory where there is room: these tests ask for answers, not for speed or safety.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 2**30 else None
    folder = tempfile.mkdtemp(prefix="lastmile-postgres-", dir=memory)
    try:
        cluster("make", folder)
        cluster("start", folder)
        yield folder, cluster("url", folder)
    finally:
        subprocess.run([CLUSTER, "stop", folder, "immediate"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def judge(holds):
    """How many of what must hold do and do not; the latter are printed."""
    wrong = [words for words, is_so in holds if not is_so]
    for words in wrong:
        print("FAILED " + words)
    return len(holds) - len(wrong), len(wrong)


def tell(words):
    """Runs the program; True when it went well."""
    result = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stdout + result.stderr)
    return result.returncode == 0


class Copy:
    """One copy of the program on a socket of its own."""

    def __init__(self, folder, name, data, url):
        self.socket = os.path.join(folder, name + ".sock")
        with open(os.path.join(folder, name + ".log"), "w", encoding="utf-8") as log:
            store = ["--store", url] if url else []  # else a file
            self.process = subprocess.Popen([PROGRAM, "serve", "--data", data, *store, "--socket", self.socket],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        self.process.stdout.readline()  # "listening on …"

    def kill(self):
        """As a machine that loses power."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Lets it finish; a killed one is left alone."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)


class Line(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path):
        super().__init__(HOST, timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def call(path, method, url, headers=None, body=None):
    """Status, headers and text; status 0 when the connection broke."""
    try:
        line = Line(path)
        line.request(method, url, body, dict(headers or {}, Host=HOST, Connection="close"))
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, answer.getheaders(), text
    except (OSError, http.client.HTTPException):
        return 0, [], ""


def cookies(headers):
    """The cookies an answer sets, as a Cookie header."""
    return "; ".join(value.split(";")[0] for name, value in headers if name.lower() == "set-cookie")


def sign_in(path):
    """The cookie of a new session, or None when it was not given."""
    status, headers, text = call(path, "GET", "/sign-in")
    token = re.search(r'action="/sign-in/persona">\s*<input type="hidden" name="csrf" value="([^"]+)"', text)
    if status != 200 or token is None:
        return None
    status, headers, _ = call(path, "POST", "/sign-in/persona", {
        "Cookie": cookies(headers), "Origin": "http://" + HOST, "Content-Type": "application/x-www-form-urlencoded"},
        "csrf=" + token.group(1) + "&login=demo.mother")
    return cookies(headers) if status == 303 and "session=" in cookies(headers) else None


def wait_until_up(path):
    """Asks until the copy has found its database again."""
    until = time.monotonic() + 60
    while call(path, "GET", "/me")[0] in (0, 503) and time.monotonic() < until:
        continue


def is_signed_in(path, cookie):
    """Whether the session opens a page of one's own."""
    return call(path, "GET", "/me", {"Cookie": cookie})[0] == 200


class Callers:
    """Threads that sign in again and again until told to stop."""

    def __init__(self, path):
        self.path = path
        self.given = []  # cookies that were answered
        self.changed = threading.Condition()
        self.is_stopping = False
        self.threads = [threading.Thread(target=self._run) for _ in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def _run(self):
        while not self.is_stopping:
            cookie = sign_in(self.path)
            if cookie is None:
                continue
            with self.changed:
                self.given.append(cookie)
                self.changed.notify_all()

    def wait_for(self, count, seconds=120):
        """True once that many were answered in all."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.given) >= count, seconds)

    def stop(self):
        """No more calls; the cookies that were given."""
        self.is_stopping = True
        for thread in self.threads:
            thread.join()
        return self.given
