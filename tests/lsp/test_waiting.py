"""What happens while a model thinks: typing, giving up, crashes, other requests."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.lsp.client import Client, LspError
from tests.lsp.conftest import Place


@pytest.fixture(autouse=True)
def closed_gate(place: Place) -> Iterator[None]:
    place.close_gate()
    yield
    place.go_on_loading()
    place.open_gate()


def expand(client: Client, uri: str, line: int = 0) -> int:
    """Begin to expand the directive on a line."""
    params = {"command": "ascii-diagram.expand", "arguments": [{"uri": uri, "line": line}]}
    return client.begin("workspace/executeCommand", params)


def restarted(place: Place) -> int:
    return place.starts()[-1]


def test_a_cancelled_request_stops_the_model(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    start = f"# ascii-diagram: {prose} slowly\n"
    text = client.open(uri, start)
    number = expand(client, uri)
    client.wait(place.waiting)
    client.cancel(number)
    with pytest.raises(LspError) as caught:
        client.result(number)
    assert caught.value.code == -32800
    client.wait(place.cancelled)
    place.open_gate()
    client.actions(uri, 0)
    assert text.text == start
    assert client.applied == []


def test_the_progress_display_stops_the_model(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    start = f"# ascii-diagram: {prose} slowly\n"
    text = client.open(uri, start)
    number = expand(client, uri)
    token = client.wait(lambda: client.told("$/progress"))[0]["token"]
    client.wait(place.waiting)
    client.notify("window/workDoneProgress/cancel", {"token": token})
    assert client.result(number) == {"applied": False, "changes": 0, "message": "cancelled"}
    client.wait(place.cancelled)
    assert client.told("$/progress")[-1]["value"]["kind"] == "end"
    assert (text.text, client.told("window/showMessage")) == (start, [])


def test_an_edit_lands_where_its_directive_is_by_then(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    text = client.open(uri, f"def f():\n\t# ascii-diagram: {prose} slowly\n\tpass\n")
    number = expand(client, uri, 1)
    client.wait(place.waiting)
    client.change(uri, 0, 0, "import os\n\n")
    client.change(uri, len(text.text), len(text.text), "x = 1\n")
    place.open_gate()
    assert client.result(number)["applied"]
    rows = text.text.split("\n")
    assert rows[:4] == ["import os", "", "def f():", f"\t# ascii-diagram: {prose} slowly"]
    assert rows[4] == "\t#"
    assert all(row.startswith("\t#") for row in rows[4:10])
    assert rows[10:] == ["\tpass", "x = 1", ""]


def test_typing_between_edit_and_its_application_moves_it_once_more(
    client: Client, uri: str
) -> None:
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    client.before_apply = lambda: client.change(uri, 0, 0, "# above\n")
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 0})["applied"]
    assert [applied["applied"] for applied in client.applied] == [False, True]
    assert text.text.startswith("# above\n# ascii-diagram: a -> b\n#\n#     ┌───┐")


def test_a_client_that_says_applied_and_did_nothing_is_asked_again(
    connect: Callable[..., Client], uri: str
) -> None:
    client = connect("neovim-0.11.4")
    client.always_agrees = True
    text = client.open(uri, "# ascii-diagram: a -> b\n")
    client.before_apply = lambda: client.change(uri, 0, 0, "# above\n")
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 0})["applied"]
    assert len(client.applied) == 2
    assert text.text.startswith("# above\n# ascii-diagram: a -> b\n#\n#     ┌───┐")


def test_a_directive_that_changed_meanwhile_is_left_alone(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    text = client.open(uri, f"# ascii-diagram: {prose} slowly\n")
    number = expand(client, uri)
    client.wait(place.waiting)
    client.change(uri, 17, 21, "door")
    place.open_gate()
    result = client.result(number)
    assert not result["applied"]
    assert "was changed or removed meanwhile" in result["message"]
    assert "┌" not in text.text


def test_a_document_that_was_closed_is_left_alone(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    client.open(uri, f"# ascii-diagram: {prose} slowly\n")
    number = expand(client, uri)
    client.wait(place.waiting)
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    place.open_gate()
    with pytest.raises(LspError, match="the document is not open"):
        client.result(number)
    assert client.applied == []


def test_other_requests_are_answered_and_others_served(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    other = place.uri("other.py")
    client.open(uri, f"# ascii-diagram: {prose} slowly\n")
    text = client.open(other, "# ascii-diagram: a -> b\n")
    numbers = [expand(client, uri) for _ in range(12)]
    client.wait(place.waiting)
    assert client.actions(other, 0)
    assert client.command("ascii-diagram.expand", {"uri": other, "line": 0})["applied"]
    assert "│ a ├───►│ b │" in text.text
    status = client.command("ascii-diagram.status")
    assert (status["state"], status["questions"]) == ("working", 12)
    for number in numbers[1:]:
        client.cancel(number)
    place.open_gate()
    assert client.result(numbers[0])["applied"]
    for number in numbers[1:]:
        with pytest.raises(LspError):
            client.result(number)


def test_a_crash_is_told_and_the_next_prompt_starts_it_anew(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    text = client.open(uri, f"# ascii-diagram: {prose} crash\n\n# ascii-diagram: {prose} well\n")
    result = client.command("ascii-diagram.expand", {"uri": uri, "line": 0})
    assert result == {
        "applied": False,
        "changes": 0,
        "message": "line 1: the worker ended before it answered\ntry again",
    }
    before = len(place.starts())
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 2})["applied"]
    assert len(place.starts()) == before + 1
    assert text.text.count("# end ascii-diagram") == 1


def test_a_worker_that_is_killed_while_it_works(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    client.open(uri, f"# ascii-diagram: {prose} slowly\n")
    number = expand(client, uri)
    client.wait(place.waiting)
    os.kill(restarted(place), signal.SIGKILL)
    assert "the worker ended before it answered" in client.result(number)["message"]
    place.open_gate()
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 0})["applied"]


def test_a_hanging_model_is_left_and_started_anew(
    place: Place, client: Client, uri: str, prose: str
) -> None:
    client.open(uri, f"# ascii-diagram: {prose} never\n\n# ascii-diagram: {prose} then\n")
    number = expand(client, uri)
    client.wait(lambda: f"{prose} never" in place.asked())
    client.cancel(number)
    with pytest.raises(LspError):
        client.result(number)
    # The worker notices that its model hangs, and ends; whoever waits is told to try again.
    before = len(place.starts())
    for _ in range(50):
        if client.command("ascii-diagram.expand", {"uri": uri, "line": 2})["applied"]:
            break
    assert len(place.starts()) == before + 1


def test_the_state_of_the_model_is_told(
    connect: Callable[..., Client], uri: str, prose: str
) -> None:
    client = connect(options={"statusNotifications": True})
    client.open(uri, f"# ascii-diagram: {prose}\n")
    client.command("ascii-diagram.expand", {"uri": uri, "line": 0})
    client.wait(lambda: client.told("asciiDiagram/status")[-1:][0]["state"] == "ready")
    states = [told["state"] for told in client.told("asciiDiagram/status")]
    assert states[:2] == ["starting", "working"]
    assert client.command("ascii-diagram.stopModel") == {"stopped": True}
    assert client.told("asciiDiagram/status")[-1]["state"] == "off"
    status = {"state": "off", "questions": 0, "worker": None}
    assert client.command("ascii-diagram.status") == status
    assert client.command("ascii-diagram.stopModel") == {"stopped": False}


def test_a_model_is_stopped_while_it_loads(
    place: Place, connect: Callable[..., Client], uri: str, prose: str
) -> None:
    client = connect(options={"statusNotifications": True})
    client.command("ascii-diagram.stopModel")
    text = client.open(uri, f"# ascii-diagram: {prose}\n")
    place.hold_loading()
    number = expand(client, uri)
    client.wait(place.loading)
    assert client.command("ascii-diagram.stopModel") == {"stopped": True}
    assert not client.result(number)["applied"]
    assert client.command("ascii-diagram.status")["state"] == "off"
    place.go_on_loading()
    assert client.command("ascii-diagram.expand", {"uri": uri, "line": 0})["applied"]
    assert "┌" in text.text


def test_a_client_leaves_while_a_model_loads(
    place: Place, connect: Callable[..., Client], uri: str, prose: str
) -> None:
    client = connect()
    client.command("ascii-diagram.stopModel")
    client.open(uri, f"# ascii-diagram: {prose}\n")
    place.hold_loading()
    expand(client, uri)
    client.wait(place.loading)
    assert client.stop() == 0
