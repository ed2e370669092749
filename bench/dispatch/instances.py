#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans every public instance of a folder and prints tables beside the best known.

    bench/dispatch/instances.py INSTANCES_DIR [SECONDS [FAMILY ...]]

INSTANCES_DIR holds toptw/, smptsp/, hhcrsp/, uhhc/, vrptw/, pcvrptw/, sdvrptw/, mdvrptw/, each
with its best_known.csv. SECONDS (4) are CPU seconds of one thread for an instance; team
orienteering gets a quarter of them. One line of a table for each instance as soon as it is
planned; a line for the family at its end. Every plan is checked by the code that shares
nothing with the solver; the exit code is 1 when one does not pass or a bound is wrong."""
import csv
import os
import re
import subprocess
import sys

folder = sys.argv[1]
seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
program = os.path.join(os.environ.get("BUILD_DIR", "build"), "bench/dispatch/bench_instances")
is_good = True


def best_known(family, name="best_known.csv"):
    with open(os.path.join(folder, family, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan(family, name, for_s, teams=1):
    """The benchmark's line, CPU seconds, whether the checker is content."""
    global is_good
    path = os.path.join(folder, family, name)
    run = subprocess.run([program, family, path, str(for_s), str(teams)], capture_output=True, text=True, check=False)
    parts = [part.strip() for part in run.stdout.split("|")]
    is_good = is_good and run.returncode == 0
    if len(parts) < 7:
        return run.stderr.strip(), 0.0, "failed"
    return parts[0], float(parts[4].split()[0]), "yes" if parts[6].startswith("feasible") else parts[6]


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def percent(part, whole):
    return 100.0 * part / whole if whole else 0.0


def shown(number):
    return f"{number:,.2f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


class Table:
    """Rows of one family, printed as they come, and what they come to."""

    def __init__(self, family, title, columns):
        self.family, self.away, self.proven, self.equal, self.count, self.known = family, [], 0, 0, 0, 0
        print(f"\n### {title}\n\n| " + " | ".join(columns) + " |\n|" + "---|" * len(columns), flush=True)

    def row(self, cells, ours, best, bound, is_larger_better):
        """Counts how far ours is from the best known, and whether our bound proves ours; complains of a bound that the best known refutes."""
        global is_good
        self.count += 1
        gap = abs(percent(bound - ours, bound if is_larger_better else ours))
        self.proven += gap < 1e-9
        if best is not None:
            away = percent(best - ours if is_larger_better else ours - best, best)
            self.known += 1
            self.equal += away < 0.0005
            self.away.append(away)
            is_wrong = bound < best if is_larger_better else bound > best
            if is_wrong:
                is_good = False
                cells.append("BOUND REFUTED")
        print("| " + " | ".join(shown(cell) for cell in cells) + " |", flush=True)

    def end(self):
        mean = sum(self.away) / len(self.away) if self.away else 0.0
        print(f"\n{self.family}: {self.equal} of {self.known} equal to the best known or better, {mean:.2f} % away in the mean, "
              f"{self.proven} of {self.count} proven", flush=True)


