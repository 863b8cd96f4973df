"""Jinja2 expressions in values: no statements, no calls, bounded. The only home of Jinja2's engine.

``{{ site }}``, ``{{ folder }}``, ``{{ label }}`` and ``{{ vars.NAME }}`` are known. The syntax tree
is checked against a short list before anything is evaluated: what is not on it cannot run away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import nodes as jinja_nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_SOURCE = 2_000
MAX_RESULT = 8_192
MAX_NODES = 200
MAX_NUMBER = 1 << 63
MAX_NESTING = 20
FILTERS = (
    "lower",
    "upper",
    "trim",
    "replace",
    "default",
    "int",
    "string",
    "abs",
    "length",
    "first",
    "last",
    "title",
)
NAMES = ("site", "folder", "label", "vars")
VALUES = frozenset({"Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Filter"})
OPERATORS = frozenset(
    {
        "Concat",
        "Add",
        "Sub",
        "Mul",
        "FloorDiv",
        "Mod",
        "Neg",
        "CondExpr",
        "Compare",
        "Operand",
        "And",
        "Or",
        "Not",
    }
)


class TemplateError(ValueError):
    """The expression is refused or failed; the message says why."""


Run = Callable[[Mapping[str, object]], str]


def render(source: str, values: Mapping[str, object]) -> str:
    """Evaluate the expressions in a value, with values for ``NAMES``. Raises TemplateError."""
    made = _compiled(source)
    if isinstance(made, str):
        raise TemplateError(made)
    return made(values)


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Run | str:
    """What evaluates the source, or what is wrong with it: each is worked out once."""
    try:
        return _compile(source)
    except TemplateError as error:
        return str(error)


def _compile(source: str) -> Run:
    from jinja2 import TemplateSyntaxError

    if len(source) > MAX_SOURCE:
        raise TemplateError(f"the text is longer than {MAX_SOURCE} characters")
    if _nesting(source) > MAX_NESTING:
        raise TemplateError(f"brackets are nested more than {MAX_NESTING} deep")
    environment = _environment()
    try:
        tree = environment.parse(source)
        _check(tree)
        template = environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{error.message}") from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise TemplateError("it is too complicated") from error
    return _runner(template)


def _nesting(source: str) -> int:
    """How deep brackets stand in each other at most; Python's own parser gives up at 200."""
    depth = deepest = 0
    for sign in source:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _runner(template: Any) -> Run:  # jinja2.Template, imported lazily
    from jinja2 import TemplateError as JinjaError

    expected = (JinjaError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError)

    def run(values: Mapping[str, object]) -> str:
        try:
            text: str = template.render(values)
            text.encode()
        except TemplateError:
            raise
        except expected as error:
            raise TemplateError(str(error) or type(error).__name__) from error
        if len(text) > MAX_RESULT:
            raise TemplateError(f"the result is longer than {MAX_RESULT} characters")
        return text

    return run


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Bounded(ImmutableSandboxedEnvironment):
        """A sandbox of plain values: small numbers, and no attributes but the keys of maps.

        Jinja2 types what it hands over as Any.
        """

        intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _bounded(operator, left)
            _bounded(operator, right)
            return super().call_binop(context, operator, left, right)

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            key = argument if isinstance(argument, str | int) else str(argument)
            if isinstance(obj, dict) and key in obj:
                return obj[key]
            if isinstance(obj, list | str) and isinstance(key, int) and -len(obj) <= key < len(obj):
                return obj[key]
            return self.undefined(obj=obj, name=str(key))

    environment = Bounded(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, finalize=_shown
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.filters["replace"] = _replace
    environment.globals = {}
    return environment


def _bounded(operator: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= MAX_NUMBER:
        raise TemplateError(
            f"{operator} works on whole numbers only; write | int after a text, ~ to join texts"
        )


def _shown(value: object) -> object:
    """A result as text: yes and no as YAML has them, and nothing that has no text of its own."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, dict | list):
        raise TemplateError("the result is not a single value")
    return value


def _replace(text: object, old: object, new: object) -> str:
    """``replace`` whose result is bounded before it is made."""
    whole, what, by = str(text), str(old), str(new)
    if not what:
        raise TemplateError("replace needs something to replace")
    if len(whole) + whole.count(what) * len(by) > MAX_RESULT:
        raise TemplateError(f"replace would make more than {MAX_RESULT} characters")
    return whole.replace(what, by)


def _check(tree: jinja_nodes.Template) -> None:
    from jinja2 import nodes

    for count, node in enumerate(tree.find_all(nodes.Node)):
        kind = type(node).__name__
        if kind not in VALUES and kind not in OPERATORS:
            raise TemplateError(f"{kind.lower()} is not allowed; only expressions of values are")
        if count > MAX_NODES:
            raise TemplateError("it is too complicated")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateError(f"no filter {node.name!r}; there are " + ", ".join(FILTERS))
        if isinstance(node, nodes.Name) and node.name not in NAMES:
            raise TemplateError(f"{node.name!r} is not known here; there are " + ", ".join(NAMES))
