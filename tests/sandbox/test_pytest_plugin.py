"""The pytest plugin as others use it: in a folder of their own, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUITE = """
import http.client, json, threading
import pytest

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(sandbox, method, path, body=None, headers={}):
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, json.loads(data) if data[:1] == b"{" else data


def application(sandbox, alias):
    user = sandbox.user(alias)
    form = f"grant_type=password&username={user.name}&password={user.password}"
    token = ask(sandbox, "POST", "/WebTicket/oauthtoken", form, FORM)[1]["access_token"]
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    body = json.dumps({"culture": "en-US", "userAgent": "bot", "endpointId": "e"})
    status, made = ask(sandbox, "POST", "/ucwa/oauth/v1/applications", body, headers)
    assert status == 201
    return made, headers


def test_a_bot_waits_in_the_lobby(ucwa_sandbox):
    made, headers = application(ucwa_sandbox, "ALICE")
    join = made["_embedded"]["communication"]["_links"]["joinOnlineMeeting"]["href"]
    wanted = {"onlineMeetingUri": ucwa_sandbox.meeting("never-admitted").uri, "operationId": "1"}
    assert ask(ucwa_sandbox, "POST", join, json.dumps(wanted), headers)[0] == 201
    assert ucwa_sandbox.wait_for("POST", "/onlinemeetinginvitations").status == 201
    events, seen, admitted = made["_links"]["events"]["href"], "", 0
    while "Success" not in seen:
        status, answer = ask(ucwa_sandbox, "GET", events, None, headers)
        assert status == 200
        events, seen = answer["_links"]["next"]["href"], seen + json.dumps(answer)
        if "InLobby" in seen and not admitted:
            admitted = ucwa_sandbox.admit()
    assert admitted == 1
    assert ucwa_sandbox.faults == ()


@pytest.mark.parametrize("turn", range(2))
def test_each_test_has_its_own_and_the_seed_is_fixed(ucwa_sandbox, turn, ids=[]):
    assert ucwa_sandbox.requests == ()
    ids.append(application(ucwa_sandbox, "bob")[0]["id"])
    assert len(set(ids)) == 1
    assert [r.method for r in ucwa_sandbox.requests] == ["POST", "POST"]
    assert len(ucwa_sandbox.seen("post", "oauthtoken")) == 1


def test_two_at_once(ucwa_sandbox_factory):
    one, other = ucwa_sandbox_factory(domain="one.test"), ucwa_sandbox_factory(seed=None)
    assert one.port != other.port
    assert one.user("alice").uri == "sip:alice@one.test"
    assert ask(one, "GET", "/")[0] == ask(other, "GET", "/")[0] == 200


@pytest.mark.ucwa_sandbox(scenario="throttled", users="users.toml")
def test_options_and_another_scenario(ucwa_sandbox):
    made, headers = application(ucwa_sandbox, "dana")
    me = made["_embedded"]["me"]["_links"]["self"]["href"]
    assert 503 in [ask(ucwa_sandbox, "GET", me, None, headers)[0] for _ in range(10)]
    ucwa_sandbox.set_scenario("calm")
    assert 503 not in [ask(ucwa_sandbox, "GET", me, None, headers)[0] for _ in range(10)]


def test_words_that_help(ucwa_sandbox):
    with pytest.raises(LookupError, match="there are alice@sandbox.example"):
        ucwa_sandbox.user("zoe")
    with pytest.raises(LookupError, match="never-admitted"):
        ucwa_sandbox.meeting("lobbby")
    with pytest.raises(AssertionError, match="0 of 1 came within 0.05 s"):
        ucwa_sandbox.wait_for("PUT", seconds=0.05)
    with pytest.raises(ValueError, match="calm"):
        ucwa_sandbox.set_scenario("clam")


def test_nothing_of_the_screen_is_loaded():
    import sys
    assert not {"textual", "rich", "httpx"} & set(sys.modules)
"""


def run(folder: Path, suite: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a test suite in a folder of its own."""
    (folder / "test_suite.py").write_text(suite)
    (folder / "users.toml").write_text('[[user]]\nname = "dana"\n')
    plugin = ("-p", "no:cacheprovider", "-p", "ucwa_tui.sandbox.pytest_plugin", "--strict-markers", "-W", "error")
    command = [sys.executable, "-m", "pytest", "-q", *plugin, *options, "test_suite.py"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_a_suite_of_somebody_else(tmp_path: Path) -> None:
    done = run(tmp_path, SUITE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout


def test_options_that_cannot_be(tmp_path: Path) -> None:
    cases = {
        "scenario='clam'": "there is no scenario 'clam'",
        "sede=1": "unexpected keyword argument 'sede'",
        "users='none.toml'": "none.toml cannot be read",
        "clock_scale=0": "ucwa_sandbox: clock_scale: 0 is no factor from 0.001 to 10000",
        "clock_scale='fast'": "clock_scale: 'fast' is no factor",
        "domain='a b'": "domain: 'a b' is no domain name. Take one such as contoso.test",
        "domain=7": "domain: 7 is no text",
        "seed='abc'": "seed: 'abc' is no whole number",
        "'stormy'": "'stormy' has no name. Write seed=",
    }
    tests = "".join(
        f"@pytest.mark.ucwa_sandbox({options})\ndef test_{number}(ucwa_sandbox): pass\n"
        for number, options in enumerate(cases)
    )
    done = run(tmp_path, f"import pytest\n{tests}")
    assert f"{len(cases)} errors" in done.stdout
    for words in cases.values():
        assert words in done.stdout
