"""Our own client against every scenario that is shipped: it ends in words, and its channel recovers."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.harness import Cli
from tests.client.harness import Driven, driven
from ucwa_tui.cli import main
from ucwa_tui.client.tuning import Tuning
from ucwa_tui.sandbox.embedded import EmbeddedSandbox
from ucwa_tui.wire.reports import ChannelChanged, ChannelPhase, EventsArrived, RequestFinished, SignedIn, SignInFailed
from ucwa_tui.wire.sandbox_scenarios import SCENARIOS, shipped
from ucwa_tui.wire.secret import Secret
from ucwa_tui.wire.sign_in_target import SignInTarget
from ucwa_tui.workbench.draft import new_draft

STAND_UP = "sip:alice@sandbox.example;gruu;opaque=app:conf:focus:id:STAND1UP"
SCALE = 60.0
ENDS_BADLY = {"busy-join": 3, "error-rows": 3, "refused-joins": 3, "flaky-sign-in": 4, "refused-token": 4}
"""Exit codes; every other one is 0: joined."""
NOT_RETRIED = {"takeover", "replaced"}
"""Where somebody else has the channel until the user takes it back."""
BY_THE_CLOCK = {"short-tokens", "forgetful", "takeover", "bad-minute", "wrong-clock"}
"""Where a slow machine would meet the fault in the middle of a join; their own time is the channel's test."""
MOST_TRIES = 16
"""Two joins that succeed, with all seven rows before each."""


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[EmbeddedSandbox]:
    """The sandboxes that a command starts: seeded, and fast."""
    made: list[EmbeddedSandbox] = []

    def make(scenario: str) -> EmbeddedSandbox:
        scale = 1.0 if scenario in BY_THE_CLOCK else SCALE
        made.append(EmbeddedSandbox(scenario=scenario, clock_scale=scale, seed=1))
        return made[-1]

    monkeypatch.setattr(main, "make_sandbox", make)
    return made


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_headless_join_ends_in_a_documented_way(cli: Cli, boxes: list[EmbeddedSandbox], scenario: str) -> None:
    ran = cli.join("--scenario", scenario, "--meeting", STAND_UP, "--timeout", "20")
    assert ran.code == ENDS_BADLY.get(scenario, 0), ran.err
    assert ran.result["exit_code"] == ran.code
    assert "Traceback" not in ran.out + ran.err
    assert "\x1b" not in ran.out + ran.err
    assert [box.faults for box in boxes] == [[]]


def joined(it: Driven, number: int) -> bool:
    """Join once more; whether the channel has told that this join succeeded."""
    name = f"try-{number}"
    signed_in = it.reports.of(SignedIn)[-1]
    href = signed_in.application.embeds("communication")[0].href("joinOnlineMeeting") or ""
    plan = new_draft(onlineMeetingUri=STAND_UP, operationId=name, subject="again").plan(href)
    ticket = it.client.submit(plan)
    finished = it.reports.wait(RequestFinished, lambda r: r.ticket == ticket, timeout=20)
    latest = it.reports.of(ChannelChanged)[-1]
    if latest.phase is ChannelPhase.FAILED:
        it.client.reopen_channel()

    if finished.exchange.status not in (201, None):
        return False

    def told(arrived: EventsArrived) -> bool:
        resources = [e.event.resource for e in arrived.events if e.event.type == "completed"]
        return any(r is not None and r.text("operationId") == name for r in resources)

    try:
        it.reports.wait(EventsArrived, told, timeout=1.0)
    except AssertionError:
        return False
    return True


def ended(it: Driven, failed: int, _: object) -> bool:
    """Whether a sign-in is over, before which so many had failed."""
    return bool(it.reports.of(SignedIn)) or len(it.reports.of(SignInFailed)) > failed


def sign_in(it: Driven, root: str) -> int:
    """Sign in as often as it takes; how often that was."""
    target = SignInTarget(root, user="alice@sandbox.example", secret=Secret("open-sesame-alice"), steady=True)
    for tries in range(1, 6):
        failed = len(it.reports.of(SignInFailed))
        it.client.sign_in(target)
        it.reports.wait(object, partial(ended, it, failed))
        if it.reports.of(SignedIn):
            return tries
    raise AssertionError("never signed in")


TROUBLED = [name for name in SCENARIOS if shipped(name).rules or name in ("forgetful", "takeover", "short-tokens")]


@pytest.mark.parametrize("scenario", TROUBLED)
def test_the_channel_recovers(scenario: str) -> None:
    box = EmbeddedSandbox(seed=1, clock_scale=SCALE, scenario=scenario)
    root = box.start()
    try:
        with driven(tuning=Tuning()) as it:
            tries = sign_in(it, root)
            assert (tries > 1) == (scenario in ("flaky-sign-in", "refused-token"))
            succeeded = 0
            for number in range(MOST_TRIES):
                succeeded += joined(it, number)
                if succeeded == 2:
                    break
            assert succeeded == 2, "\n".join(map(repr, it.reports.all[-12:]))
            failures = [r for r in it.reports.of(ChannelChanged) if r.phase is ChannelPhase.FAILED]
            assert not failures or scenario in NOT_RETRIED, failures
    finally:
        box.stop()
    assert box.faults == []


def test_a_file_of_ones_own_is_played(cli: Cli, boxes: list[EmbeddedSandbox], tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'about = "mine"\n[[rule]]\nwhen = { operation = "joinOnlineMeeting" }\nthen = { error = "Gone" }\n', "utf-8"
    )
    ran = cli.join("--scenario", str(path), "--meeting", STAND_UP)
    assert (ran.code, ran.result["http_status"], ran.result["code"]) == (3, 410, "Gone")
    assert boxes[0].scenario == "own"


@pytest.mark.parametrize("command", [("sandbox",), ("join", "--new"), ("doctor",), ("profiles", "add", "x"), ()])
def test_a_bad_scenario_is_bad_usage(cli: Cli, tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "own.toml"
    path.write_text('about = "mine"\n[[rule]]\nthen = { dealy = 1 }\n', "utf-8")
    ran = cli(*command, "--scenario", str(path))
    assert ran.code == 2
    assert f"{path}:3: rule 1: then.dealy is an unknown key. Did you mean delay?" in ran.err
    ran = cli(*command, "--scenario", "clam")
    assert (ran.code, "there is no scenario 'clam'; did you mean calm?" in ran.err) == (2, True)


def test_all_scenarios_are_listed(cli: Cli) -> None:
    ran = cli("sandbox", "--list-scenarios")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == list(SCENARIOS)
    assert "everything works" in ran.out


def test_a_profile_can_name_a_file(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('about = "mine"\n[[rule]]\nwhen.operation = "token"\nthen.error = "invalid_grant"\n', "utf-8")
    added = cli("profiles", "add", "mean", "--sandbox", "--scenario", str(path), "--no-test")
    assert added.code == 0, added.err
    ran = cli("doctor", "--profile", "mean", "--output", "jsonl")
    assert ran.code == 4
    assert "invalid_grant" in json.dumps(ran.out)
    path.unlink()
    gone = cli("doctor", "--profile", "mean")
    assert (gone.code, f"--scenario: {path}: cannot be read" in gone.err) == (2, True)
