"""A stand-in for the model, so that tests say what was asked and what was answered."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager

from ascii_diagram.resolve import Backend, Cancel, Failure, Reply, Request, Resolver, Sampling
from ascii_diagram.settings import Settings


class FakeBackend:
    """A stand-in for a model: answers from a table and counts what it is asked.

    Prompts that are not in the table fail. `before_answer` is called before each answer.
    """

    identity = "fake"

    def __init__(self, **answers: str) -> None:
        self.answers = {
            "the API asks the cache": "direction: right\nAPI -> cache: asks",
            "the lexer feeds the parser": "direction: right\nlexer -> parser: feeds",
            **answers,
        }
        self.asked: list[Request] = []
        self.batches = 0
        self.opened = 0
        self.before_answer: Callable[[Request], None] = lambda request: None

    def open(self) -> Backend:
        self.opened += 1
        return self

    def complete(
        self,
        requests: Sequence[Request],
        *,
        sampling: Sampling | None = None,
        cancel: Cancel | None = None,
        deadline: float | None = None,
    ) -> Iterator[tuple[int, Reply | Failure]]:
        self.batches += 1
        for number, request in enumerate(requests):
            self.asked.append(request)
            self.before_answer(request)
            notation = self.answers.get(" ".join(request.prompt.split()))
            if notation is None:
                yield number, Failure("the fake model does not know this prompt", "ask another")
            else:
                yield number, Reply(notation, self.identity, 10, 0.1)

    def close(self) -> None:
        pass

    @contextmanager
    def opener(self, settings: Settings) -> Generator[Resolver]:
        yield Resolver(None, None, self.open)
