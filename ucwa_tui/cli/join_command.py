"""`ucwa-tui join`: from its options to its exit code."""

from __future__ import annotations

import argparse

from ucwa_tui.cli.headless import client_run, narration_for, server_line
from ucwa_tui.cli.reporter import JsonlReporter, Reporter, TextReporter
from ucwa_tui.cli.way_in import choose_profile, find_way_in
from ucwa_tui.cli.workplace import Workplace


def run_join(arguments: argparse.Namespace, place: Workplace) -> int:
    """Join a meeting.

    Raises:
        UsageError, CannotListen: nothing was sent.
    """
    from ucwa_tui.cli.join_options import read_join_options

    profile = choose_profile(arguments, place)
    options = read_join_options(arguments, profile, place.new_id)
    way = find_way_in(arguments, profile, place)

    from ucwa_tui.cli.join import JoinRun

    narration = narration_for(way, place)
    for warning in options.warnings:
        narration.say(f"warning: {warning}")
    reporter: Reporter = JsonlReporter(place.output) if arguments.output == "jsonl" else TextReporter(place.output)
    with way.open() as target:
        narration.say(server_line(way, target.root_url))
        client = place.make_client()
        job = JoinRun(options, target, client, reporter, narration, place.output, place.clock)
        client_run(way, place, narration, client).run(job)
        return job.finish().exit_code
