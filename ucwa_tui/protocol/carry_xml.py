"""What XML cannot carry: control characters, null, structures, and the types of names that nobody has described."""

from __future__ import annotations

from ucwa_tui.protocol.carry_notes import Notes
from ucwa_tui.protocol.finding import Finding
from ucwa_tui.protocol.member_order import EMBEDDED, LINKS, REL
from ucwa_tui.protocol.payload import EmbeddedGroup, Link, LinkGroup, Property, Record, Resource, Timestamp, Value
from ucwa_tui.protocol.payload_limits import MAX_RESOURCE_LEVELS
from ucwa_tui.protocol.xml_chars import code_point, first_forbidden, is_name
from ucwa_tui.protocol.xml_values import text_of, value_of

_SEND_JSON = "Remove it, or send JSON."


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, Timestamp):
        return "a date"
    return "text" if isinstance(value, str) else "a number"


class _Walk:
    def __init__(self) -> None:
        self.notes = Notes()

    def text(self, text: str, field: str, where: str = "") -> None:
        """Findings about one text; `where` says which one, if it is not the field's value."""
        position = first_forbidden(text)
        if position is not None:
            place = f"{where or field} holds {code_point(text[position])} at character {position + 1}"
            self.notes.error("xml-character", field, f"{place}, which XML cannot carry.", _SEND_JSON, position)

    def scalar(self, name: str, value: Value, field: str, where: str) -> None:
        """Findings about a value that becomes one text."""
        text = text_of(value)
        if text is None:
            self._without_text(value, field, where)
            return
        self.text(text, field, where)
        back = value_of(name, text)
        if back == value:
            return
        if isinstance(value, str):
            sentence = f"{where} is text that XML gives back as {_kind(back)}, since {name} is known to be one."
            self.notes.hint("looks-typed", field, sentence)
        else:
            sentence = (
                f"{where} is {_kind(value)}; XML gives it back as {_kind(back)}, as nothing tells the type of {name}."
            )
            self.notes.warning("type-lost", field, sentence)

    def _without_text(self, value: Value, field: str, where: str) -> None:
        if value is None:
            self.notes.error("null", field, f"{where} is null, which XML cannot carry.", "Leave it out, or send JSON.")
        elif isinstance(value, Record):
            self.notes.error("record", field, f"{where} is an object, which XML cannot carry.", _SEND_JSON)
        elif isinstance(value, tuple):
            self.notes.error("nested-array", field, f"{where} is an array, which XML cannot carry here.", _SEND_JSON)
        else:
            self.notes.error("date-range", field, f"{where} is a date outside the years 1 to 9999.", _SEND_JSON)

    def _property(self, held: Property, path: str) -> None:
        field = path + held.name
        self.text(held.name, field, "The name of a property")
        if isinstance(held.value, tuple):
            for number, item in enumerate(held.value, 1):
                self.scalar(held.name, item, field, f"Item {number} of {field}")
            return
        self.scalar(held.name, held.value, field, field)
        if held.name == REL:
            self.notes.warning("type-lost", field, f"XML gives the property {field} back as the resource's rel.")

    def _group(self, group: LinkGroup | EmbeddedGroup, held: int, field: str) -> None:
        """What the number of members and `many` of a group mean for XML, which has no arrays."""
        if held == 0:
            what = "an empty array" if group.many else "null"
            self.notes.warning("empty-group", field, f"{field} is {what}, of which nothing remains in XML.")
        elif held == 1 and group.many:
            self.notes.hint(
                "single-in-array", field, f"{field} is an array of one, which XML gives back as one object."
            )

    def _link(self, link: Link, field: str) -> None:
        self.text(link.href or "", field, f"The href of {field}")
        names = [name for name, _ in link.attributes]
        for name, value in link.attributes:
            where = f"The attribute {name!r} of {field}"
            if not is_name(name) or name in (REL, "href") or names.count(name) > 1:
                self.notes.error("attribute-name", field, f"{where} cannot be written in XML.", _SEND_JSON)
            elif text_of(value) is None:
                self._without_text(value, field, where)
            elif isinstance(value, str):
                self.text(value, field, where)
            else:
                self.notes.warning("type-lost", field, f"{where} is {_kind(value)}; XML gives it back as text.")

    def _links(self, resource: Resource, path: str) -> None:
        for group in resource.links:
            field = f"{path}{LINKS}.{group.rel}"
            self.text(group.rel, field, "The rel of a link")
            self._group(group, len(group.links), field)
            for link in group.links:
                self._link(link, field)

    def _embedded(self, resource: Resource, path: str, level: int) -> None:
        for group in resource.embedded:
            field = f"{path}{group.rel}"
            self.text(group.rel, field, "The key of an embedded resource")
            self._group(group, len(group.resources), field)
            for inner in group.resources:
                if inner.rel is None:
                    self.notes.hint("rel-missing", field, f"{field} has no rel; XML gives it the rel {group.rel}.")
                self.resource(inner, f"{field}.", level + 1)

    def _shape(self, resource: Resource, path: str) -> None:
        """Repeated groups and empty containers: XML has no such thing."""
        rels, keys = [g.rel for g in resource.links], [g.rel for g in resource.embedded]
        for name in sorted({r for r in rels if rels.count(r) > 1} | {k for k in keys if keys.count(k) > 1}):
            self.notes.hint(
                "repeated-rel", path + name, f"{path}{name} occurs in several places, which XML puts together."
            )
        names = [p.name for p in resource.properties]
        for part, held in ((LINKS, resource.links), (EMBEDDED, resource.embedded)):
            if part in resource.layout and part not in names and not held:
                self.notes.hint("empty-group", path + part, f"{path}{part} is empty, of which nothing remains in XML.")

    def resource(self, resource: Resource, path: str, level: int) -> None:
        if level > MAX_RESOURCE_LEVELS:
            field = path.rstrip(".")
            text = f"{field} is embedded more than {MAX_RESOURCE_LEVELS} levels deep."
            self.notes.error("too-deep", field, text, "Put it on a higher level.")
            return
        self.text(resource.rel or "", path + REL, f"The rel of {path.rstrip('.') or 'the resource'}")
        for held in resource.properties:
            self._property(held, path)
        self._links(resource, path)
        self._shape(resource, path)
        self._embedded(resource, path, level)


def findings(resource: Resource) -> tuple[Finding, ...]:
    """What XML cannot carry of a resource."""
    walk = _Walk()
    walk.resource(resource, "", 0)
    return tuple(walk.notes.findings)
