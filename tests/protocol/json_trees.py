"""Hypothesis strategies for resources as JSON objects, members in any order."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from ucwa_tui.protocol.payload import Number, Record, Value

_NAMES = ("subject", "joinAudioMuted", "PARTICIPANTCOUNT", "expirationTime", "etag", "a b", "naïve", '"q" <&>', "x\ty")
_LITERALS = ("0", "-0", "-1", "1.0", "1e5", "2E+07", "123456789012345678901234567890")
_DATES = (
    "/Date(1463047458421)/",
    "/Date(-1-0730)/",
    "/Date(0+0000)/",
    "/Date(99999999999999999)/",
    "/Date(007)/",
    "2016-09-26T16:20:29.0389049-07:00",
    "2013-02-07T01:17:18.000Z",
)
_TYPED: tuple[tuple[str, Value], ...] = (
    ("inLobby", True),
    ("local", False),
    ("tcpPort", Number("-1.50e+3")),
    ("created", "/Date(1463047458421)/"),
    ("lastActive", "/Date(-1-0730)/"),
    ("validUntil", ("/Date(0+0000)/", "soon")),
    ("subject", " ]]>\r\n\t\x85\"'&<😀 "),
    ("modalities", ("Messaging", "")),
    ("subject", ""),
    ("a\nb", ()),
)
_PARTS = ("rel", "_links", "_embedded")
_SPECIAL = "\x07\x85\r\n\t ]]><&'\"\ud800\ufffe\u2028é😀\x7f\x00"

wild_text = st.text(st.one_of(st.sampled_from(_SPECIAL), st.characters()), max_size=6)
tame_text = st.text(
    st.one_of(
        st.sampled_from("\x85\r\n\t ]]><&'\"\u2028é😀\x7f"), st.characters(exclude_categories=["Cc", "Cs", "Cn"])
    ),
    max_size=6,
)


class _Grower:
    """Draws one tree; `wild` ones have odd shapes in odd places, and text that XML cannot hold."""

    def __init__(self, draw: st.DrawFn, wild: bool) -> None:
        self._draw = draw
        self._wild = wild

    def _chance(self, one_in: int) -> bool:
        return self._draw(st.integers(1, one_in)) == one_in

    def _many(self, least: int, most: int) -> range:
        return range(self._draw(st.integers(least, most)))

    def _text(self) -> str:
        return self._draw(wild_text if self._wild else tame_text)

    def _scalar(self) -> Value:
        kind = self._draw(st.integers(0, 5 if self._wild else 4))
        if kind == 0:
            return Number(self._draw(st.sampled_from(_LITERALS)))
        if kind == 1:
            return self._draw(st.sampled_from(_DATES))
        if kind == 2:
            return "True" if self._chance(3) else self._draw(st.booleans())
        return None if kind == 5 else self._text()

    def _value(self) -> Value:
        kind = self._draw(st.integers(0, 5 if self._wild else 3))
        if kind == 3:
            return tuple(self._scalar() for _ in self._many(0, 3))
        if kind == 4:
            return Record(tuple((self._text(), self._scalar()) for _ in self._many(0, 2)))
        return (self._value(), self._scalar()) if kind == 5 else self._scalar()

    def _property(self) -> tuple[str, Value]:
        name = self._draw(st.sampled_from(_NAMES)) if not self._chance(5) else self._text()
        value = self._scalar() if name == "etag" or self._chance(2) else self._value()
        return ("etag" if name in _PARTS else name), value

    def _typed(self) -> tuple[str, Value]:
        """A property that XML can bring back as it was."""
        return self._draw(st.sampled_from(_TYPED))

    def _link(self, _level: int) -> Value:
        members: list[tuple[str, Value]] = [("href", self._text())] if not self._chance(4) else []
        if self._chance(2):
            members.append(("title", self._text()))
        if self._chance(4):
            members.append((self._text(), self._value()) if self._wild else ("revision", self._text()))
        return Record(tuple(members))

    def _groups(self, item: Callable[[int], Value], level: int, names: tuple[str, ...]) -> Value:
        found: list[tuple[str, Value]] = []
        for _ in self._many(0 if self._wild else 1, 3):
            name = self._draw(st.sampled_from(names))
            if not self._wild and name in dict(found):
                continue
            shape = self._draw(st.integers(0, 3 if self._wild else 2))
            if shape == 3:
                found.append((name, None if self._chance(3) else tuple(item(level) for _ in self._many(0, 1))))
            else:
                found.append((name, item(level) if shape else (item(level), item(level))))
        return Record(tuple(found))

    def tree(self, level: int) -> Record:
        draw_property = self._property if self._wild or self._chance(3) else self._typed
        members = [draw_property() for _ in self._many(0, 4)]
        if not self._chance(6):
            members.append(("_links", self._groups(self._link, 0, ("self", "self", "next", "participant", "a/b"))))
        if level and self._chance(2):
            members.append(("_embedded", self._groups(self.tree, level - 1, ("me", "participant", "people"))))
        if not self._wild or not self._chance(6):
            members.append(("rel", self._draw(st.sampled_from(("me", "people", "\u2028 x")))))
        if self._wild:
            members = [(n, self._value() if n in _PARTS and self._chance(8) else v) for n, v in members]
        return Record(tuple(self._draw(st.permutations(members)) if self._chance(2) else members))


@st.composite
def trees(draw: st.DrawFn, wild: bool) -> Record:
    """Resources as JSON objects, three levels of them at most."""
    return _Grower(draw, wild).tree(2)


wild_trees = trees(wild=True)
"""Anything that is JSON, with odd shapes in odd places."""
tame_trees = trees(wild=False)
"""Resources whose text XML can hold and whose shapes are a resource's."""
