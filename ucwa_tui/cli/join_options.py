"""From the command line of `join` to a checked request: all that can be wrong is said before anything is sent."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

from ucwa_tui.cli.join_files import JoinFiles, join_files
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.protocol.conference_uri import is_join_url
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.request_plan import UriPlace
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.draft import Draft, new_draft
from ucwa_tui.workbench.profile import Profile

OPTION_OF = {
    "onlineMeetingUri": "--meeting",
    "operationId": "--operation-id",
    "importance": "--importance",
    "subject": "--subject",
    "threadId": "--thread-id",
    "anonymousDisplayName": "--display-name",
}
"""Which option fills which field."""


@dataclass(frozen=True, slots=True)
class JoinOptions:
    """A `join` that can be run."""

    draft: Draft
    grant: Grant
    timeout: float
    files: JoinFiles
    warnings: tuple[str, ...] = ()
    """What the rules say that is no error."""
    join_url: str = ""
    """Where the meeting was given as a join URL: the draft gets its conference URI once that is known."""
    lenient: bool = False
    """Errors are sent all the same."""

    def check_meeting(self, draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Errors and warnings about a draft that has got its conference URI."""
        errors, warnings = _judged(draft, self.grant)
        return ((), (*errors, *warnings)) if self.lenient else (errors, warnings)


class InvalidFields(UsageError):
    """Fields in error; the operation id is known all the same."""

    def __init__(self, problems: tuple[str, ...], operation_id: str) -> None:
        super().__init__(*problems)
        self.operation_id = operation_id


def read_join_options(arguments: argparse.Namespace, profile: Profile, new_id: Callable[[], str]) -> JoinOptions:
    """Check the options against each other and the fields against the rules.

    Args:
        arguments: as parsed.
        profile: with the options over it: way to sign in, meeting, display name, format.
        new_id: makes a fresh operationId.

    Raises:
        UsageError: something cannot be.
    """
    grant = profile.grant
    meeting = "" if arguments.new else profile.meeting
    _check_meeting(arguments, meeting, grant)
    join_url = meeting.strip() if is_join_url(meeting) else ""
    draft = _draft(arguments, profile, "" if join_url else meeting, new_id)
    errors, warnings = _judged(draft, grant, without_meeting=bool(arguments.new or join_url))
    if errors and not arguments.no_validate:
        raise InvalidFields(errors, draft.operation_id)
    _check_writable(draft)
    files = join_files(arguments)
    told = (*errors, *warnings)
    return JoinOptions(draft, grant, arguments.timeout, files, told, join_url, arguments.no_validate)


def _judged(draft: Draft, grant: Grant, *, without_meeting: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the rules call an error, and what they warn of."""
    context = FieldContext(grant is Grant.ANONYMOUS, frozenset(), draft.payload_format, draft.uri_place)
    wanted = {"meeting-uri-empty"} if without_meeting else set()
    findings = [finding for finding in draft.findings(context) if finding.code not in wanted]
    errors = tuple(_sentence(finding) for finding in findings if finding.severity is Severity.ERROR)
    return errors, tuple(_sentence(finding) for finding in findings if finding.severity is Severity.WARNING)


def _check_meeting(arguments: argparse.Namespace, meeting: str, grant: Grant) -> None:
    if arguments.meeting is not None and arguments.new:
        raise UsageError("--meeting and --new do not go together: join that meeting, or have a new one made.")
    if arguments.new and grant is Grant.ANONYMOUS:
        raise UsageError("--new does not go with --auth anonymous: a guest joins one given meeting.")
    if not arguments.new and (not meeting or arguments.meeting == ""):
        raise UsageError("Which meeting? Give --meeting URI, or --new to have a new one made.")


def _draft(arguments: argparse.Namespace, profile: Profile, meeting: str, new_id: Callable[[], str]) -> Draft:
    given = {field: getattr(arguments, option[2:].replace("-", "_")) for field, option in OPTION_OF.items()}
    given["onlineMeetingUri"] = meeting
    if profile.grant is Grant.ANONYMOUS:  # only guests send one; that of a profile is there for when it is a guest's
        given["anonymousDisplayName"] = profile.display_name
    if given["operationId"] is None:
        given["operationId"] = new_id()
    draft = new_draft(**{field: text for field, text in given.items() if text})
    return replace(draft, payload_format=profile.payload_format, uri_place=UriPlace(arguments.uri_in))


def _check_writable(draft: Draft) -> None:
    try:
        draft.plan("/")
    except ValueError as error:
        raise InvalidFields((f"The request cannot be written: {error}",), draft.operation_id) from None


def _sentence(finding: Finding) -> str:
    """The finding with the option in place of the field."""
    field, text = finding.field or "", finding.text
    option = OPTION_OF.get(field, field or "request")
    said = option + text.removeprefix(field) if field and text.startswith(f"{field} ") else f"{option}: {text}"
    return said + (f" {finding.way_out}" if finding.way_out else "")
