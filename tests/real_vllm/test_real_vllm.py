"""What the product gets from a real vLLM with an adapter that our own stages made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from ascii_diagram_models.remote.backend import RemoteBackend
from ascii_diagram_models.remote.opening import open_vllm

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
