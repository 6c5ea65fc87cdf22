"""Hypothesis strategies for sound diagrams of every kind."""

from __future__ import annotations

from hypothesis import strategies as st

from ascii_diagram.diagram import (
    Cell,
    Diagram,
    Divider,
    Edge,
    Frame,
    FrameKind,
    Graph,
    Grid,
    Group,
    Message,
    Node,
    Note,
    Period,
    Picture,
    Section,
    Sequence,
    SequenceItem,
    Timeline,
)

SHAPES = ("rectangle", "rounded", "cylinder", "diamond", "circle", "queue", "person", "text")
WORDS = ("API", "cache", "Order service", "user", "main.py", "C++", "note", "loop", "shape", "検索")
AWKWARD = (
    '->', "<-", "--", "-->", ":", ";", "{", "}", "{x}", "#", "# ", '"', "\\", "|", "||", "→", ",",
    "a", "B", "1", " ", "  ", "\\n", "=>", "é", "\u0301", "👩‍👩‍👧", "\u00a0", "'", ".", "[x]",
)  # fmt: skip


def words() -> st.SearchStrategy[str]:
    """One-line labels without anything special about them."""
    letters = st.text("abcdefghijklmnopqrstuvwxyzABC", min_size=1, max_size=10)
    return st.one_of(st.sampled_from(WORDS), letters)


def one_liners() -> st.SearchStrategy[str]:
    """One-line labels that are not empty, awkward ones among them."""
    pieces = st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=5).map("".join)
    return st.one_of(words(), pieces)


def labels() -> st.SearchStrategy[str]:
    """Labels of any sort: empty, of several lines, awkward."""
    lines = st.lists(st.one_of(st.just(""), one_liners()), max_size=3).map("\n".join)
    return st.one_of(one_liners(), lines)


@st.composite
def nodes(draw: st.DrawFn, name: str) -> Node:
    """A node or participant of this id."""
    shape = draw(st.sampled_from(SHAPES))
    form = draw(st.sampled_from(("plain", "plain", "plain", "label", "body", "verbatim")))
    if form == "plain":
        return Node(name, name)
    if form == "label":
        return Node(name, draw(labels()), shape)
    if form == "body":
        return Node(name, f"{name}\n{draw(labels())}", shape)
    title = draw(st.one_of(st.just(name), one_liners()))
    lines = draw(st.lists(st.one_of(st.just(""), st.just("  |"), one_liners()), max_size=4))
    return Node(name, "\n".join((title, *(line.rstrip(" ") for line in lines))), shape, True)


@st.composite
def graphs(draw: st.DrawFn, max_nodes: int = 8, max_edges: int = 12) -> Graph:
    """Graphs with groups inside groups, edges to groups, loops and doubled edges."""
    ids = draw(st.lists(one_liners(), min_size=1, max_size=max_nodes + 4, unique=True))
    count = draw(st.integers(1, min(len(ids), max_nodes)))
    node_ids, group_ids = ids[:count], ids[count : count + 5]
    parents: dict[str, str] = {}
    for position, name in enumerate(group_ids):
        free = [n for n in (*node_ids, *group_ids[:position]) if n not in parents]
        if free:
            members = draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
            parents.update(dict.fromkeys(members, name))
    groups = [
        Group(
            name,
            draw(st.one_of(st.just(name), labels())),
            tuple(draw(st.permutations([m for m, parent in parents.items() if parent == name]))),
        )
        for name in group_ids
        if name in parents.values()
    ]
    ends = st.sampled_from([*node_ids, *(group.id for group in groups)])
    edges = draw(
        st.lists(
            st.builds(
                Edge,
                ends,
                ends,
                st.one_of(st.just(""), labels()),
                st.sampled_from(("forward", "both", "none")),
                st.sampled_from(("solid", "dashed", "thick")),
            ),
            max_size=max_edges,
        )
    )
    return Graph(
        tuple(draw(nodes(name)) for name in node_ids),
        tuple(edges),
        tuple(draw(st.permutations(groups))),
        draw(st.sampled_from((None, "right", "down", "left", "up"))),
    )


def _frames(
    items: st.SearchStrategy[SequenceItem],
) -> st.SearchStrategy[SequenceItem]:
    sections = st.builds(Section, labels(), st.lists(items, max_size=3).map(tuple))
    single: st.SearchStrategy[FrameKind] = st.sampled_from(("loop", "opt"))
    several: st.SearchStrategy[FrameKind] = st.sampled_from(("alt", "par"))
    return st.one_of(
        st.builds(Frame, single, st.tuples(sections)),
        st.builds(Frame, several, st.lists(sections, min_size=1, max_size=3).map(tuple)),
    )


@st.composite
def sequences(draw: st.DrawFn, max_participants: int = 5, max_items: int = 8) -> Sequence:
    """Sequences with messages, notes, dividers and nested frames."""
    ids = draw(st.lists(one_liners(), min_size=1, max_size=max_participants, unique=True))
    names = st.sampled_from(ids)
    plain: st.SearchStrategy[SequenceItem] = st.one_of(
        st.builds(Message, names, names, labels(), st.booleans()),
        st.builds(Note, st.lists(names, min_size=1, max_size=3, unique=True).map(tuple), labels()),
        st.builds(Divider, labels()),
    )
    items = st.recursive(plain, _frames, max_leaves=6)
    return Sequence(
        tuple(draw(nodes(name)) for name in ids),
        tuple(draw(st.lists(items, max_size=max_items))),
    )


@st.composite
def grids(draw: st.DrawFn, max_columns: int = 6, max_cells: int = 12) -> Grid:
    """Grids with spans and bits."""
    columns = draw(st.integers(1, max_columns))
    cells = st.builds(
        Cell, labels(), st.integers(1, columns), st.one_of(st.none(), st.integers(1, 64))
    )
    return Grid(columns, tuple(draw(st.lists(cells, min_size=1, max_size=max_cells))))


def timelines(max_periods: int = 6) -> st.SearchStrategy[Timeline]:
    """Timelines with and without sections."""
    periods = st.builds(
        Period,
        labels(),
        st.lists(labels(), max_size=3).map(tuple),
        st.one_of(st.just(""), one_liners()),
    )
    return st.builds(Timeline, st.lists(periods, min_size=1, max_size=max_periods).map(tuple))


def pictures() -> st.SearchStrategy[Picture]:
    """Free-form pictures."""
    characters = st.sampled_from(" |/\\_-~.:'\"#{}ox│─")
    line = st.text(characters, max_size=12).map(lambda text: text.rstrip(" "))
    lines = st.lists(line, min_size=1, max_size=8).filter(any)
    return st.builds(Picture, lines.map(tuple))


def diagrams() -> st.SearchStrategy[Diagram]:
    """Sound diagrams of every kind."""
    return st.one_of(graphs(), sequences(), grids(), timelines(), pictures())
