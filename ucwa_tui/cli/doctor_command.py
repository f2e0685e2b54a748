"""`ucwa-tui doctor`: walks the whole way to a signed-in application, and explains each step."""

from __future__ import annotations

import argparse

from ucwa_tui.cli.headless import client_run, narration_for, server_line
from ucwa_tui.cli.server_choice import names_nothing
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.cli.way_in import WayIn, choose_profile, find_way_in
from ucwa_tui.cli.workplace import Workplace
from ucwa_tui.workbench.join_result import JoinResult


def run_doctor(arguments: argparse.Namespace, place: Workplace) -> int:
    """Examine a profile or the server that options name; without any, the default profile, else the sandbox.

    Raises:
        UsageError, CannotListen: nothing was sent.
    """
    if names_nothing(arguments):
        book = place.book()
        if book.problems:
            raise UsageError(*(problem.text for problem in book.problems))
        arguments.profile = book.default or None
    profile = choose_profile(arguments, place)
    way = find_way_in(arguments, profile, place)
    return examine(way, place, jsonl=arguments.output == "jsonl").exit_code


def examine(way: WayIn, place: Workplace, *, jsonl: bool) -> JoinResult:
    """Walk the way and tell about it on standard output.

    Raises:
        CannotListen: there is no port for the sandbox.
    """
    from ucwa_tui.cli.doctor import Walk

    narration = narration_for(way, place)
    with way.open() as target:
        narration.say(server_line(way, target.root_url))
        client = place.make_client()
        walk = Walk(target, client, place.output, place.clock, jsonl=jsonl)
        client_run(way, place, narration, client).run(walk)
        return walk.finish(way.profile.name)
