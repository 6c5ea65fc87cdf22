import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascii_diagram.errors import FileError
from ascii_diagram.expansion.walk import find_files

GIT = shutil.which("git")


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x\n")


def found(*paths: Path) -> list[str]:
    return [str(file.path) for file in find_files(paths) if file.error is None]


def below(root: Path) -> list[str]:
    return [Path(path).relative_to(root).as_posix() for path in found(root)]


@pytest.mark.parametrize("name", [".gitignore", ".git/info/exclude"])
def test_an_ignore_file_that_is_a_pipe_hangs_nothing(tmp_path: Path, name: str) -> None:
    make(tmp_path, ".git/HEAD", ".git/info/x", "a")
    os.mkfifo(tmp_path / name)
    assert below(tmp_path) == ["a"]


def test_a_folder_that_nobody_may_look_into_is_a_fault_and_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a/x", "b/x")
    stat = Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if "a" in path.relative_to(tmp_path).parts:
            raise PermissionError(13, "Permission denied")
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert below(tmp_path) == ["a/x", "b/x"]
    assert found(tmp_path / "a" / "x") == [str(tmp_path / "a" / "x")]


def test_order_is_stable_and_each_file_comes_once(tmp_path: Path) -> None:
    make(tmp_path, "b", "a/z", "a/b", "c")
    expected = ["a/b", "a/z", "b", "c"]
    assert below(tmp_path) == expected
    assert len(found(tmp_path, tmp_path / "b", tmp_path / "a")) == 4


def test_paths_are_shown_as_the_user_wrote_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "src/a", "src/deep/b")
    monkeypatch.chdir(tmp_path)
    assert found(Path("src")) == ["src/a", "src/deep/b"]
    monkeypatch.chdir(tmp_path / "src")
    assert found(Path(), Path("../src/a")) == ["a", "deep/b"]


def test_links_and_the_insides_of_git_are_not_searched(tmp_path: Path) -> None:
    make(tmp_path, "a", ".git/config", ".github/workflow")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    assert below(tmp_path) == [".github/workflow", "a"]


def test_a_missing_path_is_left_to_the_reader(tmp_path: Path) -> None:
    assert found(tmp_path / "missing") == [str(tmp_path / "missing")]


def test_ignored_files_are_left_out_unless_named(tmp_path: Path) -> None:
    make(tmp_path, "a.log", "keep/important.log", "build/x", "keep/b", ".git/HEAD")
    (tmp_path / ".gitignore").write_text("*.log\n/build\n!important.log\n")
    assert below(tmp_path) == [".gitignore", "keep/b", "keep/important.log"]
    assert found(tmp_path / "a.log", tmp_path / "build") == [
        str(tmp_path / "a.log"),
        str(tmp_path / "build" / "x"),
    ]


def test_deeper_rules_win_and_upper_ones_hold_below(tmp_path: Path) -> None:
    make(tmp_path, "in/a.log", "in/b.log", "in/deep/c.log", "in/deep/d.tmp", ".git/HEAD")
    (tmp_path / ".gitignore").write_text("*.log\n*.tmp\n")
    (tmp_path / "in" / ".gitignore").write_text("!b.log\n")
    (tmp_path / "in" / "deep" / ".gitignore").write_text("!*.log\n")
    expected = [".gitignore", "b.log", "deep/.gitignore", "deep/c.log"]
    assert below(tmp_path / "in") == expected  # the repository's root is above the start


def test_private_excludes_hold(tmp_path: Path) -> None:
    make(tmp_path, "a", "notes", ".git/info/exclude")
    (tmp_path / ".git/info/exclude").write_text("notes\n")
    assert below(tmp_path) == ["a"]


def test_a_repository_inside_another_is_searched_only_when_named(tmp_path: Path) -> None:
    make(tmp_path, "one/.git/HEAD", "one/a", "one/module/.git", "one/module/b", "one/.gitignore")
    (tmp_path / "one" / ".gitignore").write_text("b\n")
    assert below(tmp_path) == ["one/.gitignore", "one/a"]
    assert below(tmp_path / "one" / "module") == [".git", "b"][1:]


def test_an_unreadable_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", deny)
    (result,) = find_files([tmp_path])
    assert isinstance(result.error, FileError)
    assert result.error.message == f"{tmp_path}: cannot be read: Permission denied"


def test_faulty_patterns_match_nothing(tmp_path: Path) -> None:
    make(tmp_path, "a", "b")
    (tmp_path / ".gitignore").write_text("!\n/\na\n")
    assert below(tmp_path) == [".gitignore", "b"]


PATTERNS = st.sampled_from(
    [
        "a",
        "b/",
        "/a",
        "*.x",
        "!a",
        "!*.x",
        "a/b",
        "**/b",
        "a/**",
        "!b/",
        "/b/a",
        "?",
        "[ab]",
        "#a",
        " ",
    ]
)


@pytest.mark.skipif(GIT is None, reason="compares with git")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PATTERNS, max_size=5), st.lists(PATTERNS, max_size=3))
def test_git_agrees(
    tmp_path_factory: pytest.TempPathFactory, upper: list[str], lower: list[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    make(root, *(f"{one}/{two}/{three}" for one in "ab" for two in "ab" for three in ("a", "b.x")))
    make(root, "c", "d.x")
    (root / ".gitignore").write_text("\n".join(upper))
    (root / "a" / ".gitignore").write_text("\n".join(lower))
    environment = {"GIT_CONFIG_NOSYSTEM": "1", "HOME": str(root), "PATH": "/usr/bin:/bin"}
    subprocess.run([str(GIT), "init", "-q"], cwd=root, check=True, env=environment)
    listed = subprocess.run(
        [str(GIT), "ls-files", "-co", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert below(root) == sorted(listed.stdout.split("\n")[:-1], key=lambda name: name.split("/"))
