"""From the command line of `join` to a checked request: all that can be wrong is said before anything is sent."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ucwa_tui.cli.har_file import HarFile
from ucwa_tui.cli.usage_error import UsageError
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.request_plan import PayloadFormat, UriPlace
from ucwa_tui.wire.sign_in_target import Grant
from ucwa_tui.workbench.draft import Draft, new_draft

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
    har: HarFile | None
    warnings: tuple[str, ...] = ()
    """What the rules say that is no error."""


class InvalidFields(UsageError):
    """Fields in error; the operation id is known all the same."""

    def __init__(self, problems: tuple[str, ...], operation_id: str) -> None:
        super().__init__(*problems)
        self.operation_id = operation_id


def read_join_options(arguments: argparse.Namespace, new_id: Callable[[], str]) -> JoinOptions:
    """Check the options against each other and the fields against the rules.

    Args:
        arguments: as parsed.
        new_id: makes a fresh operationId.

    Raises:
        UsageError: something cannot be.
    """
    grant = Grant(arguments.auth)
    _check_meeting(arguments, grant)
    draft = _draft(arguments, new_id)
    context = FieldContext(grant is Grant.ANONYMOUS, frozenset(), draft.payload_format, draft.uri_place)
    findings = draft.findings(context)
    errors = tuple(_sentence(f) for f in findings if f.severity is Severity.ERROR)
    if errors and not arguments.no_validate:
        raise InvalidFields(errors, draft.operation_id)
    _check_writable(draft)
    har = HarFile(arguments.har) if arguments.har is not None else None
    asked_for = {"meeting-uri-empty"} if arguments.new else set()
    warnings = tuple(_sentence(f) for f in findings if f.severity is Severity.WARNING and f.code not in asked_for)
    return JoinOptions(draft, grant, arguments.timeout, har, (*errors, *warnings))


def check_server(arguments: argparse.Namespace) -> None:
    """Check what says where and as whom to sign in.

    Raises:
        UsageError: an address that is none, a user that is missing, an option that does not go with another.
    """
    grant = Grant(arguments.auth)
    if arguments.root is not None:
        _check_root(arguments.root)
        if grant is Grant.PASSWORD and not arguments.user:
            raise UsageError("--auth password needs --user NAME: who signs in.")
    if arguments.password_file is not None and grant is not Grant.PASSWORD:
        raise UsageError(f"--password-file does not go with --auth {grant.value}; leave it out.")
    if arguments.token_file is not None and grant is not Grant.BEARER:
        raise UsageError(f"--token-file does not go with --auth {grant.value}; write --auth bearer.")
    if grant is Grant.ANONYMOUS and not arguments.meeting:
        raise UsageError("--auth anonymous needs --meeting URI: an anonymous token is for one meeting.")


def _check_root(root: str) -> None:
    try:
        parts = urlsplit(root)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError("--root is no URL: write https://host/path.") from None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise UsageError("--root has to be an http or https URL, such as https://lyncdiscover.contoso.com.")
    if "@" in parts.netloc:
        raise UsageError("--root holds a user name: take it out, and use --user and --password-file.")
    if not (root.isascii() and root.isprintable()) or " " in root:
        raise UsageError("--root holds a character that a URL cannot hold: percent-encode it.")


def _check_meeting(arguments: argparse.Namespace, grant: Grant) -> None:
    if arguments.meeting is not None and arguments.new:
        raise UsageError("--meeting and --new do not go together: join that meeting, or have a new one made.")
    if arguments.new and grant is Grant.ANONYMOUS:
        raise UsageError("--new does not go with --auth anonymous: a guest joins one given meeting.")
    if not arguments.new and not arguments.meeting:
        raise UsageError("Which meeting? Give --meeting URI, or --new to have a new one made.")


def _draft(arguments: argparse.Namespace, new_id: Callable[[], str]) -> Draft:
    given = {field: getattr(arguments, option[2:].replace("-", "_")) for field, option in OPTION_OF.items()}
    if given["operationId"] is None:
        given["operationId"] = new_id()
    draft = new_draft(**{field: text for field, text in given.items() if text})
    return replace(draft, payload_format=PayloadFormat(arguments.format), uri_place=UriPlace(arguments.uri_in))


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
