import pytest

from ascii_diagram.notation.mermaid_reader import is_mermaid


@pytest.mark.parametrize(
    "text",
    [
        "graph TD\nA-->B",
        "graph LR; A-->B",
        "graph LR;A-->B",
        "flowchart",
        "flowchart-elk TB\nA",
        "flowchart RL %% note\nA",
        "\n\n  graph BT\nA",
        "---\ntitle: Deploy\n---\nflowchart LR\nA",
        '%%{init: {"theme": "dark"}}%%\nflowchart LR\nA',
        "%% first\n%% second\nsequenceDiagram\nA->>B: hi",
        "sequenceDiagram A->>B: hi",
        "stateDiagram-v2\n[*] --> A",
        "classDiagram\nA <|-- B",
        "erDiagram\nA ||--o{ B : has",
        "mindmap\n  root",
        "timeline\n2002 : x",
        "timeline TD\n2002 : x",
        "gantt\n  title Plan",
        "gitGraph\n  commit",
        "graph TD\r\nA-->B",
        "graph TD A-->B",  # a fault in Mermaid, not prose
    ],
)
def test_headers_are_mermaid(text: str) -> None:
    assert is_mermaid(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "graph of the modules",
        "graph: a -> b",
        "graphs and trees",
        "timeline of Rome",
        "timeline: from Rome to today",
        "mindmap of a birthday party",
        "flowchart LR of the login",
        "flowchart showing how A --> B works",
        "flow chart",
        "sequenceDiagram of the login",
        "Graph TD",
        "gantt chart of the release",
        "journey",
        "pie",
        "A --> B",
        "---\nno end of this front matter",
        "%%{init: never closed",
        "the graph TD",
    ],
)
def test_prose_is_not_mermaid(text: str) -> None:
    assert not is_mermaid(text)
