import os
from pathlib import Path

import pytest

from ascii_diagram.errors import SettingsError
from ascii_diagram.settings import Settings, load_settings


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults(repository: Path) -> None:
    assert load_settings(repository) == Settings().located(repository, repository)
    assert load_settings(None) == Settings()


@pytest.mark.parametrize("name", ["ascii-diagram.toml", "pyproject.toml"])
def test_settings_that_are_a_pipe_hang_nothing(repository: Path, name: str) -> None:
    os.mkfifo(repository / name)
    if name == "pyproject.toml":
        assert load_settings(repository / "a.py") == Settings().located(repository, repository)
    else:
        with pytest.raises(SettingsError, match="not a regular file"):
            load_settings(repository / "a.py")


def test_each_source_beats_the_one_below(
    repository: Path, user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository / "ascii-diagram.toml", "width = 61\ncharset = 'ascii'\nlock = true")
    assert load_settings(repository / "a.py").width == 61
    write(user_file, "width = 62")
    assert load_settings(repository / "a.py").width == 62
    monkeypatch.setenv("ASCII_DIAGRAM_WIDTH", "63")
    assert load_settings(repository / "a.py").width == 63
    settings = load_settings(repository / "a.py", flags={"width": 64, "charset": None})
    assert (settings.width, settings.charset, settings.lock) == (64, "ascii", True)


def test_tables_are_laid_over_each_other(
    repository: Path, user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository / "ascii-diagram.toml", "[commit]\nwidth = 60\nprompt = 'keep'")
    write(user_file, "[local]\nthreads = 2\nmodel = 'small.gguf'")
    monkeypatch.setenv("ASCII_DIAGRAM_LOCAL__THREADS", "3")
    settings = load_settings(repository, flags={"commit.width": 50})
    assert (settings.commit.width, settings.commit.prompt) == (50, "keep")
    assert settings.local.threads == 3
    assert settings.local.model == user_file.parent / "small.gguf"


def test_environment_lists_and_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCII_DIAGRAM_EXCLUDE", "vendor/, *.min.js")
    monkeypatch.setenv("ASCII_DIAGRAM_WORKER_COMMAND", "'/opt/my tools/worker' --quiet")
    monkeypatch.setenv("ASCII_DIAGRAM_WIDTH", "")
    settings = load_settings(None)
    assert settings.exclude == ("vendor/", "*.min.js")
    assert settings.worker_command == ("/opt/my tools/worker", "--quiet")
    assert settings.width == 80


