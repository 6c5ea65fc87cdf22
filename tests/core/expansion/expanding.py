"""Plan, resolve and finish in one call."""

from ascii_diagram.expansion import Encoding, Expansion, Mode, finish_expansion, plan_expansion
from ascii_diagram.resolve import Resolver
from ascii_diagram.settings import Settings
from tests.core.expansion.fakes import FakeBackend

PROSE = "# ascii-diagram: the API asks the cache\n"


def expand(
    text: str,
    backend: FakeBackend | None = None,
    *,
    path: str | None = "a.py",
    mode: Mode = "expand",
    force: bool = False,
    settings: Settings | None = None,
    encoding: Encoding | None = None,
) -> Expansion:
    plan = plan_expansion(
        text,
        path=path,
        settings=settings or Settings(),
        mode=mode,
        force=force,
        encoding=encoding,
    )
    resolver = Resolver(None, None, backend.open if backend else None)
    answers = resolver.resolve(plan.requests)
    return finish_expansion(plan, {plan.requests[number]: answer for number, answer in answers})


def actions(expansion: Expansion) -> list[str]:
    return [outcome.action for outcome in expansion.outcomes]


def states(text: str, path: str = "a.py") -> list[str]:
    return [outcome.state for outcome in expand(text, path=path, mode="check").outcomes]
