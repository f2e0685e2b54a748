"""All benchmarks one after the other: `python -m tests.benchmarks [runs] [--posting PROGRAM]`; about half an hour."""

from __future__ import annotations

import argparse
import subprocess
import sys


def main() -> int:
    """Run them; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("runs", nargs="?", default="3", help="of each program; figures are medians (3)")
    parser.add_argument("--posting", metavar="PROGRAM", help="posting, installed into an environment of its own")
    given = parser.parse_args()
    jobs = [("screen", given.runs), ("bodies", given.runs), ("events",), ("many_events",), ("observing",)]
    if given.posting:
        jobs.append(("posting", given.posting, given.runs))
    failed = []
    for name, *arguments in jobs:
        print(f"\n== {name}", flush=True)
        ended = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *arguments], check=False)
        if ended.returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
