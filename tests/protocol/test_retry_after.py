"""`Retry-After` as servers and proxies write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucwa_tui.protocol.retry_after import LONGEST, retry_after

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("0", 0.0),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("86400", LONGEST),
        ("9" * 18, LONGEST),
        ("9" * 19, LONGEST),
        ("9" * 400, LONGEST),
        ("0" * 5000 + "7", 7.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("Tue, 14 Nov 2023 22:14:05 GMT", 45.0),
        ("Tuesday, 14-Nov-23 22:14:05 GMT", 45.0),
        ("Tue, 14 Nov 2023 23:14:05 +0100", 45.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        ("Fri, 14 Nov 2053 22:14:05 GMT", LONGEST),
        ("Tue, 99 Zzz 2023 99:99:99 GMT", None),
        ("Tue, 14 Nov 99999 22:14:05 GMT", None),
    ],
)
def test_what_a_header_asks_for(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text())
def test_any_text_is_bounded_or_nothing(header: str) -> None:
    seconds = retry_after(header, NOW)
    assert seconds is None or 0.0 <= seconds <= LONGEST
