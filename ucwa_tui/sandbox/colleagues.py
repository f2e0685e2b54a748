"""The people in the directory besides those in meetings: where they work, and how their day goes. Data.

A day is a list of states with their length in minutes; it starts over when it is through, and its beginning is tied to
the epoch, so that the same instant always shows the same people in the same state. Those who have an account
are shown as their own applications say instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from ucwa_tui.sandbox.people import ALICE, BOB, CAROL, DORA, ERIK, MALLORY, OLGA, Person, colleague

STATES = {
    "on": ("Online", "Available"),
    "idle": ("IdleOnline", "Inactive"),
    "busy": ("Busy", "Busy"),
    "call": ("Busy", "In a call"),
    "meet": ("Busy", "In a meeting"),
    "dnd": ("DoNotDisturb", "Presenting"),
    "brb": ("BeRightBack", "Be right back"),
    "away": ("Away", "Away"),
    "off": ("Offline", "Offline"),
}
"""Availability and activity by the words that the days are written in."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody's entry in the directory."""

    person: Person
    title: str
    department: str
    office: str = ""
    phone: str = ""
    day: str = "off 60"
    note: str = ""
    place: str = ""
    device: str = "PC"
    """ContactDeviceType."""
    company: str = "Sandbox Example Ltd"
    groups: tuple[str, ...] = ()
    """Ids of the groups that everybody's contact list has this person in."""
    out_of_office: bool = False
    delegate_of: tuple[str, ...] = ()
    """Aliases of those whose calls this person may take."""
    team_of: tuple[str, ...] = ()
    """Aliases of those whose calls ring here, too."""

    def state(self, now: float) -> tuple[str, str, float]:
        """Availability, activity, and since when, at a moment (seconds since the epoch)."""
        words = self.day.split()
        spans = [(word, int(minutes) * 60) for word, minutes in zip(words[::2], words[1::2], strict=True)]
        into = now % sum(seconds for _, seconds in spans)
        for word, seconds in spans:
            if into < seconds:
                return *STATES[word], now - into
            into -= seconds
        raise AssertionError("a day ends where the next begins")


def _partner(alias: str, domain: str, name: str, network: str = "Federated") -> Person:
    return Person(name, f"sip:{alias}@{domain}", network=network)


_OUT = "Back on Monday. For anything urgent, please write to Olga."

COLLEAGUES: tuple[Colleague, ...] = (
    Colleague(ALICE, "Product manager", "Product", "B2.14", "+49 30 5550 0101", groups=("product",)),
    Colleague(
        BOB,
        "Software engineer",
        "Engineering",
        "B2.07",
        "+49 30 5550 0102",
        groups=("product", "pinned"),
        delegate_of=("carol",),
    ),
    Colleague(CAROL, "Head of engineering", "Engineering", "B3.01", "+49 30 5550 0103", groups=("pinned",)),
    Colleague(
        DORA,
        "Support lead",
        "Support",
        "A1.02",
        "+49 30 5550 0104",
        "on 25 call 4 on 11 brb 5",
        "Ask me anything about tickets",
        "Front desk",
        groups=("pinned", "product"),
        team_of=("carol",),
    ),
    Colleague(ERIK, "Designer", "Product", "B2.15", "+49 30 5550 0105", "on 9 dnd 12 on 7 away 4", groups=("product",)),
    Colleague(
        OLGA,
        "Managing director",
        "Management",
        "B4.01",
        "+49 30 5550 0106",
        "meet 30 on 6 call 9 meet 20",
        place="Board room",
        device="Mobile",
        groups=("default",),
    ),
    Colleague(MALLORY, "Penetration tester", "Security", day="on 60"),
    Colleague(
        colleague("farid", "Farid Fakhoury"),
        "Network engineer",
        "Operations",
        "A0.11",
        "+49 30 5550 0107",
        "on 17 idle 5 away 8",
        groups=("default",),
    ),
    Colleague(
        colleague("greta", "Greta Grün"),
        "Accountant",
        "Finance",
        "B1.03",
        "+49 30 5550 0108",
        "on 40 brb 10 busy 15",
        "Quarter closes on Friday",
        groups=("default",),
    ),
    Colleague(
        colleague("hiroshi", "Hiroshi Hayashi 林 宏"),
        "Localization manager",
        "Product",
        "Osaka 12F",
        "+81 6 5550 0109",
        "away 20 on 35 call 6",
        "日本語でもどうぞ",
        "大阪",
        groups=("product",),
    ),
    Colleague(
        colleague("ines", "Inês Inácio"),
        "Recruiter",
        "People",
        "B1.08",
        "+49 30 5550 0110",
        "call 20 on 5 call 15 brb 3",
        groups=("default",),
    ),
    Colleague(
        colleague("jonas", "Jonas Jansen"),
        "Software engineer",
        "Engineering",
        "B2.08",
        "+49 30 5550 0111",
        "on 50 away 10",
        groups=("default",),
    ),
    Colleague(
        colleague("kemal", "Kemal Kaya"),
        "Database administrator",
        "Operations",
        "A0.12",
        "+49 30 5550 0112",
        "off 60",
        _OUT,
        groups=("default",),
        out_of_office=True,
    ),
    Colleague(
        colleague("lena", "Lena Lindqvist"),
        "Sales representative",
        "Sales",
        "Stockholm",
        "+46 8 5550 0113",
        "on 8 call 7 on 5 away 6",
        "On the road",
        device="Mobile",
        groups=("customers",),
    ),
    Colleague(
        colleague("bob.builder", "Bob Baumann"),
        "Facilities manager",
        "Facilities",
        "A0.01",
        "+49 30 5550 0114",
        "on 13 brb 13",
        device="DeskPhone",
        groups=("default",),
    ),
    Colleague(
        _partner("nadia", "partner.example", "Nadia Novak"),
        "Consultant",
        "Integration",
        day="on 21 busy 14",
        company="Partner Example Inc",
        groups=("customers",),
    ),
    Colleague(
        _partner("pete", "partner.example", "Pete Park"),
        "Buyer",
        "Purchasing",
        day="on 10 away 25",
        company="Partner Example Inc",
        groups=("customers",),
    ),
    Colleague(
        _partner("quinn", "public.example", "Quinn Quist", "PublicCloud"),
        "",
        "",
        day="away 15 on 15",
        device="Web",
        company="",
        groups=("customers",),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the contact list."""

    id: str
    rel: str
    name: str
    uri: str = ""
    department: str = ""
    """A distribution group holds a whole department."""


GROUPS: tuple[Group, ...] = (
    Group("pinned", "pinnedGroup", "Pinned Contacts"),
    Group("default", "defaultGroup", "Other Contacts"),
    Group("product", "group", "Product team"),
    Group("customers", "group", "Customers"),
    Group("delegates", "delegatesGroup", "Delegates"),
    Group("delegators", "delegatorsGroup", "Delegators"),
    Group("organization", "myOrganizationGroup", "My organization", department="*"),
    Group(
        "all-engineering",
        "distributionGroup",
        "All of engineering",
        "sip:all-engineering@sandbox.example",
        "Engineering",
    ),
)
