"""The request that the user is building: an immutable value, so that undo, history and comparison are free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ucwa_tui.protocol import fields, operations
from ucwa_tui.protocol.compose import input_resource, plan_request, values_from_body
from ucwa_tui.protocol.fields import FieldContext
from ucwa_tui.protocol.finding import Finding, Severity
from ucwa_tui.protocol.payload import Resource
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.protocol.request_plan import PayloadFormat, RequestPlan, UriPlace

TAKEN_APART_MOST = 64 * 1024
"""Characters up to which a body as typed is read at each change; what is longer would hold up the keys."""
FIELD_MOST = 1000
"""Characters of a field that is filled in from a large body."""
JOIN = "joinOnlineMeeting"
URI_FIELD = "onlineMeetingUri"
CONTROL = "-control-character"
"""How the codes end that `text_rules` gives to characters of no sight."""
_NOWHERE = "/"
"""Stands in for an href where only the body matters."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One request in the making. The `with_…` methods return new drafts and never change this one."""

    operation: str = JOIN
    values: tuple[tuple[str, str], ...] = ()
    """Field name and text, in the order of the operation's fields; a field that is not there is not sent."""
    extras: tuple[tuple[str, str], ...] = ()
    """Properties that the operation does not document, added by the user."""
    payload_format: PayloadFormat = PayloadFormat.JSON
    uri_place: UriPlace = UriPlace.BODY
    raw_body: str | None = None
    """The body as typed, where it is not what the fields would make; sent exactly like this."""
    suggested_subject: str = ""
    """The subject that came with a meeting, not from the user: it waits unseen while no meeting is joined."""
    target_href: str | None = None
    """Where to send it, if not where the operation's own link points."""

    @property
    def is_large(self) -> bool:
        """Whether the body is too large to be read at each change: it is sent as typed, and the fields stay."""
        return self.raw_body is not None and len(self.raw_body) > TAKEN_APART_MOST

    def value(self, name: str) -> str:
        """The text of a field; empty where it is not filled in."""
        return next((text for key, text in self.values if key == name), "")

    @property
    def operation_id(self) -> str:
        """The `operationId` that ties events to this request."""
        return self.value("operationId")

    def with_value(self, name: str, text: str) -> Draft:
        """Set a field. The body is made from the fields again; an empty text takes the field out."""
        if text == self.value(name):
            return self
        suggested = "" if name == "subject" else self.suggested_subject
        values = _ordered(self.operation, {**dict(self.values), name: text})
        return replace(self, values=values, suggested_subject=suggested, raw_body=None)

    def with_meeting(self, uri: str, subject: str) -> Draft:
        """A meeting of a directory, with the subject that it has there."""
        filled = self.with_value(URI_FIELD, uri).with_value("subject", subject)
        return replace(filled, suggested_subject=subject, raw_body=None)  # what was typed may be another body

    def with_extra(self, name: str, text: str) -> Draft:
        """Add a property of the user's own, or change it."""
        return replace(self, extras=_put(self.extras, name, text), raw_body=None)

    def without_extra(self, name: str) -> Draft:
        """Take a property of the user's own out."""
        return replace(self, extras=tuple(pair for pair in self.extras if pair[0] != name), raw_body=None)

    def with_format(self, payload_format: PayloadFormat) -> Draft:
        """Speak JSON or XML. A raw body that was read is written anew; one that could not be is kept."""
        if payload_format is self.payload_format:
            return self
        return replace(self, payload_format=payload_format, raw_body=self.raw_body if self.is_unread else None)

    def with_uri_place(self, uri_place: UriPlace) -> Draft:
        """Send the meeting's URI in the body, in the query, or in both."""
        return replace(self, uri_place=uri_place, raw_body=self.raw_body if self.is_unread else None)

    def with_operation(self, operation: str) -> Draft:
        """Do something else with the same values; those that the other operation does not know wait unseen.

        So does the subject that came with a meeting: it is no name for a call or for a meeting of one's own.
        """
        changed = replace(self, operation=operation, raw_body=None, target_href=None)
        suggested, subject = self.suggested_subject, self.value("subject")
        if not suggested or operation == self.operation:
            return changed
        if self.operation == JOIN and subject != suggested:
            return replace(changed, suggested_subject="")
        if self.operation == JOIN or operation == JOIN:
            kept = {**dict(self.values), "subject": suggested if operation == JOIN else ""}
            return replace(changed, values=_ordered(operation, kept))
        return changed

    def with_target(self, href: str | None) -> Draft:
        """Send it to a link of the user's choice; None goes back to the operation's own."""
        return replace(self, target_href=href)

    def with_raw_body(self, text: str) -> tuple[Draft, PayloadError | None]:
        """Take over a body as typed.

        Returns:
            The new draft and what is wrong with the text. While something is, the fields keep their last good values;
            so they do where the text is too long to be read at each change.
        """
        if len(text) > TAKEN_APART_MOST:
            return replace(self, raw_body=text), None
        error, values, extras = self._read(text)
        if error is not None:
            return replace(self, raw_body=text), error
        kept = {name: value for name, value in self.values if not self._lives_in_body(name)}
        clean = replace(self, values=_ordered(self.operation, {**kept, **values}), extras=extras, raw_body=None)
        return (clean if clean.body_text() == text else replace(clean, raw_body=text)), None

    def with_body_at_length(self, text: str) -> tuple[Draft, PayloadError | None]:
        """The same for a body of any size, read once. Takes a second a megabyte: to be called on a thread.

        Of a large one the known fields are filled in where they are short, its operation id among them; what else is
        in it gets no field.
        """
        if len(text) <= TAKEN_APART_MOST:
            return self.with_raw_body(text)
        error, values, _ = self._read(text)
        short = {name: value for name, value in values.items() if len(value) <= FIELD_MOST}
        known = {name for name, _ in replace(self, values=tuple(short.items())).known_values()}
        kept = {**dict(self.values), **{name: value for name, value in short.items() if name in known}}
        return replace(self, values=_ordered(self.operation, kept), raw_body=text), error

    def broken(self) -> PayloadError | None:
        """What keeps the raw body from being read; None where it can be, where it is too large, where there is none."""
        return self._read(self.raw_body)[0] if self.raw_body is not None and not self.is_large else None

    @property
    def is_unread(self) -> bool:
        """Whether the fields do not follow the body."""
        return self.is_large or self.broken() is not None

    def findings(self, context: FieldContext) -> tuple[Finding, ...]:
        """Everything there is to say about this request, errors first as the rules give them."""
        from ucwa_tui.protocol.carry import cannot_carry

        if self.is_large:  # the fields are not what is sent
            return (_large_finding(),)
        found = list(
            fields.check(operations.operation(self.operation), dict(self.known_values()), context, self.extras)
        )
        broken = self.broken()
        if broken is not None:
            found.append(_syntax_finding(broken, self.payload_format))
        else:
            unwritable = cannot_carry(self._resource(), self.payload_format)
            told = {(f.field, f.position) for f in unwritable if f.position is not None}
            # What the form cannot carry says more than the field's own rule about the same character.
            found = [f for f in found if not (f.code.endswith(CONTROL) and (f.field, f.position) in told)]
            found.extend(unwritable)
        return tuple(found)

    def known_values(self) -> tuple[tuple[str, str], ...]:
        """The values that the operation has a field for."""
        known = {field.name for field in operations.operation(self.operation).fields}
        return tuple(pair for pair in self.values if pair[0] in known)

    def plan(self, href: str) -> RequestPlan:
        """The request, ready for the client.

        Raises:
            PayloadError: a value cannot be written in this format (`findings` says which).
        """
        values = dict(self.known_values())
        operation = operations.operation(self.operation)
        return plan_request(operation, href, values, self.extras, self.payload_format, self.uri_place, self.raw_body)

    def body_text(self) -> str:
        """The body as it will go out; empty where there is none or where it cannot be written."""
        if self.raw_body is not None:
            return self.raw_body
        try:
            return self.plan(_NOWHERE).body.decode("utf-8", "replace")
        except PayloadError:
            return ""

    def _lives_in_body(self, name: str) -> bool:
        field = operations.operation(self.operation).field(name)
        if field is not None and field.places == ("query",):
            return False
        return name != URI_FIELD or self.uri_place is not UriPlace.QUERY

    def _read(self, text: str | None) -> tuple[PayloadError | None, Mapping[str, str], tuple[tuple[str, str], ...]]:
        if not text:
            return None, {}, ()
        try:
            values, extras = values_from_body(
                operations.operation(self.operation), text.encode("utf-8", "surrogatepass"), self.payload_format
            )
        except PayloadError as error:
            return error, {}, ()
        return None, dict(values), tuple(extras)

    def _resource(self) -> Resource:
        return input_resource(operations.operation(self.operation), dict(self.values), self.extras, self.uri_place)


def new_draft(operation: str = JOIN, **values: str) -> Draft:
    """A draft for an operation with some fields filled in."""
    return Draft(operation=operation, values=_ordered(operation, values))


def _ordered(operation: str, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    order = [field.name for field in operations.operation(operation).fields]
    names: Iterable[str] = [*(n for n in order if n in values), *(n for n in values if n not in order)]
    return tuple((name, values[name]) for name in names if values[name])


def _put(pairs: tuple[tuple[str, str], ...], name: str, text: str) -> tuple[tuple[str, str], ...]:
    if any(key == name for key, _ in pairs):
        return tuple((key, text if key == name else old) for key, old in pairs)
    return (*pairs, (name, text))


def _large_finding() -> Finding:
    return Finding(
        Severity.HINT,
        "body-large",
        f"The body has more than {TAKEN_APART_MOST // 1024} kB: it goes out unchecked, whatever the form says.",
    )


def _syntax_finding(error: PayloadError, payload_format: PayloadFormat) -> Finding:
    return Finding(
        Severity.ERROR,
        "body-syntax",
        f"The body is not {payload_format.value.upper()}: {error}",
        "Correct the body, or change a field: that writes the body anew.",
    )
