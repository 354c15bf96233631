"""The query language: from text to a statement, with the parser's own words where it fails."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from simulator.quickbooks_online.api.refusals import refuse

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<string>'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w.]*)"
    r"|(?P<sign><=|>=|[=<>(),*])",
    re.DOTALL,
)
_ENDS = '\n    <EOF> \n    <AND> ...\n    "maxresults" ...\n    "orderby" ...\n    "startposition" ...'
MOST, USUAL = 1000, 100


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    column: int

    @property
    def lower(self) -> str:
        return self.text.lower() if self.kind in {"word", "sign"} else ""


@dataclass(frozen=True, slots=True)
class Literal:
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Condition:
    path: str
    operator: str
    values: tuple[Literal, ...]


@dataclass(slots=True)
class Statement:
    entity: str = ""
    columns: list[str] = field(default_factory=list)
    counts: bool = False
    conditions: list[Condition] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int = 1
    most: int = USUAL


def _tokens(text: str) -> list[Token]:
    made, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            made.append(Token("bad", text[position], position + 1))
            return made
        if match.lastgroup != "space":
            made.append(Token(str(match.lastgroup), match.group(), position + 1))
        position = match.end()
    made.append(Token("end", "", len(text) + 1))
    return made


def _unexpected(token: Token, wanted: str = _ENDS) -> NoReturn:
    shown = {"word": f"<IDENTIFIER> \"{token.text} \"", "string": f'<STRING> "{token.text} "',
             "number": f'<NUMBER> "{token.text} "', "end": "<EOF>"}.get(token.kind,
             f'"{token.text}" "{token.text} "')  # fmt: skip
    raise refuse(
        "4000",
        f'QueryParserError: Encountered " {shown}" at line 1, column {token.column}.\n'
        f"Was expecting one of:{wanted}",
    )


class Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    def parse(self) -> Statement:
        made = Statement()
        self._need("select", '\n    "select" ...')
        self._projection(made)
        self._need("from", '\n    "from" ...')
        made.entity = self._word()
        if self._take("where"):
            made.conditions.append(self._condition())
            while self._take("and"):
                made.conditions.append(self._condition())
        if self._take("orderby") or (self._take("order") and self._need("by", '\n    "by" ...')):
            self._order(made)
        self._paging(made)
        if self._now.kind != "end":
            _unexpected(self._now)
        return made

    @property
    def _now(self) -> Token:
        token = self._tokens[self._at]
        if token.kind == "bad":
            # Only now: what does not fit before it is told first.
            raise refuse(
                "4000",
                f"QueryParserError: Invalid content. Lexical error at line 1, column {token.column}.  "
                f'Encountered: "{token.text}" ({ord(token.text)}), after : ""',
            )
        return token

    def _take(self, text: str) -> bool:
        if self._now.lower != text:
            return False
        self._at += 1
        return True

    def _need(self, text: str, wanted: str = _ENDS) -> bool:
        if not self._take(text):
            _unexpected(self._now, wanted)
        return True

    def _word(self) -> str:
        token = self._now
        if token.kind != "word":
            _unexpected(token, "\n    <IDENTIFIER> ...")
        self._at += 1
        return token.text

    def _projection(self, made: Statement) -> None:
        while True:
            if self._take("*"):
                made.columns.append("*")
            else:
                word = self._word()
                if word.lower() == "count" and self._take("("):
                    self._need("*")
                    self._need(")")
                    made.counts = True
                else:
                    made.columns.append(word)
            if not self._take(","):
                return

    def _condition(self) -> Condition:
        path = self._word()
        token = self._now
        if token.lower in {"=", "<", ">", "<=", ">=", "like"}:
            self._at += 1
            return Condition(path, token.lower, (self._literal(),))
        if self._take("in"):
            self._need("(", '\n    "(" ...')
            values = [self._literal()]
            while self._take(","):
                values.append(self._literal())
            self._need(")", '\n    ")" ...')
            return Condition(path, "in", tuple(values))
        _unexpected(
            token,
            '\n    "=" ...\n    "<" ...\n    ">" ...\n    "<=" ...\n    ">=" ...'
            "\n    <IN> ...\n    <LIKE> ...",
        )

    def _literal(self) -> Literal:
        token = self._now
        self._at += 1
        if token.kind == "string":
            return Literal(re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL), quoted=True)
        if token.kind == "number" or token.lower in {"true", "false", "current_date"}:
            return Literal(token.text, quoted=False)
        self._at -= 1
        _unexpected(token, "\n    <STRING> ...\n    <NUMBER> ...\n    <BOOLEAN> ...")

    def _order(self, made: Statement) -> None:
        while True:
            path = self._word()
            down = self._take("desc")
            if not down:
                self._take("asc")
            made.order.append((path, down))
            if not self._take(","):
                return

    def _paging(self, made: Statement) -> None:
        while True:
            if self._take("startposition"):
                made.start = self._count(None)
            elif self._take("maxresults"):
                made.most = self._count(MOST)
            else:
                return

    def _count(self, most: int | None) -> int:
        token = self._now
        if token.kind != "number" or "." in token.text:
            _unexpected(token, "\n    <NUMBER> ...")
        self._at += 1
        value = int(token.text)
        if value < 1:
            raise refuse("4001", f"QueryValidationError: value {value} is too small. Min allowed value is 1")
        if most is not None and value > most:
            raise refuse(
                "4001", f"QueryValidationError: value {value} is too large. Max allowed value is {most}"
            )
        return value
