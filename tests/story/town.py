# SPDX-License-Identifier: Apache-2.0
"""Talks to the stage: the town's people over HTTP, its clock over a pipe. Shared by the stories and the golden pages."""
import http.client
import json
import os
import subprocess
import urllib.parse


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()
        self.location = response.headers.get("Location", "")

    @property
    def text(self):
        return self.bytes.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.bytes)

    @property
    def code(self):
        """The stable word of a problem, with the field that it stands beside; empty when it is none."""
        if "problem+json" not in self.headers.get("Content-Type", ""):
            return ""
        field = (self.json.get("fields") or [{}])[0]
        return f"{field['name']}: {field['code'].removeprefix('refusal.')}" if field else self.json.get("code", "")


class Town:
    def __init__(self, gateway=None, log=None):
        program = os.path.join(os.environ["BUILD_DIR"], "tests/story/story_stage")
        self.stage = subprocess.Popen([program] + ([gateway] if gateway else []), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.port = int(self.stage.stdout.readline().split()[1])
        self.cookies = {}
        self.tokens = {}
        self.count = 0

    def tell(self, line):
        self.stage.stdin.write(line + "\n")
        self.stage.stdin.flush()
        return self.stage.stdout.readline().split()

    def close(self):
        self.stage.stdin.write("quit\n")
        self.stage.stdin.close()
        return self.stage.wait(timeout=60)

    def enter(self, person):
        self.cookies[person] = self.tell(f"enter {person}")[1]
        self.tokens[person] = None

    def add(self, minutes):
        """Moves the clock; sessions may be over then, so everybody enters anew at their next word."""
        self.cookies = {}
        return self.tell(f"add {minutes}")[1]

    def id(self, person):
        return self.tell(f"id {person}")[1]

    def lead(self, person):
        return self.tell(f"lead {person}")[1]

    def grant(self, person, points):
        return self.tell(f"grant {person} {points}")[1]

    def balance(self, person):
        return tuple(int(word) for word in self.tell(f"balance {person}")[1:])

    def phone(self, person, number):
        self.tell(f"phone {person} {number}")

    def seconds(self, count):
        """Moves the clock a little; sessions stay, and nothing else that is due is done."""
        return self.tell(f"seconds {count}")[1]

    def send(self):
        """Text messages that are due go to the gateway; how many went out."""
        return int(self.tell("send")[1])

    def traces(self):
        """What check-ins left: how many, of how many devices, of how many places."""
        return tuple(int(word) for word in self.tell("traces")[1:])

    def differences(self):
        return int(self.tell("verify")[1])

    def ask(self, method, path, headers, body=None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body=body, headers={"Host": "house.test", **headers})
            return Answer(line.getresponse())
        finally:
            line.close()

    def headers(self, person, wants="application/json"):
        if person is None:
            return {"Accept": wants}
        if person not in self.cookies:
            self.enter(person)
        return {"Accept": wants, "Cookie": f"__Host-session={self.cookies[person]}"}

    def get(self, person, path, wants="application/json", **headers):
        return self.ask("GET", path, {**self.headers(person, wants), **headers})

    def token(self, person):
        """The form token of her session, from any page that has a form."""
        self.headers(person)
        if not self.tokens.get(person):
            self.tokens[person] = find(self.get(person, "/me").json, "csrf")
        return self.tokens[person]

    def key(self):
        self.count += 1
        return f"a-key-of-the-story-{self.count:06d}"

    def post(self, person, path, fields, key=None, kind="json", **headers):
        """One act, as JSON with an Idempotency-Key or as a form that a page would send."""
        own = {**self.headers(person), "Origin": "http://house.test", **headers}
        key = key or self.key()
        if kind == "json":
            own.update({"Content-Type": "application/json", "Idempotency-Key": key, "X-CSRF-Token": self.token(person)})
            return self.ask("POST", path, own, json.dumps(fields).encode())
        own["Content-Type"] = "application/x-www-form-urlencoded"
        return self.ask("POST", path, own, urllib.parse.urlencode({**fields, "csrf": self.token(person), "once": key}).encode())


def find(tree, name):
    """The first value of this name anywhere in a page's JSON."""
    if isinstance(tree, dict):
        if name in tree:
            return tree[name]
        tree = list(tree.values())
    for branch in tree if isinstance(tree, list) else []:
        found = find(branch, name)
        if found is not None:
            return found
    return None
