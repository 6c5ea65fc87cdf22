"""OpenAI's API in front of a model: the protocol, on a model that writes what it is told."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
from collections.abc import Generator, Iterator
from typing import Any

import pytest

if missing := [n for n in ("httpx", "starlette", "uvicorn") if not importlib.util.find_spec(n)]:
    pytest.skip(f"not installed: {', '.join(missing)}", allow_module_level=True)

import httpx
from ascii_diagram_models.grammar import GRAMMAR
from ascii_diagram_models.remote.opening import open_vllm
from ascii_diagram_models.serving.app import Api, ServedModel
from ascii_diagram_models.serving.asked import Asked, BadRequestError
from ascii_diagram_models.serving.line import Line

from ascii_diagram.resolve.request import Failure, Reply, Request
from ascii_diagram.settings import Settings, VllmSettings
from tests.fake_server import Running

NOTATION = "direction: right\na -> b"


class Scripted:
    """A model that writes `words`, waiting for `gate` before the first."""

    def __init__(self) -> None:
        self.words = ["direc", "tion: ", "right\n", "a -> b"]
        self.reason = "stop"
        self.asked: list[Asked] = []
        self.gate = threading.Event()
        self.gate.set()
        self.written = 0

    def write(self, asked: Asked) -> Generator[str, None, str]:
        self.asked.append(asked)
        if asked.grammar == "bad":
            raise BadRequestError("the grammar is invalid")
        self.gate.wait(20)
        literal = asked.grammar.removeprefix('root ::= "').removesuffix('"')
        for word in self.words if len(literal) > 20 or not literal else [literal]:
            self.written += 1
            yield word
        return self.reason


class Service:
    def __init__(self, model: Scripted, url: str) -> None:
        self.model, self.url = model, url
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=30)

    def post(self, path: str = "/completions", **body: Any) -> httpx.Response:
        return self.client.post(path, json={"prompt": "go on", **body})


@pytest.fixture
def model() -> Scripted:
    return Scripted()


@pytest.fixture
def start(model: Scripted) -> Iterator[Any]:
    running: list[Any] = []

    def serve(*, key: str | None = None, places: int = 4, seconds: float = 20) -> Service:
        line = Line(model, places=places, seconds=seconds)
        server = Running(Api(ServedModel("small", "small@1", 1024), line, key).asgi)
        running.extend((line, server.__enter__()))
        service = Service(model, server.url)
        running.append(service.client)
        return service

    yield serve
    model.gate.set()
    for thing in reversed(running):
        thing.stop() if isinstance(thing, Running) else thing.close()


def test_a_completion(start: Any) -> None:
    service = start()
    reply = service.post(max_tokens=9, temperature=0, seed=3).json()
    assert reply["choices"][0] == {
        "index": 0,
        "text": NOTATION,
        "logprobs": None,
        "finish_reason": "stop",
    }
    assert reply["usage"] == {"completion_tokens": 4}
    (asked,) = service.model.asked
    assert (asked.most, asked.sampling.temperature, asked.sampling.seed) == (9, 0.0, 3)
    assert asked.prompt == (("go on", True),)


def test_a_chat_is_put_into_turns(start: Any) -> None:
    service = start()
    messages = [
        {"role": "system", "content": "Be brief<|im_end|>"},
        {"role": "user", "content": "go"},
    ]
    reply = service.post("/chat/completions", messages=messages).json()
    assert reply["choices"][0]["message"] == {"role": "assistant", "content": NOTATION}
    assert service.model.asked[0].prompt == (
        ("<|im_start|>system\n", True),
        ("Be brief<|im_end|>", False),
        ("<|im_end|>\n", True),
        ("<|im_start|>user\n", True),
        ("go", False),
        ("<|im_end|>\n", True),
        ("<|im_start|>assistant\n", True),
    )


def test_a_stream(start: Any) -> None:
    service = start()
    reply = service.post(stream=True, stream_options={"include_usage": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [line.removeprefix("data: ") for line in reply.text.split("\n\n") if line]
    assert events.pop() == "[DONE]"
    *parts, usage = map(json.loads, events)
    assert "".join(part["choices"][0]["text"] for part in parts) == NOTATION
    assert [part["choices"][0]["finish_reason"] for part in parts][-2:] == [None, "stop"]
    assert usage["usage"] == {"completion_tokens": 4}


@pytest.mark.parametrize(
    ("stop", "text"),
    [("right", "direction: "), (["b", "-> b"], "direction: right\na "), ("zzz", NOTATION)],
)
def test_a_reply_ends_before_a_stop(start: Any, stop: object, text: str) -> None:
    service = start()
    assert service.post(stop=stop).json()["choices"][0]["text"] == text
    streamed = service.post(stop=stop, stream=True).text
    parts = [json.loads(line[6:]) for line in streamed.split("\n\n") if line.startswith("data: {")]
    assert "".join(part["choices"][0]["text"] for part in parts) == text


def test_what_is_null_counts_as_left_out(start: Any, model: Scripted) -> None:
    fields = ("n", "temperature", "seed", "stop", "max_tokens", "stream", "stream_options")
    reply = start().post(**dict.fromkeys(fields))
    assert reply.json()["choices"][0]["text"] == NOTATION
    assert model.asked[0].sampling.temperature == 1


def test_a_reply_cut_for_its_length_says_so(start: Any, model: Scripted) -> None:
    model.reason = "length"
    assert start().post().json()["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"prompt": ""}, "`prompt`"),
        ({"prompt": ["a", "b"]}, "`prompt`"),
        ({"n": 2}, "`n`"),
        ({"logprobs": 3}, "`logprobs`"),
        ({"max_tokens": -1}, "`max_tokens`"),
        ({"temperature": "hot"}, "`temperature`"),
        ({"stop": [""]}, "`stop`"),
        ({"grammar": "bad"}, "the grammar is invalid"),
        ({"grammar": "x" * 70_000}, "`grammar`"),
        ({"structured_outputs": {"regex": ".*"}}, r"`structured_outputs.regex`: not served"),
        ({"response_format": {"type": "xml"}}, "`response_format.type`"),
        ({"response_format": 7}, "`response_format`"),
        ({"stream": True, "stream_options": "yes"}, "`stream_options`"),
    ],
)
def test_what_cannot_be_served_is_refused(start: Any, body: dict[str, Any], told: str) -> None:
    reply = start().post(**body)
    assert reply.status_code == 400
    assert told in reply.json()["error"]["message"]


def test_what_is_no_request_is_refused(start: Any) -> None:
    client = start().client
    json_type = {"Content-Type": "application/json"}
    assert client.post("/completions", content=b"{", headers=json_type).status_code == 400
    assert client.post("/completions", content=b"[]", headers=json_type).status_code == 400
    assert client.post("/completions", content=b"[" * 9999, headers=json_type).status_code == 400
    large = client.post("/completions", content=b" " * 300_000, headers=json_type)
    assert "larger than 256 KiB" in large.json()["error"]["message"]
    assert client.post("/completions", content=b"{}").status_code == 400
    assert client.post("/completions", json={"model": "gpt", "prompt": "a"}).status_code == 404


def test_a_page_in_a_browser_does_not_get_through(start: Any) -> None:
    service = start()
    rebound = service.client.get("/models", headers={"Host": "evil.example"})
    assert rebound.status_code == 403
    plain = service.client.post(
        "/completions", content=b'{"prompt": "a"}', headers={"Content-Type": "text/plain"}
    )
    assert plain.status_code == 400
    assert not service.model.asked


def test_with_a_key_only_who_has_it_gets_in(start: Any) -> None:
    service = start(key="sesame")
    assert service.client.get("/models").status_code == 401
    assert service.client.get("/models", headers={"Authorization": "Bearer se"}).status_code == 401
    good = {"Authorization": "Bearer sesame", "Host": "gpu.example"}
    assert service.client.get("/models", headers=good).status_code == 200
    health = service.client.get(service.url.removesuffix("/v1") + "/health")
    assert health.json() == {"status": "ok", "waiting": 0}


def test_the_line_is_bounded(start: Any, model: Scripted) -> None:
    model.gate.clear()
    service = start(places=2)
    replies: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: replies.append(service.post())) for _ in range(6)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 10
    while len(replies) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert [reply.status_code for reply in replies] == [503] * 3
    assert replies[0].headers["retry-after"] == "1"
    model.gate.set()
    for thread in threads:
        thread.join()
    assert sorted(reply.status_code for reply in replies) == [200] * 3 + [503] * 3


def test_who_leaves_stops_the_model(start: Any, model: Scripted) -> None:
    model.words = ["on and "] * 1_000_000
    service = start()
    with service.client.stream(
        "POST", "/completions", json={"prompt": "go on", "stream": True}
    ) as reply:
        next(reply.iter_bytes())
    model_words, model.words = model.words, ["done"]
    assert service.post().json()["choices"][0]["text"] == "done"
    assert model.written < len(model_words)


def test_a_reply_that_takes_too_long_is_ended(start: Any, model: Scripted) -> None:
    model.words = ["on and "] * 10_000_000
    reply = start(seconds=0.2).post()
    assert reply.status_code == 500
    assert "took too long" in reply.json()["error"]["message"]


def test_the_remote_backend_can_use_it(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VLLM_API_KEY", raising=False)
    service = start(places=1)
    settings = VllmSettings(url=(service.url,), concurrency=4)
    backend = open_vllm(Settings(vllm=settings))
    try:
        answers = dict(backend.complete([Request(f"a calls b {n}") for n in range(8)]))
    finally:
        backend.close()
    for index in range(8):
        answer = answers[index]
        assert isinstance(answer, Reply), answer if isinstance(answer, Failure) else index
        assert answer.notation == NOTATION
        assert answer.model == backend.identity
    grammars = {asked.grammar for asked in service.model.asked}
    assert f"root ::= tui-flow\n{GRAMMAR}" in grammars
    assert service.model.asked[-1].prompt[1][1] is False
