"""C++ source as text: what is code in it, where its functions are, and what a rule found wrong."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True)
class Violation:
    """A rule broken at one place; `message` says what to do instead."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


@dataclasses.dataclass(frozen=True)
class Function:
    """A function body, and the lines from its head to its closing brace, both inside."""

    name: str
    first_line: int
    last_line: int

    @property
    def lines(self):
        return self.last_line - self.first_line + 1


# Numbers come before character literals: their ' separates digits.
_TOKENS = re.compile(
    r"""
    R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"
    | //[^\n]*
    | /\*.*?\*/
    | "(?:\\.|[^"\\\n])*"
    | \b[0-9](?:'?[\w.])*
    | '(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)


def code_of(text):
    """`text` with comments and the insides of literals blanked; every line keeps its place."""

    def blank(match):
        token = match.group()
        if token[0].isdigit():
            return token
        inside = re.sub(r"[^\n]", " ", token)
        return inside if token.startswith("/") else '"' + inside[1:-1] + '"'

    return _TOKENS.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def includes_of(text):
    """(line, name as written with its quotes or brackets) of each include."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(<[^>\n]+>|"[^"\n]+")', re.MULTILINE)
    return [(line_of(text, found.start()), found.group(1)) for found in pattern.finditer(text)]


_SCOPE = re.compile(r'\b(?:namespace|class|struct|union|enum|extern "[^"]*")[^()]*$')


def _kind_of(head, within_scopes):
    if not within_scopes:
        return "inner"
    if _SCOPE.search(head):
        return "scope"
    if head.endswith("=") or "(" not in head:
        return "value"
    return "function"


def _name_of(head):
    found = re.search(r"([~\w:]+|operator\s*\S+?)\s*\(", head)
    return found.group(1) if found else "?"


def _without_directives(code):
    return re.sub(r"^[ \t]*#[^\n]*", lambda line: " " * len(line.group()), code, flags=re.MULTILINE)


def functions_of(text):
    """The functions of C++ code, methods and named lambdas too, but nothing inside a function.

    Goes by braces: one opened at namespace or class level, after a head with parentheses.
    """
    code = _without_directives(code_of(text))
    functions = []
    blocks = []  # (kind, name, where it begins)
    closed = None  # the function whose } was the last mark
    head_start = 0
    for found in re.finditer(r"[{};]", code):
        before, closed = closed, None
        if found.group() == "{":
            head = code[head_start:found.start()]
            start = head_start + len(head) - len(head.lstrip())
            head = head.strip()
            kind = _kind_of(head, all(block[0] == "scope" for block in blocks))
            name = _name_of(head)
            if before and (not head or head.startswith(",")):
                # What closed was a member's {value} before a constructor's body.
                functions.pop()
                kind, name, start = before
            blocks.append((kind, name, start))
        elif found.group() == "}" and blocks:
            block = blocks.pop()
            if block[0] == "function":
                closed = block
                functions.append(Function(block[1], line_of(code, block[2]),
                                          line_of(code, found.start())))
        head_start = found.end()
    return functions
