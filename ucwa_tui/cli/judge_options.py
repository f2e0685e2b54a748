"""Options of `ucwa-tui sandbox` about its clients."""

from __future__ import annotations

import argparse


def add_judge_options(parser: argparse.ArgumentParser) -> None:
    """--findings and --report."""
    parser.add_argument(
        "--findings",
        choices=("text", "jsonl", "off"),
        default="text",
        help="how each mistake of a client is printed, as it happens (%(default)s); off is quicker",
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="what each client did, wrong and right; FILE.md or FILE.json; written at the end, each minute while"
        " something happens, and on SIGUSR1",
    )
