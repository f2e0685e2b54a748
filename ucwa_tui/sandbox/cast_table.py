"""One `[[user]]` or `[[meeting]]` of a file: its values by key, and faults that name file, key, rule and way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class CastFault(ValueError):
    """Something in a file of users or meetings cannot be; the text is one or two sentences."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file."""

    file: str
    name: str
    number: int
    """From 1, in the order of the file."""
    values: Mapping[str, object]

    def fault(self, key: str, rule: str, way_out: str) -> CastFault:
        """What is wrong with a key. Never repeats a password."""
        return CastFault(f"{self.file}: {self.name} {self.number}: {key} {rule}. {way_out}")

    def only(self, known: Sequence[str]) -> None:
        """Raises CastFault for a key that means nothing."""
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"Do you mean {near[0]}?" if near else f"There are {', '.join(known)}."
                raise self.fault(key, "is no key", hint)

    def text(self, key: str, *, required: bool = False, limit: int = 1000) -> str:
        """The text of a key; empty where it is missing and may be."""
        value = self.values.get(key)
        if value is None and not required:
            return ""
        if value is None:
            raise self.fault(key, "is missing", f'Write {key} = "…".')
        if not isinstance(value, str):
            raise self.fault(key, "has to be text", "Put it into quotation marks.")
        if not value.strip():
            raise self.fault(key, "is empty", "Fill it in, or leave the key away.")
        if len(value) > limit:
            raise self.fault(key, f"has {len(value)} characters, at most {limit} may be", "Shorten it.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of an array."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(key, "has to be an array of names", f'Write {key} = ["dora", "erik"].')
        return tuple(value)

    def choice(self, key: str, words: Sequence[str]) -> str:
        """One of some words, in any case; empty where the key is missing."""
        value = self.text(key)
        if not value:
            return ""
        found = next((word for word in words if word.lower() == value.strip().lower()), None)
        if found is None:
            near = get_close_matches(value, words, 1)
            hint = f"Do you mean {near[0]}?" if near else f"There are {', '.join(words)}."
            raise self.fault(key, "is none of the words that there are", hint)
        return found
