"""Who may point the product at a server, and how servers are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ascii_diagram.errors import SettingsError
from ascii_diagram.settings import load_settings


def test_without_settings_nobody_but_this_machine_is_asked() -> None:
    settings = load_settings(None)
    assert settings.backend == "local"
    assert settings.vllm.url == ("http://127.0.0.1:8000/v1",)


def test_one_or_several_addresses(user_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user_file.write_text('backend = "vllm"\n[vllm]\nurl = "https://gpu.example/v1/"\nmodel = "a"')
    settings = load_settings(None)
    assert (settings.backend, settings.vllm.model) == ("vllm", "a")
    assert settings.vllm.url == ("https://gpu.example/v1",)
    monkeypatch.setenv(
        "ASCII_DIAGRAM_VLLM__URL", "http://10.0.0.1:8000/v1, http://10.0.0.2:8000/v1"
    )
    monkeypatch.setenv("ASCII_DIAGRAM_VLLM__CONCURRENCY", "64")
    settings = load_settings(None)
    assert settings.vllm.url == ("http://10.0.0.1:8000/v1", "http://10.0.0.2:8000/v1")
    assert (settings.vllm.model, settings.vllm.concurrency) == ("a", 64)


@pytest.mark.parametrize("line", ['backend = "vllm"', '[vllm]\nurl = "https://evil.example/v1"'])
def test_a_repository_may_not_enable_a_remote(repository: Path, line: str) -> None:
    (repository / "ascii-diagram.toml").write_text(line)
    with pytest.raises(SettingsError, match="may not be set by a repository") as caught:
        load_settings(repository / "a.py")
    assert "ASCII_DIAGRAM_" in caught.value.hint


@pytest.mark.parametrize("line", ["vllm.url = 'https://evil.example/v1'", "backend = 'vllm'"])
def test_nor_may_it_where_the_user_chose_a_remote(
    repository: Path, user_file: Path, line: str
) -> None:
    user_file.write_text('backend = "vllm"\n[vllm]\nurl = "https://gpu.example/v1"')
    (repository / "ascii-diagram.toml").write_text(line)
    with pytest.raises(SettingsError, match="may not be set by a repository"):
        load_settings(repository / "a.py")


@pytest.mark.parametrize(
    "address",
    [
        "gpu.example",
        "ftp://gpu.example/v1",
        "http://gpu.example/v1?key=1",
        "http:///v1",
        "http://a b",
        "http://[::1/v1",
        "http://gpu.example:99999/v1",
        "http://gpu.example:many/v1",
        "http://gpu.example\\.evil.example/v1",
        "http://gpu\x1b[31m/v1",
    ],
)
def test_what_is_no_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCII_DIAGRAM_VLLM__URL", address)
    with pytest.raises(SettingsError, match="expected an address such as http"):
        load_settings(None)


def test_a_password_in_an_address_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASCII_DIAGRAM_VLLM__URL", "https://me:hunter2@gpu.example/v1")
    with pytest.raises(SettingsError, match="without a password") as caught:
        load_settings(None)
    assert "hunter2" not in str(caught.value)
    assert "gpu.example" in str(caught.value)
