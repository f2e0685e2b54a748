"""Theme files are checked before use; what is wrong with one never stops the program."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ucwa_tui.workbench.themes import ThemeError, choose_theme, load_themes, parse_theme

GOOD = Path(__file__).resolve().parents[2] / "themes" / "ucwa-dark.toml"


def test_the_shipped_themes_load() -> None:
    shelf = load_themes(None)
    assert {"ucwa-dark", "ucwa-light", "high-contrast", "sixteen"} <= {spec.name for spec in shelf.themes}
    assert shelf.problems == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('name = "ucwa-dark"', 'name = "Ucwa Dark!"'), "name"),
        (('primary = "#7aa2f7"', 'primary = "notacolor"'), "roles.primary"),
        (('primary = "#7aa2f7"', 'primry = "#7aa2f7"'), "primry"),
        (('primary = "#7aa2f7"', "primary = 7"), "roles.primary"),
        (("dark = true", 'dark = "yes"'), "dark"),
        (("dark = true", "dark = "), "not TOML"),
        (("dark = true", "dark = true\nansi = true"), "ansi_"),
    ],
)
def test_an_error_names_file_key_and_rule(change: tuple[str, str], told: str) -> None:
    text = GOOD.read_text("utf-8")
    assert change[0] in text
    with pytest.raises(ThemeError) as caught:
        parse_theme(text.replace(*change, 1), "mine.toml")
    assert "mine.toml" in str(caught.value)
    assert told in str(caught.value)


def test_a_user_s_theme_is_found_and_a_broken_one_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.read_text("utf-8").replace('name = "ucwa-dark"', 'name = "mine"'))
    (tmp_path / "broken.toml").write_text("name = ")
    shelf = load_themes(tmp_path)
    assert shelf.find("mine") is not None
    assert any("broken.toml" in problem for problem in shelf.problems)


def test_what_is_no_file_is_told_and_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "deep.toml").write_text("a=" + "[" * 100_000)
    shelf = load_themes(tmp_path)
    told = "\n".join(shelf.problems)
    assert all(name in told for name in ("pipe.toml", "folder.toml", "deep.toml"))
    assert shelf.find("ucwa-dark") is not None


def test_an_unknown_name_falls_back_and_says_so() -> None:
    spec, note = choose_theme(load_themes(None), "nosuch", no_color=False)
    assert spec.name == "ucwa-dark"
    assert "nosuch" in note


def test_no_color_takes_the_terminal_s_own_colours() -> None:
    spec, _ = choose_theme(load_themes(None), "ucwa-light", no_color=True)
    assert spec.ansi
