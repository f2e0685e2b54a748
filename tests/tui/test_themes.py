"""Every theme starts and can be changed to; NO_COLOR and broken files are dealt with before the first paint."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.launching import launch
from tests.tui.desk import SHELF, WIDE, opened
from ucwa_tui.workbench.paths import user_themes_dir
from ucwa_tui.workbench.themes import load_themes

NAMES = [theme.name for theme in SHELF.themes]
SHIPPED = Path(__file__).resolve().parents[2] / "themes"


@pytest.mark.parametrize("name", NAMES)
async def test_each_theme_starts_and_shows_a_join(name: str) -> None:
    from tests.tui.test_sending import join

    async with opened(WIDE, options=launch(theme=name)) as desk:
        assert desk.app.theme == name
        assert desk.app.theme_note == ""
        await join(desk)
        assert "✓ joined" in desk.outcome
        assert "send" in desk.footer


async def test_a_key_goes_round_the_themes() -> None:
    async with opened() as desk:
        before = desk.lines[2:20]
        seen = [desk.app.theme]
        for _ in NAMES:
            await desk.press("alt+t")
            seen.append(desk.app.theme)
            assert f"theme {desk.app.theme_spec.title}" in desk.footer
            assert desk.lines[2:20] == before
        assert set(seen) == set(NAMES)
        assert seen[0] == seen[-1]


async def test_no_color_means_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as desk:
        assert desk.app.theme_spec.ansi
        styles = [segment.style for strip in desk.strips for segment in strip]
        coloured = [
            style
            for style in styles
            if style is not None
            for colour in (style.color, style.bgcolor)
            if colour is not None and not colour.is_default
        ]
        assert coloured == []
        assert "F5 send" in desk.footer


async def test_no_color_goes_before_a_wanted_theme_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(options=launch(theme="ucwa-light")) as desk:
        assert desk.app.theme_spec.ansi or "NO_COLOR" not in desk.footer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "mine"\n[roles]\nprimary = "notacolour"\n', "primary"),
        ("name = ", "not TOML"),
        ('name = "mine"\nunknown = 1\n', "unknown"),
    ],
)
async def test_a_broken_theme_of_the_users_falls_back_and_says_so(text: str, said: str) -> None:
    folder = user_themes_dir()
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)
    shelf = load_themes(folder)
    async with opened(WIDE, options=launch(theme="mine"), shelf=shelf) as desk:
        assert desk.app.theme == "ucwa-dark"
        assert "mine" in desk.footer
        assert said in desk.app.theme_note
        assert desk.field("subject").value != ""


async def test_a_theme_of_the_users_own() -> None:
    folder = user_themes_dir()
    folder.mkdir(parents=True)
    text = (SHIPPED / "ucwa-light.toml").read_text().replace('name = "ucwa-light"', 'name = "mine"')
    (folder / "mine.toml").write_text(text)
    async with opened(options=launch(theme="mine"), shelf=load_themes(folder)) as desk:
        assert desk.app.theme == "mine"
        assert desk.app.theme_note == ""


async def test_an_unknown_theme_names_the_known_ones() -> None:
    async with opened(WIDE, options=launch(theme="nosuch")) as desk:
        assert "no theme 'nosuch'" in desk.footer
        assert "ucwa-dark" in desk.footer
