"""From where a backend may be used, and how long."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ascii_diagram.errors import BackendError
from ascii_diagram.resolve.request import Request
from tests.models.remote.conftest import Open, Serve, notations

ROOT = Path(__file__).parents[3]
PROMPT = "boiler heats radiator"


def test_it_may_be_asked_inside_a_running_event_loop(serve: Serve, connect: Open) -> None:
    backend = connect(serve())

    async def ask() -> int:
        return len(notations(backend, PROMPT, f"{PROMPT} again"))

    assert asyncio.run(ask()) == 2


def test_what_is_closed_says_so(serve: Serve, connect: Open) -> None:
    backend = connect(serve())
    answers = backend.complete([Request(PROMPT)] * 40)
    next(answers)
    backend.close()
    with pytest.raises(BackendError, match="was closed"):
        list(answers)
    with pytest.raises(BackendError, match="was closed"):
        list(backend.complete([Request(PROMPT)]))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_is_told_and_does_the_first_one_no_harm(
    serve: Serve, connect: Open
) -> None:
    backend = connect(serve())
    notations(backend, PROMPT)
    child = os.fork()
    if child == 0:
        told = b""
        try:
            signal.alarm(20)
            list(backend.complete([Request(PROMPT)]))
        except BackendError as error:
            told = error.message.encode()
        finally:
            backend.close()
            os._exit(0 if b"forked" in told else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert notations(backend, f"{PROMPT} again")


def test_a_program_that_does_not_close_it_ends_in_silence(serve: Serve) -> None:
    program = (
        "import sys\n"
        "from ascii_diagram.resolve.request import Request\n"
        "from ascii_diagram.settings import Settings, VllmSettings\n"
        "from ascii_diagram_models.remote.opening import open_vllm\n"
        "backend = open_vllm(Settings(vllm=VllmSettings(url=(sys.argv[1],))))\n"
        f"next(backend.complete([Request({PROMPT!r})] * 100))\n"
    )
    command = [sys.executable, "-c", program, serve().url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
