# SPDX-License-Identifier: Apache-2.0
"""With CITUS_URL (an empty database of a Citus cluster, as its owner) the store's own tests, those of the rules and the stories
run there, each store spread by sql/citus.sql before its first row (LASTMILE_TEST_SPREAD, see tests/unit/cellar.h)."""
import os
import subprocess

import house
import suites

SPREAD = os.path.abspath(os.path.join(house.HERE, "../../sql/citus.sql"))


def run(run_program, programs, url):
    """Passed, failed, skipped; and what must hold of the hook itself. `url` is a server that is no cluster."""
    env = dict(os.environ, LASTMILE_TEST_SPREAD=SPREAD)
    # A hook that spreads nothing would pass on a plain server.
    plain = subprocess.run([os.path.join(suites.TESTS, "story", "run")], env=dict(env, LASTMILE_TEST_STORE=url), capture_output=True, text=True,
                           timeout=120, check=False)
    holds = [("a store that cannot be spread stops the tests that were to spread it", plain.returncode != 0 and "citus" in plain.stdout + plain.stderr)]
    address = os.environ.get("CITUS_URL")
    if not address:
        print("SKIPPED the store and story tests on a Citus cluster: CITUS_URL is not set")
        return (0, 0, 1), holds
    env["LASTMILE_TEST_STORE"] = address
    counts = [run_program(program, env) for program in programs] + [suites.run("story", env)]
    return tuple(map(sum, zip(*counts))), holds
