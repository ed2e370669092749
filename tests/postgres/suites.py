# SPDX-License-Identifier: Apache-2.0
"""Other suites again, with every store they open on PostgreSQL: the stories, the golden pages (the same kept pages, byte
for byte) and walks in the browser. They find the database by LASTMILE_TEST_STORE."""
import os
import re
import subprocess

import house

TESTS = os.path.dirname(house.HERE)
NAMES = ("story", "golden", "browser")


def run(name, env):
    """Passed, failed, skipped of one suite."""
    result = subprocess.run([os.path.join(TESTS, name, "run")], env=env, capture_output=True, text=True, errors="replace", timeout=900, check=False)
    told = re.findall(r"^%s: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$" % name, result.stdout, re.M)
    good, bad, left_out = (int(number or 0) for number in told[-1]) if told else (0, 1, 0)
    if result.returncode != 0 and bad == 0:
        bad = 1
    if good + left_out == 0:
        bad = max(bad, 1)  # nothing was tested
    if bad:
        print(f"FAILED the suite {name} on PostgreSQL")
        print("\n".join((result.stdout + result.stderr).splitlines()[-40:]))
    elif left_out:
        print("\n".join(line for line in result.stdout.splitlines() if line.startswith("SKIPPED ")))
    return good, bad, left_out


def asks_the_database(name, env):
    """Whether the suite fails when the database it is told of is not there: else it would prove nothing about it."""
    nowhere = dict(env, LASTMILE_TEST_STORE="postgres://nobody@/nowhere?host=/nowhere/at/all")
    result = subprocess.run([os.path.join(TESTS, name, "run")], env=nowhere, capture_output=True, timeout=120, check=False)
    return result.returncode != 0
