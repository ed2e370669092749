# SPDX-License-Identifier: Apache-2.0
"""The server is stopped under load, and comes back; then it falls over, and comes back; then it ends connections. Meanwhile the program answers 503
with Retry-After; afterwards it goes on by itself, and nothing that was answered is lost."""
import json
import os
import re
import subprocess
import threading

import house

ORDERS = 25


def is_sorry(path, cookie):
    """Whether a page and a form say that it is not for long."""
    answers = [house.call(path, "GET", "/me", {"Cookie": cookie}),
               house.call(path, "POST", "/sign-in/persona", {"Origin": "http://" + house.HOST, "Content-Type": "application/x-www-form-urlencoded",
                                                             "Cookie": cookie}, "csrf=x&login=demo.mother")]
    return [(status, dict((name.lower(), value) for name, value in headers).get("retry-after", "")) for status, headers, _ in answers]


def stop_and_start(folder, copy, callers, mode):
    """What was answered meanwhile, and whether calls go on behind it."""
    house.cluster("stop", folder, mode)
    sorry = is_sorry(copy.socket, callers.given[0])
    is_alive = copy.process.poll() is None
    count = len(callers.given)
    house.cluster("start", folder)
    goes_on = callers.wait_for(count + 20)
    return [(f"while the server is away ({mode}) a page and a form answer 503 with Retry-After ({sorry})",
             all(status == 503 and re.fullmatch(r"[1-9][0-9]?", after) for status, after in sorry)),
            (f"the program outlives it ({mode})", is_alive), (f"calls go on when the server is back ({mode})", goes_on)]


def run(folder, url, data):
    """Pairs of what must hold and whether it does."""
    copy = house.Copy(folder, "outage", data, url)
    try:
        callers = house.Callers(copy.socket)
        results = [("callers sign in before the outage", callers.wait_for(20))]
        results += stop_and_start(folder, copy, callers, "fast")
        results += stop_and_start(folder, copy, callers, "immediate")
        given = callers.stop()
        house.wait_until_up(copy.socket)
        lost = [cookie for cookie in given if not house.is_signed_in(copy.socket, cookie)]
        with open(os.path.join(folder, "outage.log"), encoding="utf-8") as log:
            told = log.read()
        return results + [(f"none of {len(given)} sessions that were given before, between and after is lost ({len(lost)})", not lost),
                          ("the log tells when it was connected again", "event=connected-again" in told),
                          ("the books are whole behind an outage", house.tell(["verify", "--data", data, "--store", url]))]
    finally:
        copy.stop()


def order(path, headers, person, key, number):
    """One order under its key, asked again for as long as the answer is that it is not for long or none; status and place."""
    for _ in range(200):
        status, answered, text = house.call(path, "POST", "/my/new", {**headers, "Content-Type": "application/json", "Idempotency-Key": key},
                                            json.dumps({"person": person, "words": f"order {number}", "meant": True}))
        if status not in (0, 503):
            return status, dict((name.lower(), value) for name, value in answered).get("location", ""), text
    return 0, "", ""


def cut_lines(folder, url, data):
    """Every connection is ended by the server again and again while orders come in, each sent twice under one key."""
    copy = house.Copy(folder, "cuts", data, url)
    is_over = threading.Event()

    def cut():
        words = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lastmile' AND datname = current_database()"
        while not is_over.is_set():
            subprocess.run(["psql", "-qAtX", url, "-c", words], check=False, capture_output=True)

    cutter = threading.Thread(target=cut)
    try:
        cookie = house.sign_in(copy.socket)
        page = json.loads(house.call(copy.socket, "GET", "/my/new", {"Cookie": cookie, "Accept": "application/json"})[2])
        headers = {"Cookie": cookie, "Origin": "http://" + house.HOST, "Accept": "application/json", "X-CSRF-Token": page["csrf"]}
        person = page["person"][0]["id"]
        cutter.start()
        given = [[order(copy.socket, headers, person, f"a-key-under-cuts-{number:06d}", number) for _ in range(2)] for number in range(ORDERS)]
        is_over.set()
        cutter.join()
        kept = subprocess.run(["psql", "-qAtX", url, "-c", "SELECT COUNT(*), COUNT(DISTINCT words) FROM request WHERE words LIKE 'order %'"],
                              check=True, capture_output=True, text=True).stdout.strip()
        with open(os.path.join(folder, "cuts.log"), encoding="utf-8") as log:
            cuts = log.read().count("event=connected-again")
        twice = [pair for pair in given if pair[0][:2] != pair[1][:2]]
        wrong = [pair[0] for pair in given if pair[0][0] != 200 or not pair[0][1]]
        return [(f"each order is taken under {cuts} cuts ({wrong[:2]})", cuts > 0 and not wrong),
                (f"and answered the same when it is sent again ({twice[:2]})", not twice),
                (f"each of {ORDERS} orders is kept once ({kept})", kept == f"{ORDERS}|{ORDERS}"),
                ("the books are whole behind the cuts", house.tell(["verify", "--data", data, "--store", url]))]
    finally:
        is_over.set()
        copy.stop()
