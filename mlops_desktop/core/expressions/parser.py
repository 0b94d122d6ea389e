"""From text to tree, by precedence climbing.

From loose to tight: ``or`` · ``and`` · ``not`` · comparisons and tests · ``&`` · ``+ -`` ·
``* / %`` · ``-`` before a value · ``^`` (from the right; ``-2 ^ 2`` is −4).
"""

from __future__ import annotations

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import tree
from mlops_desktop.core.expressions.faults import fault
from mlops_desktop.core.expressions.tokens import Kind, Token, tokenize
from mlops_desktop.core.expressions.tree import Expression, Node

MAX_DEPTH = 100

OR, AND, NOT, COMPARISON, JOIN, SUM, PRODUCT, SIGN, POWER = range(1, 10)

PRECEDENCE = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(tree.COMPARISONS, COMPARISON),
    **dict.fromkeys(("in", "between", "contains", "starts", "ends", "matches", "is"), COMPARISON),
    "not": COMPARISON,  # between operand and test: "x not in (…)"
    "&": JOIN,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    "^": POWER,
}
_LITERALS = {
    Kind.TEXT: ColumnType.TEXT,
    Kind.INTEGER: ColumnType.INTEGER,
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.DATE: ColumnType.DATE,
    Kind.DATETIME: ColumnType.DATETIME,
}
_VALUE = "a column, a value or a function"
_TESTS = ("in", "between", "contains", "starts", "ends", "matches")


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        UserError: ``expression.*`` with the position and what was expected; never another error,
            whatever the text.
    """
    return Expression(_Parser(text).whole(), text)


class _Parser:
    """Walks over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._next = 0
        self._level = 0
        self._depths: dict[int, int] = {}
        self._kept: list[Node] = []  # an id stays one node's only while the node lives

    @property
    def token(self) -> Token:
        return self._tokens[self._next]

    def whole(self) -> Node:
        """Read the whole text."""
        if self._is_over():
            raise fault("expression.empty", self._text, 0)
        node = self.expression(0)
        if not self._is_over():
            raise self.unexpected("“and”, “or”, an operator or the end")
        return node

    def _is_over(self) -> bool:
        return self.token.kind is Kind.END

    def expression(self, loosest: int) -> Node:
        """Read operands and operators that bind more tightly than ``loosest``."""
        self._level += 1
        if self._level > MAX_DEPTH:
            raise self._too_deep(self.token.at)
        left = self._operand()
        while (precedence := self._precedence()) > loosest:
            left = self._operation(left, precedence)
        self._level -= 1
        return left

    def unexpected(self, expected: str) -> UserError:
        """Return the error for the present token."""
        token = self.token
        if token.kind is Kind.END:
            return fault("expression.ended", self._text, token.at, expected=expected)
        found = self._text[token.at : token.end]
        shown = found if len(found) <= 40 else found[:39] + "…"
        return fault("expression.expected", self._text, token.at, expected=expected, found=shown)

    def _too_deep(self, at: int) -> UserError:
        return fault("expression.too_deep", self._text, at, limit=MAX_DEPTH)

    def _take(self) -> Token:
        token = self.token
        self._next += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self.token.kind in (Kind.SIGN, Kind.KEYWORD) and self.token.text in texts

    def _expect(self, text: str, expected: str = "") -> Token:
        if not self._is(text):
            raise self.unexpected(expected or f"“{text}”")
        return self._take()

    def _precedence(self) -> int:
        if self.token.kind not in (Kind.SIGN, Kind.KEYWORD):
            return 0
        return PRECEDENCE.get(self.token.text, 0)

    def _made(self, node: Node) -> Node:
        """Return a finished node, unless it makes the tree too deep."""
        depth = 1 + max((self._depths.get(id(part), 1) for part in tree.parts(node)), default=0)
        if depth > MAX_DEPTH:
            raise self._too_deep(node.at)
        self._depths[id(node)] = depth
        self._kept.append(node)
        return node

    def _operand(self) -> Node:
        if self._is("not"):
            at = self._take().at
            return self._made(tree.Unary("not", self.expression(NOT), at))
        if self._is("-"):
            at = self._take().at
            return self._made(tree.Unary("-", self.expression(SIGN), at))
        if self._is("("):
            self._take()
            node = self.expression(0)
            self._expect(")", "“)” or an operator")
            return node
        return self._atom()

    def _atom(self) -> Node:
        token = self.token
        if token.kind in _LITERALS:
            self._take()
            return self._made(tree.Literal(_LITERALS[token.kind], token.value, token.at))
        if self._is("true", "false"):
            self._take()
            return self._made(tree.Literal(ColumnType.BOOLEAN, token.text == "true", token.at))
        if self._is("missing"):
            self._take()
            return self._made(tree.Literal(None, None, token.at))
        if token.kind is Kind.COLUMN:
            self._take()
            return self._made(tree.Name(token.text, token.at))
        if token.kind is Kind.WORD:
            self._take()
            if self._is("("):
                return self._call(token)
            return self._made(tree.Name(token.text, token.at))
        raise self.unexpected(_VALUE)

    def _call(self, name: Token) -> Node:
        self._take()
        arguments: list[Node] = []
        if not self._is(")"):
            arguments = self._list("“,” or “)”")
        self._expect(")")
        return self._made(tree.Call(name.text.lower(), tuple(arguments), name.at))

    def _list(self, expected: str) -> list[Node]:
        items = [self.expression(0)]
        while self._is(","):
            self._take()
            items.append(self.expression(0))
        if not self._is(")"):
            raise self.unexpected(expected)
        return items

    def _operation(self, left: Node, precedence: int) -> Node:
        if precedence == COMPARISON:
            return self._comparison(left)
        token = self._take()
        operator = token.text
        if operator in tree.CHAINS:
            operands = [left, self.expression(precedence)]
            while self._is(operator):
                self._take()
                operands.append(self.expression(precedence))
            return self._made(tree.Chain(operator, tuple(operands), token.at))
        # "^" groups from the right and takes a sign: 2 ^ -1.
        tightest = SIGN if operator == "^" else precedence
        return self._made(tree.Binary(operator, left, self.expression(tightest), token.at))

    def _comparison(self, left: Node) -> Node:
        is_negated = self._is("not")
        if is_negated:
            self._take()
            if not self._is(*_TESTS):
                raise self.unexpected("“in”, “between”, “contains”, “starts with” or “matches”")
        token = self._take()
        node = self._made(self._test(left, token))
        if is_negated:
            node = self._made(tree.Unary("not", node, token.at))
        if self._precedence() == COMPARISON:
            raise fault("expression.chained", self._text, self.token.at)
        return node

    def _test(self, left: Node, token: Token) -> Node:
        match token.text:
            case "is":
                is_denied = self._is("not")
                if is_denied:
                    self._take()
                self._expect("missing", "“missing” or “not missing”")
                found = tree.IsMissing(left, token.at)
                return tree.Unary("not", self._made(found), token.at) if is_denied else found
            case "in":
                self._expect("(", "“(” and the values, such as (1, 2, 3)")
                options = self._list("“,” or “)”")
                self._expect(")")
                return tree.Among(left, tuple(options), token.at)
            case "between":
                low = self.expression(COMPARISON)
                self._expect("and", "“and” and the upper end")
                return tree.Between(left, low, self.expression(COMPARISON), token.at)
            case "starts" | "ends":
                self._expect("with")
                operator = f"{token.text} with"
                return tree.Binary(operator, left, self.expression(COMPARISON), token.at)
            case operator:
                return tree.Binary(operator, left, self.expression(COMPARISON), token.at)
