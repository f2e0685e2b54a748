"""Resources as a tree: what embeds what, links, those that are not there, folding, filtering, and many of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.builders import APP, APP_URL, CONVERSATION, HOST, INVITATION, event, invitation, resource
from tests.workbench.talk import links, new_application
from ucwa_tui.workbench.resource_index import ResourceIndex
from ucwa_tui.workbench.resource_tree import ResourceTree, Sort, TreeRow


def index() -> ResourceIndex:
    """An application, a conversation in it and one who waits in its lobby."""
    made = ResourceIndex()
    made.add(APP_URL, resource(new_application()), rel="application", href=APP, told=(5, 100.0))
    talk = {"rel": "conversation", "subject": "Stand-up", "_links": links(self=CONVERSATION, lobby=f"{CONVERSATION}/l")}
    made.add(APP_URL, resource(talk), told=(7, 110.0))
    eve = {"rel": "participant", "name": "Eve", "_links": links(self=f"{CONVERSATION}/p/eve", admit="/admit/eve")}
    made.add(APP_URL, resource(eve), told=(8, 120.0))
    return made


def shape(rows: list[TreeRow]) -> list[str]:
    """Rows as text: indented names, links with an arrow, absent ones with a dot."""
    marks = {Sort.RESOURCE: "", Sort.LINK: "→", Sort.ABSENT: "·"}
    return ["  " * row.depth + marks[row.sort] + row.rel for row in rows]


def tree(made: ResourceIndex | None = None) -> ResourceTree:
    return ResourceTree(made if made is not None else index(), APP_URL)


def test_nested_as_embedded_and_by_their_paths() -> None:
    resources = [row for row in tree().rows() if row.sort is Sort.RESOURCE]
    assert shape(resources) == ["application", "  me", "  communication", "    conversation"]
    made = tree()
    made.fold_all(unfold=True)
    resources = [row for row in made.rows() if row.sort is Sort.RESOURCE]
    assert shape(resources)[-2:] == ["    conversation", "      participant"]


def test_links_and_absent_ones_stand_below_their_resource() -> None:
    told = shape(tree().rows())
    assert told[1] == "  →events"
    at = told.index("  communication")
    assert "    →joinOnlineMeeting" in told[at:]
    assert "    ·startOnlineMeeting" in told[at:]
    waits = next(row.waits for row in tree().rows() if row.rel == "startOnlineMeeting")
    assert "guests never see it" in waits


def test_a_link_to_a_resource_that_stands_below_is_not_told_twice() -> None:
    made = index()
    made.add(APP_URL, resource({"rel": "lobby", "_links": links(self=f"{CONVERSATION}/l")}))
    rows = tree(made).rows("lobby")
    assert [row.sort for row in rows if row.rel == "lobby"] == [Sort.RESOURCE]


def test_each_knows_the_exchange_that_told_of_it_last() -> None:
    made = index()
    told = [row for row in tree(made).rows() if row.rel == "me"]
    assert (told[0].known.told, told[0].known.at) == (5, 100.0)
    made.apply_event(
        APP_URL, event(1, "started", "onlineMeetingInvitation", INVITATION, embedded=invitation(), at=130.0)
    )
    found = next(row for row in tree(made).rows("onlinemeetinginvitation") if row.url == HOST + INVITATION)
    assert (found.known.told, found.known.at) == (4, 130.0)


def test_news_of_an_embedded_resource_leaves_it_where_it_was() -> None:
    made = index()
    made.add(APP_URL, resource({"rel": "me", "_links": links(self=f"{APP}/me", presence="/p")}), told=(9, 1.0))
    found = next(row for row in tree(made).rows() if row.rel == "me")
    assert (found.depth, found.known.told) == (1, 9)


def test_folding() -> None:
    made = tree()
    made.fold(APP_URL, unfold=False)
    [row] = made.rows()
    assert row.unfolded is False
    made.fold(APP_URL, unfold=True)
    assert len(made.rows()) > 5
    made.fold_all(unfold=False)
    assert len(made.rows()) == 1


def test_filtering_keeps_what_it_lies_in_and_needs_every_word() -> None:
    told = shape(tree().rows("ADMIT"))
    assert told == ["application", "  communication", "    conversation", "      participant", "        →admit"]
    assert shape(tree().rows("p/eve"))[-1] == "      participant"
    assert tree().rows("eve nowhere") == []
    assert shape(tree().rows("stand-up")) == ["application", "  communication", "    conversation"]


def test_resources_without_a_common_path_hang_below_who_links_to_them() -> None:
    made = ResourceIndex()
    first = f"{HOST}/a/1"
    made.add(first, resource({"rel": "one", "_links": links(self="/a/1", two="/b/2")}))
    made.add(first, resource({"rel": "two", "_links": links(self="/b/2", one="/a/1")}))
    assert [row.depth for row in ResourceTree(made, first).rows() if row.sort is Sort.RESOURCE] == [0, 1]


def test_five_thousand_cost_what_can_be_seen() -> None:
    made = index()
    for n in range(4990):
        made.add(APP_URL, resource({"rel": "contact", "name": f"C{n}", "_links": links(self=f"{APP}/people/{n}")}))
    made.add(APP_URL, resource({"rel": "people", "_links": links(self=f"{APP}/people")}))
    grown = ResourceTree(made, APP_URL)
    people = next(row for row in grown.rows() if row.rel == "people")
    assert people.depth == 1
    grown.fold(people.url, unfold=False)
    assert len(grown.rows()) < 40
    assert [row.title for row in grown.rows("c4321") if row.rel == "contact"] == ["C4321"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["/a", "/a/b", "/a/b/c", "/d", ""]),
            st.lists(st.sampled_from(["/a", "/a/b", "/d", "x:", "//[", ""]), max_size=3),
            st.sampled_from(["/a", "/a/b", "/d"]),
        ),
        max_size=6,
    )
)
def test_every_resource_stands_in_it_once_whatever_embeds_what(told: list[tuple[str, list[str], str]]) -> None:
    made = ResourceIndex()
    for where, others, inside in told:
        child = {"rel": "child", "_links": links(self=inside)}
        made.add(
            APP_URL,
            resource(
                {
                    "rel": "x",
                    "_links": {"self": {"href": where}, "to": [{"href": href} for href in others]},
                    "_embedded": {"child": child},
                }
            ),
        )
    grown = ResourceTree(made, APP_URL)
    grown.fold_all(unfold=True)
    keys = [row.url for row in grown.rows() if row.sort is Sort.RESOURCE]
    assert sorted(keys) == sorted(key for key, _ in made.items())
