"""What the product gets from a real vLLM with an adapter that our own stages made."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from ascii_diagram_models.remote.backend import RemoteBackend
from ascii_diagram_models.remote.connections import Connections, tls_context
from ascii_diagram_models.remote.opening import open_vllm
from ascii_diagram_models.remote.served import find_way, look_up
from ascii_diagram_models.remote.ways import Way

from ascii_diagram.notation import parse
from ascii_diagram.resolve.request import Failure, Reply, Request
from ascii_diagram.settings import Settings, VllmSettings
from tests.models.test_backend_contract import REAL_MODEL, REAL_URL
from tests.real_vllm.conftest import NAME, ROOT, Start, Trained


@contextmanager
def connected(url: str, model: str = NAME) -> Iterator[RemoteBackend]:
    backend = open_vllm(Settings(vllm=VllmSettings(url=(url,), model=model, timeout=300)))
    try:
        yield backend
    finally:
        backend.close()


def by_heart(backend: RemoteBackend) -> None:
    """Ask for all rows at once; each answer must be the row's, letter for letter."""
    from tests.real_vllm.rows import rows

    known = rows()
    answers = dict(backend.complete([Request(row.prompt) for row in known]))
    for index, row in enumerate(known):
        answer = answers[index]
        assert isinstance(answer, Reply), answer
        assert answer.notation == row.notation


def test_it_answers_the_rows_that_the_adapter_learned(url: str) -> None:
    with connected(url) as backend:
        by_heart(backend)
        assert "completions, structured_outputs" in backend.summary
        assert backend.identity.startswith(f"{NAME}@")


def test_the_backend_contract_holds(url: str) -> None:
    environment = {**os.environ, REAL_URL: url, REAL_MODEL: NAME}
    contract = "tests/models/test_backend_contract.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "real",
        contract,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout


@pytest.mark.parametrize("style", ["tui_flow", "hybrid", "ascii_art"])
def test_the_grammar_binds_even_an_untrained_model(url: str, style: str) -> None:
    with connected(url, f"{NAME}-base") as backend:
        requests = [Request(f"thing {n} sees thing {n + 1}", style, 40) for n in range(4)]  # type: ignore[arg-type]
        for _, answer in backend.complete(requests):
            if isinstance(answer, Failure):  # random weights seldom come to an end
                assert "did not finish" in answer.message
            else:
                parse(answer.notation)


SHORT = {"type": "string", "minLength": 1, "maxLength": 6}
SCHEMA = {
    "type": "object",
    "properties": {
        "direction": {"type": "string", "enum": ["right", "down"]},
        "names": {"type": "array", "items": SHORT, "minItems": 1, "maxItems": 2},
    },
    "required": ["direction", "names"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    "form",
    [
        {"structured_outputs": {"json": SCHEMA}},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "diagram", "strict": True, "schema": SCHEMA},
            }
        },
    ],
    ids=["structured_outputs", "response_format"],
)
@pytest.mark.parametrize("api", ["completions", "chat"])
def test_a_json_schema_binds_even_an_untrained_model(
    url: str, api: str, form: dict[str, object]
) -> None:
    said = {"messages": [{"role": "user", "content": "Say something."}]}
    asked = said if api == "chat" else {"prompt": "Say something."}
    body = {"model": f"{NAME}-base", "max_tokens": 200, "temperature": 0, **asked, **form}
    path = "chat/completions" if api == "chat" else "completions"
    reply = httpx.post(f"{url}/{path}", json=body, timeout=120, trust_env=False)
    assert reply.status_code == 200, reply.text
    choice = reply.json()["choices"][0]
    text = choice["message"]["content"] if api == "chat" else choice["text"]
    found = json.loads(text)
    assert set(found) == {"direction", "names"}
    assert found["direction"] in ("right", "down")
    assert all(0 < len(name) <= 6 for name in found["names"])
    assert text == json.dumps(found, separators=(",", ":"), ensure_ascii=False) or "\\" in text


def test_by_chat_a_schema_is_found_where_grammars_are_not_had(url: str) -> None:
    grammars = [Way("chat", "structured_outputs"), Way("chat", "guided_grammar")]

    async def found() -> Way:
        connections = Connections(url, "test", None, tls_context(None))
        served = await look_up(connections, f"{NAME}-base")
        try:
            return await find_way(connections, served, "chat", grammars)
        finally:
            await connections.close()

    assert asyncio.run(found()) == Way("chat", "json_schema")


def test_old_fields_are_ignored_and_do_not_count(url: str) -> None:
    """The trap: 200 and text of any form."""
    body = {
        "model": f"{NAME}-base",
        "prompt": "Say something.",
        "max_tokens": 8,
        "temperature": 0,
        "guided_grammar": 'root ::= "form-1234"',
    }
    reply = httpx.post(f"{url}/completions", json=body, timeout=120, trust_env=False)
    assert reply.status_code == 200
    assert reply.json()["choices"][0]["text"] != "form-1234"


def test_an_adapter_is_loaded_while_the_server_runs(url: str, trained: Trained) -> None:
    load = {"lora_name": "exported", "lora_path": str(trained.exported)}
    root = url.removesuffix("/v1")
    loaded = httpx.post(f"{root}/v1/load_lora_adapter", json=load, timeout=120, trust_env=False)
    assert loaded.status_code == 200, loaded.text
    with connected(url, "exported") as backend, connected(url) as first:
        by_heart(backend)
        assert backend.identity != first.identity


@pytest.mark.parametrize("split", ["tensor_parallel", "data_parallel"])
def test_two_processes_serve_the_same(start: Start, split: str) -> None:
    with ExitStack() as owner:
        url = start(owner=owner, **{split: 2})
        with connected(url) as backend:
            by_heart(backend)