def toptw():
    for_s = max(1, seconds // 4)
    table = Table("toptw", f"Team orienteering with time windows, {for_s} s", ["instance", "teams", "profit", "best seen", "VROOM x5", "proven at most",
                                                                               "proven gap %", "s", "checked"])
    for known in best_known("toptw"):
        name, teams, best = known["instance"] + ".txt", int(known["teams"]), float(known["best_seen"])
        if not os.path.exists(os.path.join(folder, "toptw", name)):
            continue
        line, took_s, checked = plan("toptw", name, for_s, teams)
        ours, bound = numbers(line)[:2] if checked != "failed" else (0.0, 1e18)
        table.row([known["instance"], teams, ours, best, known["vroom_explore5"], bound, percent(bound - ours, bound), took_s, checked],
                  ours, best, bound, True)
    table.end()


def smptsp():
    table = Table("smptsp", f"Fixed jobs to workers (smptsp), {seconds} s", ["instance", "workers", "best known", "proven at least", "jobs left", "s", "checked"])
    for known in best_known("smptsp"):
        line, took_s, checked = plan("smptsp", known["instance"] + ".dat", seconds)
        ours, bound, left = numbers(line)[:3]
        best = float(known["best_known_workers"])
        table.row([known["instance"], ours, best, bound, left, took_s, checked], ours + 1000 * left, best, bound, False)
    table.end()


def hhcrsp():
    table = Table("hhcrsp", f"Home health care (hhcrsp), {seconds} s", ["instance", "mean of the three", "best known", "away %", "proven at least", "visits left",
                                                                        "s", "checked"])
    for known in best_known("hhcrsp"):
        line, took_s, checked = plan("hhcrsp", known["instance"], seconds)
        found = numbers(line)
        ours, bound, left, best = found[0], found[4], found[5], float(known["objective_mean_of_three"])
        table.row([known["instance"][:-5], ours, best, percent(ours - best, best), bound, left, took_s, checked], ours + 1000 * left, best, bound, False)
    table.end()


def uhhc():
    table = Table("uhhc", f"Unified home health care (uhhc), {seconds} s: the part of the cost that the model holds; the best known count more parts",
                  ["instance", "cost held", "proven at least", "visits left", "largest lateness", "waiting", "best known, all parts", "s", "checked"])
    for known in best_known("uhhc"):
        line, took_s, checked = plan("uhhc", known["instance"] + ".json", seconds)
        ours, bound, left, latest, waiting = numbers(line)[:5]
        table.row([known["instance"], ours, bound, left, latest, waiting, float(known["best_cost"]), took_s, checked], ours, None, bound, False)
    table.end()


def vrptw():
    table = Table("vrptw", f"Vehicle routing with time windows, Solomon, fewest vehicles first, {seconds} s",
                  ["instance", "served", "vehicles", "distance", "best known", "away %", "proven vehicles", "s", "checked"])
    for known in best_known("vrptw", "best_known_solomon.csv"):
        line, took_s, checked = plan("vrptw", known["instance"] + ".txt", seconds)
        served, everybody, vehicles, distance, least = numbers(line)[:5]
        fewest, best = float(known["vehicles"]), float(known["best_known_cost"])
        away = f"{percent(distance - best, best):.2f}" if vehicles == fewest else f"{vehicles - fewest:+.0f} vehicles"
        table.row([known["instance"], f"{served:.0f} of {everybody:.0f}", vehicles, distance, f"{fewest:.0f} / {best}", away, least, took_s, checked],
                  distance + 1e4 * vehicles, round(best, 2) + 1e4 * fewest, least * 1e4, False)
    table.end()
    routing("vrptw", "Vehicle routing with time windows, Gehring and Homberger, distance", 10)


def routing(family, title, scale):
    table = Table(family, f"{title}, {seconds} s", ["instance", "served", "vehicles", "cost", "best known", "away %", "proven at least", "s", "checked"])
    for known in best_known(family):
        line, took_s, checked = plan(family, known["instance"] + ".vrp", seconds)
        served, everybody, vehicles = numbers(line)[:3]
        ours, bound, best = numbers(line)[-2] / scale, numbers(line)[-1] / scale, float(known["best_known_cost"])
        table.row([known["instance"], f"{served:.0f} of {everybody:.0f}", vehicles, ours, best, percent(ours - best, best), bound, took_s, checked],
                  ours, best, bound, False)
    table.end()


FAMILIES = {"toptw": toptw, "smptsp": smptsp, "hhcrsp": hhcrsp, "uhhc": uhhc, "vrptw": vrptw,
            "pcvrptw": lambda: routing("pcvrptw", "The same with a prize for each customer served: distance and prizes left", 1),
            "sdvrptw": lambda: routing("sdvrptw", "Not every vehicle for every customer, routes of limited length", 1),
            "mdvrptw": lambda: routing("mdvrptw", "Several depots, routes of limited length", 1)}

for wanted in sys.argv[3:] or FAMILIES:
    if os.path.isdir(os.path.join(folder, wanted)):
        FAMILIES[wanted]()
    else:
        print(f"\n{wanted}: not in {folder}")
sys.exit(0 if is_good else 1)
