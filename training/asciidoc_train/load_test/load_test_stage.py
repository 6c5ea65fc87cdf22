"""The stage `load-test`: what a server on this machine bears."""

from __future__ import annotations

import argparse
from typing import Literal

from pydantic import Field

from ascii_diagram.settings import Settings, VllmSettings
from asciidoc_train.config import Config
from asciidoc_train.files import JsonObject
from asciidoc_train.load_test.measuring import check_own_machine, load_requests, measure
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class LoadTestConfig(Config):
    """Config of the stage `load-test`.

    Attributes:
        url: Address of the server, up to and with the version; on this machine.
        model: Name that the server knows; none where it serves just one.
        api: How it is asked; see the setting `vllm.api`.
        api_key_env: Variable of the environment with the key.
        requests: How many to ask, no two alike.
        warm_up: Asked before, and not counted.
        concurrency: Asked at the same time; one line of the result for each number.
        timeout: Most seconds of one request.
    """

    url: str = "http://127.0.0.1:8000/v1"
    model: str | None = None
    api: Literal["auto", "completions", "chat"] = "auto"
    api_key_env: str | None = None
    requests: int = Field(default=200, ge=1, le=1_000_000)
    warm_up: int = Field(default=8, ge=0, le=10_000)
    concurrency: tuple[int, ...] = Field(default=(1, 8, 32), min_length=1)
    timeout: float = Field(default=120, gt=0)


class LoadTestStage(Stage[LoadTestConfig]):
    """Asks a server as the product does, at several numbers of requests at a time."""

    name = "load-test"
    help = "ask a server on this machine as fast as it answers: requests/s, p50, p95"
    in_run = False

    @property
    def config(self) -> type[LoadTestConfig]:
        """What its config looks like."""
        return LoadTestConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the address, which is hardly ever the same."""
        parser.add_argument("--url", help="over the config's")

    def plan(self, config: LoadTestConfig, job: Job) -> Plan:
        """Say what would be asked."""
        url = _url(config, job)
        check_own_machine(url)
        steps = (
            f"ask {url} for {config.warm_up} diagrams, to warm up",
            *(
                f"ask for {config.requests} diagrams, {count} at a time, and take the times"
                for count in config.concurrency
            ),
        )
        return Plan(steps)

    def run(self, config: LoadTestConfig, job: Job) -> Outcome:
        """Measure."""
        url = _url(config, job)
        check_own_machine(url)
        rounds = [
            _round(config, url, number, count, job)
            for number, count in enumerate(config.concurrency)
        ]
        head = "concurrency  requests/s  tokens/s    p50 s    p95 s  unanswered"
        sound = not any(entry["faults"] for entry in rounds)
        return Outcome({"url": url, "rounds": rounds}, (head, *map(_line, rounds)), sound)


def _line(entry: JsonObject) -> str:
    return (
        f"{entry['concurrency']:11}  {entry['requests_per_second']:10}  "
        f"{entry['tokens_per_second']:8}  {entry['p50_seconds'] or '-':>7}  "
        f"{entry['p95_seconds'] or '-':>7}  {entry['unanswered']:10}"
    )


def _url(config: LoadTestConfig, job: Job) -> str:
    return str(getattr(job.arguments, "url", None) or config.url)


def _round(config: LoadTestConfig, url: str, number: int, count: int, job: Job) -> JsonObject:
    from ascii_diagram_models.remote.opening import open_vllm

    settings = VllmSettings(
        url=(url,),
        model=config.model,
        api=config.api,
        api_key_env=config.api_key_env,
        concurrency=count,
        timeout=config.timeout,
    )
    begin = number * (config.requests + config.warm_up)
    backend = open_vllm(Settings(vllm=settings))
    try:
        list(backend.complete(load_requests(config.warm_up, begin)))
        requests = load_requests(config.requests, begin + config.warm_up)
        with job.progress.over(f"{count} at a time", config.requests) as advance:
            load = measure(backend, requests, advance)
        return {"concurrency": count, "asked": backend.summary, **load.report()}
    finally:
        backend.close()


stage = LoadTestStage()
