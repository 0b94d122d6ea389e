"""How much sudden death costs: workers, commands and windows killed at sampled moments.

    python tests/benchmarks/kills.py [KILLS] [--seed N]

After each kill the project is opened, compared with everything that was ever told as done on it,
verified, and the interrupted action is done again. Prints a table by victim and, for whatever was
lost or unsound, the moment; ends with exit code 1 then. Every 25 kills begin a new project.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from e2e.killing import VICTIMS, Death, Ground

KILLS = 200
ON_ONE_PROJECT = 25
WEIGHTS = {"import": 3, "transform": 3, "train": 3, "promote": 2, "worker": 2, "window": 2}


def run(kills: int, seed: int) -> tuple[list[Death], int]:
    """Kill that often; return what was found, and how many acknowledged things were compared."""
    order = islice(cycle([name for name in VICTIMS for _ in range(WEIGHTS[name])]), kills)
    victims, deaths, facts = list(order), [], 0
    for start in range(0, kills, ON_ONE_PROJECT):
        with tempfile.TemporaryDirectory() as place, Ground(Path(place), seed + start) as ground:
            for victim in victims[start : start + ON_ONE_PROJECT]:
                death = ground.kill(victim)
                deaths.append(death)
                print(f"{len(deaths)} of {kills}: {victim} at {death.moment}", file=sys.stderr)
                if not death.is_harmless:
                    print(f"{death.victim} at {death.moment}: {death.lost + death.unsound}")
            facts += len(ground.facts)
    return deaths, facts


def main() -> int:
    """Kill and print the table."""
    parser = argparse.ArgumentParser(description="Kill processes and look what is left.")
    parser.add_argument("kills", type=int, nargs="?", default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    begun = time.monotonic()
    deaths, facts = run(wanted.kills, wanted.seed)
    print(f"{'victim':10}{'kills':>7}{'too late':>10}{'told':>6}{'lost':>6}{'unsound':>9}")
    for name in (*VICTIMS, "all"):
        mine = [death for death in deaths if name in (death.victim, "all")]
        print(
            f"{name:10}{len(mine):7}{sum(d.was_done for d in mine):10}"
            f"{sum(d.acknowledged for d in mine):6}{sum(len(d.lost) for d in mine):6}"
            f"{sum(len(d.unsound) for d in mine):9}"
        )
    print(f"{facts} acknowledged versions and moves compared, {time.monotonic() - begun:.0f} s")
    return int(not all(death.is_harmless for death in deaths))


if __name__ == "__main__":
    sys.exit(main())
