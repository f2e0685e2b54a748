"""Where the address of a request came from: which answer offered it, or none."""

from __future__ import annotations

from collections.abc import Iterator

from ucwa_tui.protocol.request_plan import Purpose
from ucwa_tui.workbench.capture_links import IN_BATCH, LOCATION
from ucwa_tui.workbench.capture_reading import keeps_query
from ucwa_tui.workbench.explaining.earlier import Found
from ucwa_tui.workbench.explaining.page import Line, Mark, line

_UNLINKED = frozenset({Purpose.ROOT, Purpose.JOIN_PAGE, Purpose.SANDBOX})
"""What begins a session has been offered by nobody."""


def link_lines(found: Found) -> Iterator[Line]:
    """Which answer offered the URL, and under which rel."""
    step = found.step
    if not step.offers:
        if step.exchange.purpose in _UNLINKED:
            yield line("the way begins here: this address is known beforehand", "link")
            return
        reach = "" if found.all_seen else f" (looked back to #{found.looked_back_to} only)"
        yield line(f"no earlier answer offered this URL: built, not followed{reach}", "link", Mark.NOTE)
        return
    whole = [offer for offer in step.offers if keeps_query(step.url, offer)]
    offer = (whole or step.offers)[-1]
    if offer.rel == LOCATION:
        yield line(f"Location of the answer of #{offer.by}", "link", Mark.GOOD)
    elif offer.rel == IN_BATCH:
        yield line(f"a link within the batch that #{offer.by} answered", "link", Mark.GOOD)
    elif offer.rel == "token":
        yield line(f"the challenge of #{offer.by} names it as the token service", "link", Mark.GOOD)
    else:
        others = sorted({other.rel for other in whole} - {offer.rel})
        also = f"; elsewhere it is {', '.join(others[:4])}" if others else ""
        yield line(f"{offer.rel}, offered by the answer of #{offer.by}{also}", "link", Mark.GOOD, rel=offer.rel)
    if not whole:
        yield line("parameters that the server wrote into the link are gone", "query", Mark.BAD)
