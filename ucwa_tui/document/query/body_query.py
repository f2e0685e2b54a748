"""The body of an exchange to look things up in, in the language that goes with its grammar."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from ucwa_tui.document.grammar import Grammar, grammar_of, laid_out, lexer_of
from ucwa_tui.document.growing import Step
from ucwa_tui.document.lexers import PLAIN
from ucwa_tui.document.lines import Line, StoredLines, note, notes
from ucwa_tui.document.query.answers import MOST_MATCHES, Findings, QueryError, QueryStopped, Stop
from ucwa_tui.document.text_parts import text_parts
from ucwa_tui.protocol.payload_error import PayloadError
from ucwa_tui.wire.decode import decode_text
from ucwa_tui.wire.exchange import Exchange
from ucwa_tui.wire.http1 import HttpMessage, parse_request, parse_response

if TYPE_CHECKING:
    from ucwa_tui.document.query.jsonpath import JsonBody
    from ucwa_tui.document.query.xpath import XmlBody


class Language(StrEnum):
    """What an expression is written in."""

    JSONPATH = "JSONPath"
    XPATH = "XPath"


_LANGUAGES = {Grammar.JSON: Language.JSONPATH, Grammar.XML: Language.XPATH}
EXAMPLES = {Language.JSONPATH: "$..href or $._links.self", Language.XPATH: "//link/@href or //property[@name='state']"}


def check(expression: str, language: Language) -> str:
    """What is wrong with an expression; the empty text: nothing. May hold what was typed."""
    if language is Language.JSONPATH:
        from ucwa_tui.document.query.jsonpath import check_jsonpath

        return check_jsonpath(expression)
    from ucwa_tui.document.query.xpath import check_xpath

    return check_xpath(expression)


class BodyQuery:
    """The answer's body; where it has none, the request's. It is laid out and parsed when it is first asked.

    Args:
        exchange: running or ended.

    Raises:
        QueryError: neither body is JSON or XML.
    """

    def __init__(self, exchange: Exchange) -> None:
        for which, message in (
            ("answer", parse_response(exchange.response, exchange.method)),
            ("request", parse_request(exchange.request)),
        ):
            self.which = which
            self._message: HttpMessage = message
            if message.body:
                break
        else:
            raise QueryError("neither the answer nor the request has a body")
        self._content_type = message.header("Content-Type")
        self._text = decode_text(message).text.replace("\r\n", "\n")
        self._grammar = grammar_of(self._content_type, self._text)
        language = _LANGUAGES.get(self._grammar)
        if language is None:
            raise QueryError(f"the {self.which}'s body is neither JSON nor XML")
        self.language = language
        self._laid_out: str | None = None
        self._spare: list[JsonBody | XmlBody] = []
        """What nothing looks through at the moment: one at most."""

    def find(self, expression: str, stop: Stop) -> Findings:
        """What an expression finds; takes a while where the body is long. Several threads may ask at once.

        Raises:
            QueryError: expression or body cannot be used.
            QueryStopped: `stop` said so.
        """
        body = self._body()
        try:
            return body.find(expression, stop)
        finally:
            self._spare[:] = [body]

    def _body(self) -> JsonBody | XmlBody:
        """One that nothing looks through: what was given up may still be at work in another."""
        try:
            return self._spare.pop()
        except IndexError:
            return self._parse()

    def _parse(self) -> JsonBody | XmlBody:
        try:
            text = self._laid_out = self._laid_out or laid_out(self._text, self._grammar)
        except PayloadError as error:
            raise QueryError(str(error)) from None
        if self.language is Language.JSONPATH:
            from ucwa_tui.document.query.jsonpath import JsonBody

            return JsonBody(text)
        from ucwa_tui.document.query.xpath import XmlBody

        return XmlBody(text)

    def steps(self, findings: Findings, wrap: int) -> Iterator[Step]:
        """What was found as a document: the path of each match, and its value.

        Args:
            findings: from `find`.
            wrap: cells in a row.
        """
        lexer = lexer_of(self._grammar, self._content_type)
        yield Step((notes(findings.notes, wrap),), anew=True)
        for number, match in enumerate(findings.found):
            blank = [Line("")] if number else []
            values = text_parts(match.value, lexer if match.structured else PLAIN, wrap)
            yield Step((StoredLines([*blank, note(match.path)]), *values))


def count_words(findings: Findings) -> str:
    """How many matches there are."""
    count = len(findings.found)
    if findings.more:
        return f"the first {count:,} matches"
    return f"{count:,} match{'es' if count != 1 else ''}"


__all__ = ["MOST_MATCHES", "BodyQuery", "Language", "QueryError", "QueryStopped", "check", "count_words"]
