from __future__ import annotations

from pathlib import Path

import pytest
from ascii_diagram_lsp.configuration import Configuration

from ascii_diagram.errors import SettingsError


@pytest.fixture(autouse=True)
def nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ASCII_DIAGRAM_BACKEND", raising=False)


def test_the_editor_is_laid_over_the_projects_file(tmp_path: Path) -> None:
    (tmp_path / "ascii-diagram.toml").write_text('width = 50\ncharset = "ascii"\n')
    configuration = Configuration()
    assert configuration.pull({"width": 60, "charset": "", "commit": {"width": None}}) == ()
    settings = configuration.settings_for(tmp_path / "a.py")
    assert (settings.width, settings.charset, settings.commit.width) == (60, "ascii", 72)


@pytest.mark.parametrize(
    "section",
    [
        {"backend": "remote"},
        {"workerCommand": ["/tmp/evil"]},
        {"local": {"model": "/tmp/evil.gguf"}},
        {"cache": {"directory": "/tmp"}},
        {"timeout": 1},
    ],
)
def test_a_workspace_cannot_choose_programs_files_or_remote_backends(
    section: dict[str, object],
) -> None:
    configuration = Configuration()
    (complaint,) = configuration.pull(section)
    assert "a workspace may not set it" in complaint
    assert configuration.settings_for(None) == Configuration().settings_for(None)


def test_a_workspace_may_choose_what_the_user_allowed() -> None:
    configuration = Configuration()
    assert configuration.pull({"backend": "none"}) == ()
    assert configuration.settings_for(None).backend == "none"
    configuration.start({"allowedBackends": ["remote"]})
    assert configuration.pull({"backend": "remote"}) == ()
    assert configuration.settings_for(None).backend == "remote"


def test_the_users_own_options_may_set_everything() -> None:
    configuration = Configuration()
    complaints = configuration.start(
        {"settings": {"backend": "remote", "local": {"threads": 2}, "workerCommand": ["w", "x"]}}
    )
    settings = configuration.settings_for(None)
    assert complaints == ()
    assert (settings.backend, settings.local.threads) == ("remote", 2)
    assert settings.worker_command == ("w", "x")
    assert configuration.worker_environment == {"ASCII_DIAGRAM_LOCAL__THREADS": "2"}


def test_unknown_names_are_told() -> None:
    configuration = Configuration()
    assert "widht" in configuration.pull({"widht": 60, "server": {"path": "x"}})[0]
    assert configuration.start("nonsense") == ()
    assert configuration.pull(None) == ()


def test_bad_values_name_the_editor() -> None:
    configuration = Configuration()
    configuration.pull({"width": "wide"})
    with pytest.raises(SettingsError, match="the editor's settings: width = 'wide'"):
        configuration.settings_for(None)


def test_features_are_switched_off() -> None:
    configuration = Configuration()
    configuration.pull({"features": {"hover": False, "codeLens": True}})
    assert not configuration.has("hover")
    assert configuration.has("codeLens")
