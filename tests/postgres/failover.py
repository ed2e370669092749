# SPDX-License-Identifier: Apache-2.0
"""A primary, a standby, and a power cut: kill -9 of the primary under load,
then the standby is promoted. With a synchronous standby nothing answered is
lost; without, and with a standby that has fallen behind, something is, which
shows that the test can see it."""
import os
import signal
import subprocess

import house


def sql(url, words):
    """Runs SQL as the owner; what it printed."""
    return subprocess.run(["psql", "-qAtX", url, "-c", words], check=True, capture_output=True, text=True).stdout.strip()


def receiver_of(standby):
    """The process on the standby that takes what the primary sends."""
    return int(sql(house.cluster("url", standby), "SELECT pid FROM pg_stat_wal_receiver"))


def run(folder, name, is_synchronous):
    """How many sessions were given, and how many of them are gone after the failover."""
    primary, standby = os.path.join(folder, name + "-primary"), os.path.join(folder, name + "-standby")
    data = os.path.join(folder, name)
    os.chmod(folder, 0o755)  # the server may run as somebody else
    for place in (primary, standby):
        os.mkdir(place)
    house.cluster("make", primary)
    house.cluster("start", primary)
    house.cluster("copy", primary, standby)
    house.cluster("start", standby)
    if is_synchronous:
        sql(house.cluster("url", primary), "ALTER SYSTEM SET synchronous_standby_names = '*'")
        sql(house.cluster("url", primary), "SELECT pg_reload_conf()")
    sql(house.cluster("url", primary), "CREATE DATABASE house")
    url = house.cluster("url", primary, "house") + "," + os.path.join(standby, "socket") + "&target_session_attrs=read-write"
    assert house.tell(["demo", "--data", data, "--store", url])
    copy = house.Copy(folder, name + "-copy", data, url)
    try:
        callers = house.Callers(copy.socket)
        callers.wait_for(30)
        if not is_synchronous:
            os.kill(receiver_of(standby), signal.SIGSTOP)  # the standby falls behind, and nobody waits for it
            callers.wait_for(len(callers.given) + 30)
        count = len(callers.given)
        house.cluster("kill", primary)
        if not is_synchronous:  # what lay in the stopped process goes with it
            house.cluster("stop", standby, "immediate")
            house.cluster("start", standby)
        house.cluster("promote", standby)
        goes_on = callers.wait_for(count + 30)
        given = callers.stop()
        house.wait_until_up(copy.socket)
        lost = [cookie for cookie in given if not house.is_signed_in(copy.socket, cookie)]
        return len(given), len(lost), goes_on
    finally:
        copy.stop()
        for place in (standby,):
            house.cluster("stop", place, "immediate")