@pytest.mark.parametrize(
    ("line", "key", "variable"),
    [
        ("backend = 'remote'", "backend", "ASCII_DIAGRAM_BACKEND"),
        ("worker_command = ['sh', '-c', 'x']", "worker_command", "ASCII_DIAGRAM_WORKER_COMMAND"),
        ("timeout = 1", "timeout", "ASCII_DIAGRAM_TIMEOUT"),
        ("[local]\nmodel = '/tmp/x.gguf'", "local.model", "ASCII_DIAGRAM_LOCAL__MODEL"),
        ("[cache]\ndirectory = '/'", "cache.directory", "ASCII_DIAGRAM_CACHE__DIRECTORY"),
        ("[commit]\non_error = 'fail'", "commit.on_error", "ASCII_DIAGRAM_COMMIT__ON_ERROR"),
        ("[commit]\ntimeout = 99", "commit.timeout", "ASCII_DIAGRAM_COMMIT__TIMEOUT"),
    ],
)
@pytest.mark.parametrize("file", ["ascii-diagram.toml", "pyproject.toml"])
def test_a_repository_sets_looks_only(
    repository: Path, user_file: Path, file: str, line: str, key: str, variable: str
) -> None:
    if file == "pyproject.toml":
        line = "[tool.ascii-diagram]\n" + line.replace(
            "[", "[tool.ascii-diagram.", 1 if line[0] == "[" else 0
        )
    path = write(repository / file, line)
    with pytest.raises(SettingsError) as caught:
        load_settings(repository / "deep" / "a.py")
    assert caught.value.message == f"{path}: {key} may not be set by a repository"
    assert str(user_file) in caught.value.hint
    assert variable in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("widht = 60", "widht: no such setting", "did you mean width?"),
        ("[commit]\nwidht = 60", "commit.widht: no such setting", "did you mean commit.width?"),
        ("threads = 2", "threads: no such setting", "did you mean local.threads?"),
        ("colour = 2", "colour: no such setting", "the settings are width, charset,"),
        ("width = 'wide'", "width = 'wide': expected a valid integer", ""),
        ("width = 5", "width = 5: expected greater than or equal to 10", ""),
        ("width = 9999", "width = 9999: expected less than or equal to 1000", ""),
        ("charset = 'utf'", "charset = 'utf': expected 'unicode', 'ascii'", ""),
        ("direction = 'up!'", "direction = 'up!': expected 'right', 'down', 'left' or 'up'", ""),
        ("commit = 3", "commit = 3: expected a table", ""),
        ("exclude = ['a', 3]", "exclude = 3: expected a valid string", ""),
        ("commit.prompt = 'hide'", "commit.prompt = 'hide': expected 'caption', 'keep'", ""),
    ],
)
def test_faults_name_file_key_and_remedy(
    repository: Path, text: str, message: str, hint: str
) -> None:
    file = write(repository / "ascii-diagram.toml", text)
    with pytest.raises(SettingsError) as caught:
        load_settings(repository)
    assert caught.value.message.startswith(f"{file}: {message}")
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ASCII_DIAGRAM_LOCAL__THREADS", "0", "ASCII_DIAGRAM_LOCAL__THREADS = '0': expected"),
        ("ASCII_DIAGRAM_LOCAL__THREDS", "1", "ASCII_DIAGRAM_LOCAL__THREDS: no such setting"),
        ("ASCII_DIAGRAM_LOCAL_THREADS", "1", "unknown variable ASCII_DIAGRAM_LOCAL_THREADS"),
        ("ASCII_DIAGRAM_WIDHT", "60", "unknown variable ASCII_DIAGRAM_WIDHT"),
        ("ASCII_DIAGRAM_LOCAL", "{", "environment: error parsing"),
        ("ASCII_DIAGRAM_BACKEND", "../x", "ASCII_DIAGRAM_BACKEND = '../x'"),
    ],
)
def test_faults_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=message.replace("(", r"\(")):
        load_settings(None)


def test_variables_of_other_parts_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASCII_DIAGRAM_DISABLE", "1")
    monkeypatch.setenv("MY_WIDTH", "1")
    assert load_settings(None) == Settings()


def test_faults_in_flags() -> None:
    with pytest.raises(SettingsError, match=r"^--width = 'x': expected a valid integer"):
        load_settings(None, flags={"width": "x"})
    with pytest.raises(SettingsError, match=r"^--commit\.widht: no such setting"):
        load_settings(None, flags={"commit.widht": 3})


def test_syntax_errors_name_file_and_line(repository: Path) -> None:
    file = write(repository / "ascii-diagram.toml", "width = 60\nwidth = \n")
    with pytest.raises(SettingsError) as caught:
        load_settings(repository)
    assert str(file) in caught.value.message
    assert "line 2" in caught.value.message
    file.write_bytes(b"width = 60\n# caf\xe9\n")
    with pytest.raises(SettingsError, match="line 2: not UTF-8"):
        load_settings(repository)


def test_control_characters_in_names_are_not_printed(repository: Path) -> None:
    write(repository / "ascii-diagram.toml", '"wid\\u001b[31mth" = 1')
    with pytest.raises(SettingsError) as caught:
        load_settings(repository)
    assert "\x1b" not in str(caught.value)


def test_the_result_is_immutable() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().width = 3
    with pytest.raises(ValueError, match="frozen"):
        Settings().local.threads = 3


def test_a_changed_file_is_read_again(repository: Path) -> None:
    file = write(repository / "ascii-diagram.toml", "width = 60")
    assert load_settings(repository).width == 60
    write(file, "width = 61")
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    assert load_settings(repository).width == 61
    file.unlink()
    assert load_settings(repository).width == 80


def test_the_source_of_flags_may_have_a_name() -> None:
    with pytest.raises(SettingsError, match=r"^the editor: width = 'x'"):
        load_settings(None, flags={"width": "x"}, flags_name="the editor")
