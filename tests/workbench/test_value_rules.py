"""Values that say where to connect: what is taken, and what is refused in which words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucwa_tui.wire.network_settings import ConnectTo, ProxySettings
from ucwa_tui.workbench import value_rules
from ucwa_tui.workbench.value_rules import RuleBroken


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("http://p.test:3128", ProxySettings("http://p.test:3128")),
        ("http://p.test:3128/", ProxySettings("http://p.test:3128")),
        ("https://p.test", ProxySettings("https://p.test")),
        ("p.test:3128", ProxySettings("http://p.test:3128")),
        ("http://[::1]:3128", ProxySettings("http://[::1]:3128")),
        ("NONE", ProxySettings(from_environment=False)),
    ],
)
def test_proxies(text: str, proxy: ProxySettings) -> None:
    assert value_rules.proxy(text) == proxy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a.test:443:127.0.0.1:8443", ConnectTo("a.test", 443, "127.0.0.1", 8443)),
        ("A.test::[::1]:", ConnectTo("a.test", None, "::1", None)),
        ("::127.0.0.1:1", ConnectTo("", None, "127.0.0.1", 1)),
        ("[2001:DB8::1]:443::8443", ConnectTo("2001:db8::1", 443, "", 8443)),
    ],
)
def test_connect_to(text: str, rule: ConnectTo) -> None:
    assert value_rules.connect_to(text) == rule


def test_domains_and_hosts() -> None:
    assert value_rules.domain("Contoso.com.") == "contoso.com"
    assert value_rules.host("Pool.Contoso.com") == "pool.contoso.com"
    assert value_rules.host("192.0.2.7") == "192.0.2.7"


RULES = (value_rules.url, value_rules.domain, value_rules.host, value_rules.proxy, value_rules.connect_to)
SECRET = "Plain-Secret-77"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (value_rules.url, f"https://u:{SECRET}@x.test/"),
        (value_rules.url, f"https://x.test/{SECRET} x"),
        (value_rules.url, f"https://x.test:0/{SECRET}"),
        (value_rules.proxy, f"http://u:{SECRET}@p.test:1"),
        (value_rules.proxy, f"u:{SECRET}@p.test:1"),
        (value_rules.proxy, f"http://p.test/{SECRET}"),
        (value_rules.proxy, f"http://p.test:99999/{SECRET}"),
        (value_rules.domain, f"{SECRET}@x.test"),
        (value_rules.host, f"{SECRET}@x.test"),
        (value_rules.connect_to, f"a:{SECRET}:b:1"),
    ],
)
def test_a_refusal_does_not_repeat_the_value(rule: Callable[[str], object], text: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rule(text)
    assert SECRET not in str(caught.value)
    assert caught.value.rule


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RULES), st.text(max_size=40) | st.text("htps:/[]@.0123a-_%?#", max_size=40))
def test_any_text_is_taken_or_refused_by_rule(rule: Callable[[str], object], text: str) -> None:
    with contextlib.suppress(RuleBroken):
        rule(text)
