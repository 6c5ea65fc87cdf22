from __future__ import annotations

from pathlib import Path

import pytest
from asciidoc_train.config import Config, ConfigPath, load_config
from asciidoc_train.errors import ConfigError
from pydantic import Field


class Inner(Config):
    speed: int = Field(default=1, ge=1)


class Example(Config):
    agents: int = 100
    rows: ConfigPath | None = None
    inner: Inner = Inner()
    list_of: tuple[Inner, ...] = ()


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_defaults_stand_where_the_file_is_silent(tmp_path: Path) -> None:
    config = load_config(Example, written(tmp_path / "c.yaml", "inner: {speed: 3}\n"))
    assert (config.agents, config.inner.speed) == (100, 3)
    assert load_config(Example, written(tmp_path / "empty.yaml", "")) == Example()


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    config = load_config(Example, written(tmp_path / "c.yaml", "rows: ../x.jsonl\n"))
    assert config.rows == tmp_path.parent / "x.jsonl"


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("\nagnets: 3\n", ":2:", "did you mean `agents`?"),
        ("inner:\n  sped: 3\n", ":2:", "did you mean `speed`?"),
        ("list_of:\n  - speed: 1\n  - spede: 3\n", ":3:", "did you mean `speed`?"),
        ("zzz: 3\n", ":1:", "known are agents, inner"),
        ("agents: many\n", ":1:", "valid integer"),
        ("inner: {speed: 0}\n", ":1:", "greater than or equal to 1"),
        ("agents: 1\nagents: 2\n", ":2:", "stands here twice"),
        ("agents: [1\n", "line", "not YAML"),
        ("- 1\n", "c.yaml", "mapping"),
        ("a: !!python/object:os.system x\n", "line 1", "not YAML"),
    ],
)
def test_faults_say_where_and_what_to_do(
    tmp_path: Path, text: str, place: str, advice: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(Example, written(tmp_path / "c.yaml", text))
    assert place in str(raised.value)
    assert advice in str(raised.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_config(Example, written(tmp_path / "c.yaml", "agnets: 3\nrosw: x\n"))
    assert str(raised.value).count("did you mean") == 2


def test_overrides_win_and_are_named_in_faults(tmp_path: Path) -> None:
    file = written(tmp_path / "c.yaml", "agents: 3\n")
    assert load_config(Example, file, ["agents=7", "inner.speed=2"]).inner.speed == 2
    with pytest.raises(ConfigError, match=r"--set: unknown key `inner.sped`"):
        load_config(Example, file, ["inner.sped=2"])
    with pytest.raises(ConfigError, match="key=value"):
        load_config(Example, file, ["agents"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_config(Example, tmp_path / "none.yaml")
