"""The container file: what no engine is needed for to check."""

from __future__ import annotations

import importlib.resources
import json
import re
import shlex
import tomllib
from pathlib import Path

from ucwa_tui.cli.arguments import parse
from ucwa_tui.cli.sandbox_options import sandbox_order

TEXT = (importlib.resources.files("ucwa_tui.sandbox") / "Containerfile").read_text()
STEPS = [
    line.strip() for line in TEXT.replace("\\\n", " ").splitlines() if line.strip() and not line.strip().startswith("#")
]


def step(name: str) -> str:
    """The last step of a name, without the name."""
    return [line.removeprefix(name).strip() for line in STEPS if line.startswith(f"{name} ")][-1]


def test_its_command_line_can_be_read() -> None:
    words: list[str] = json.loads(step("ENTRYPOINT")) + json.loads(step("CMD"))
    assert words[0] == "ucwa-tui"
    order = sandbox_order(parse([a.replace("/run/ucwa-sandbox", "/tmp") for a in words[1:]]), {})
    assert (order.host, order.port, order.log) == ("0.0.0.0", 8080, "jsonl")
    assert step("EXPOSE") == str(order.port)


def test_the_examples_in_it_can_be_read() -> None:
    examples = re.findall(r"^#   podman run .* ucwa-sandbox ?(.*)$", TEXT, re.M)
    assert len(examples) == 2
    for example in examples:
        assert parse(["sandbox", *shlex.split(example)]).command == "sandbox"


def test_the_health_check_reads_the_ready_file() -> None:
    check = json.loads(step("HEALTHCHECK").partition(" CMD ")[2])
    entry = json.loads(step("ENTRYPOINT"))
    assert check[:3] == ["python", "-m", "ucwa_tui.sandbox.healthcheck"]
    assert check[3] == entry[entry.index("--ready-file") + 1]


def test_nobody_is_root() -> None:
    assert step("USER") == "10001"
    assert STEPS.index("USER 10001") > max(i for i, line in enumerate(STEPS) if line.startswith("RUN"))


def test_it_installs_what_the_project_asks_for() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    known = {*project["dependencies"], *project["optional-dependencies"]["tls"]}
    asked = set(re.findall(r'"([a-z0-9]+[><=][^"]+)"', TEXT))
    assert len(asked) == 4
    assert asked <= known


def test_what_it_copies_is_there() -> None:
    root = Path(__file__).parents[2]
    copied = [
        word for line in STEPS if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied
    assert all((root / name).exists() for name in copied)
