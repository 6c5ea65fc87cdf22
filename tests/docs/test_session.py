from __future__ import annotations

import os
from pathlib import Path

import pytest
from ascii_diagram_markdown.options import SiteOptions
from ascii_diagram_markdown.session import Session

from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.errors import NotationError
from ascii_diagram.resolve import Failure, LockFile, Request, Resolution
from ascii_diagram.settings import Settings, load_settings
from tests.docs.conftest import Teller

ASKED = Request("the shop asks the bank")


def locked_session(teller: Teller, **options: object) -> Session:
    Path("ascii-diagram.toml").write_text("lock = true\n", "utf-8")
    site = SiteOptions(**options)  # type: ignore[arg-type]
    return Session(load_settings(Path.cwd()), site, backend=lambda: teller)


def test_the_model_is_opened_once_and_asked_once(settings: Settings, teller: Teller) -> None:
    opened: list[Teller] = []

    def opening() -> Teller:
        opened.append(teller)
        return teller

    session = Session(settings, SiteOptions(), backend=opening)
    assert session.prefetch([ASKED, ASKED]) == 1
    assert isinstance(session.answer(ASKED), Resolution)
    teller.known["more of it"] = "A -> B"
    session.answer(Request("more of it"))
    assert len(opened) == 1
    session.close()
    assert teller.closed == 1


def test_answers_outlive_the_session_in_the_users_store(settings: Settings, teller: Teller) -> None:
    Session(settings, SiteOptions(), backend=lambda: teller).answer(ASKED)
    again = Session(settings, SiteOptions(frozen=True)).answer(ASKED)
    assert isinstance(again, Resolution)
    assert again.origin == "store"


def test_the_lock_file_makes_sites_the_same_without_a_model(
    teller: Teller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locked_session(teller).answer(ASKED)
    assert len(LockFile.load(Path("ascii-diagram.lock"))) == 1
    monkeypatch.setenv("ASCII_DIAGRAM_CACHE__DIRECTORY", str(tmp_path / "elsewhere"))
    answer = locked_session(Teller({}), frozen=True).answer(ASKED)
    assert isinstance(answer, Resolution)
    assert answer.origin == "lock"


def test_a_lock_file_that_others_wrote_meanwhile_is_read_again(teller: Teller) -> None:
    session = locked_session(teller)
    assert isinstance(session.answer(Request("unknown to the model")), Failure)
    lock = LockFile.load(Path("ascii-diagram.lock"))
    lock.put(Request("also unknown"), "A -> B", "other@1")
    lock.save()
    answer = session.answer(Request("also unknown"))
    assert isinstance(answer, Resolution)
    assert answer.model == "other@1"


def test_notation_that_was_mended_in_the_lock_file_counts_at_once(teller: Teller) -> None:
    session = locked_session(teller)
    session.answer(ASKED)
    path = Path("ascii-diagram.lock")
    path.write_text(path.read_text("utf-8").replace("bank: asks", "bank: pleads with"), "utf-8")
    answer = session.answer(ASKED)
    assert isinstance(answer, Resolution)
    assert "pleads" in answer.notation


def test_failures_are_asked_again_after_a_while(settings: Settings, teller: Teller) -> None:
    now = [0.0]
    session = Session(settings, SiteOptions(), backend=lambda: teller, clock=lambda: now[0])
    request = Request("nobody knows this")
    assert isinstance(session.answer(request), Failure)
    asked = len(teller.batches)
    session.answer(request)
    assert len(teller.batches) == asked
    teller.known[request.prompt] = "nobody -> this: knows"
    now[0] = 61.0
    assert isinstance(session.answer(request), Resolution)


def test_drawings_are_kept_between_sessions(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Session(settings, SiteOptions()).draw("A -> B", DrawingOptions())

    def unwanted(*_: object) -> str:
        raise AssertionError("drawn again")

    monkeypatch.setattr("ascii_diagram.drawing.draw_diagram", unwanted)
    again = Session(settings, SiteOptions())
    assert again.draw("A -> B", DrawingOptions()) == first


def test_another_engine_draws_anew(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    Session(settings, SiteOptions()).draw("A -> B", DrawingOptions())
    monkeypatch.setattr("ascii_diagram_markdown.drawings.engine_fingerprint", lambda: "other")
    monkeypatch.setattr("ascii_diagram.drawing.draw_diagram", lambda *_: "new")
    assert Session(settings, SiteOptions()).draw("A -> B", DrawingOptions()).text == "new"


def test_looks_are_part_of_what_is_kept(session: Session) -> None:
    unicode = session.draw("A -> B", DrawingOptions()).text
    assert session.draw("A -> B", DrawingOptions(charset="ascii")).text != unicode


def test_faults_are_raised_each_time(session: Session) -> None:
    for _ in range(2):
        with pytest.raises(NotationError):
            session.draw("A -> {", DrawingOptions())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_has_connections_of_its_own(settings: Settings, teller: Teller) -> None:
    session = Session(settings, SiteOptions(), backend=lambda: teller)
    session.answer(ASKED)
    session.draw("A -> B", DrawingOptions())
    child = os.fork()
    if not child:
        try:
            drawn = session.draw("C -> D", DrawingOptions()).text
            known = isinstance(session.answer(ASKED), Resolution)
            os._exit(0 if known and "│ C ├" in drawn else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert "│ C ├" in session.draw("C -> D", DrawingOptions()).text
    assert teller.closed == 0
