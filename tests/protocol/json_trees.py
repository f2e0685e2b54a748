"""Hypothesis strategies for resources as JSON objects, members in any order."""

from __future__ import annotations

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
_SPECIAL = "\x07\x85\r\n\t ]]><&'\"\ud800\ufffe\u2028é😀\x7f\x00"

wild_text = st.text(st.one_of(st.sampled_from(_SPECIAL), st.characters()), max_size=6)
tame_text = st.text(
    st.one_of(
        st.sampled_from("\x85\r\n\t ]]><&'\"\u2028é😀\x7f"), st.characters(exclude_categories=["Cc", "Cs", "Cn"])
    ),
    max_size=6,
)


def _scalars(text: st.SearchStrategy[str], wild: bool) -> st.SearchStrategy[Value]:
    odd: tuple[st.SearchStrategy[Value], ...] = (st.none(),) if wild else ()
    return st.one_of(
        text, st.booleans(), st.sampled_from(_LITERALS).map(Number), st.sampled_from(_DATES), st.just("True"), *odd
    )


def _values(text: st.SearchStrategy[str], wild: bool) -> st.SearchStrategy[Value]:
    scalars = _scalars(text, wild)
    lists: st.SearchStrategy[Value] = st.lists(scalars, max_size=3).map(tuple)
    if not wild:
        return st.one_of(scalars, lists)
    records: st.SearchStrategy[Value] = st.lists(st.tuples(text, scalars), max_size=2).map(lambda m: Record(tuple(m)))
    return st.one_of(scalars, lists, records, st.lists(records, max_size=2).map(tuple))


def _link(text: st.SearchStrategy[str], wild: bool) -> st.SearchStrategy[Value]:
    href = st.lists(st.tuples(st.just("href"), text), max_size=1)
    names = st.one_of(st.sampled_from(("title", "revision")), text) if wild else st.sampled_from(("title", "revision"))
    values = _values(text, wild) if wild else text
    others = st.lists(st.tuples(names, values), max_size=2, unique_by=None if wild else lambda pair: pair[0])
    return st.tuples(href, others).map(lambda parts: Record(tuple(parts[0] + parts[1])))


def _group(item: st.SearchStrategy[Value], wild: bool) -> st.SearchStrategy[Value]:
    many: st.SearchStrategy[Value] = st.lists(item, min_size=0 if wild else 2, max_size=3).map(tuple)
    return st.one_of(item, item, many, st.none()) if wild else st.one_of(item, item, many)


def _groups(item: st.SearchStrategy[Value], wild: bool, rels: tuple[str, ...]) -> st.SearchStrategy[Value]:
    names = st.sampled_from(rels)
    unique = None if wild else (lambda pair: pair[0])
    pairs = st.lists(st.tuples(names, _group(item, wild)), min_size=0 if wild else 1, max_size=3, unique_by=unique)
    return pairs.map(lambda found: Record(tuple(found)))


def _with(part: str, value: st.SearchStrategy[Value]) -> st.SearchStrategy[list[tuple[str, Value]]]:
    return st.one_of(st.just([]), value.map(lambda v: [(part, v)]))


def _tree(level: int, wild: bool) -> st.SearchStrategy[Record]:
    text = wild_text if wild else tame_text
    names = st.sampled_from(_NAMES) if not wild else st.one_of(st.sampled_from(_NAMES), text)
    names = names.filter(lambda name: name not in ("rel", "_links", "_embedded"))
    properties = st.lists(st.tuples(names, _values(text, wild)), max_size=4)
    links = _groups(_link(text, wild), wild, ("self", "self", "next", "participant", "a/b"))
    rel: st.SearchStrategy[Value] = st.one_of(st.just("me"), text)
    if wild:
        odd = _values(text, wild)
        links, rel = st.one_of(links, odd), st.one_of(rel, odd)
    parts = [properties, _with("rel", rel), _with("_links", links)]
    if level:
        embedded = _groups(_tree(level - 1, wild), wild, ("me", "participant", "people"))
        parts.append(_with("_embedded", embedded))
    members: st.SearchStrategy[list[tuple[str, Value]]] = st.tuples(*parts).map(
        lambda p: [m for part in p for m in part]
    )
    return st.one_of(members, members.flatmap(st.permutations)).map(lambda found: Record(tuple(found)))


wild_trees = _tree(2, wild=True)
"""Anything that is JSON, with odd shapes in odd places."""
tame_trees = _tree(2, wild=False)
"""Resources whose text XML can hold and whose shapes are a resource's."""
