"""Graphs that the flow tests share, and a short way to write them."""

from ascii_diagram.diagram import Direction, Edge, Graph, Group, Node


def graph(
    *edges: str,
    direction: Direction | None = "down",
    groups: dict[str, tuple[str, ...]] | None = None,
    nodes: tuple[Node, ...] = (),
) -> Graph:
    """A graph from edges like `A -> B: label`, `A <-> B`, `A -- B`; ids are the labels."""
    parsed: list[Edge] = []
    names = {node.id: node for node in nodes}
    for text in edges:
        ends, _, label = text.partition(": ")
        arrow = next(a for a in (" <-> ", " -> ", " -- ") if a in ends)
        source, target = ends.split(arrow)
        kind = {" <-> ": "both", " -> ": "forward", " -- ": "none"}[arrow]
        parsed.append(Edge(source, target, label, kind))  # type: ignore[arg-type]
        for end in (source, target):
            if end not in (groups or {}):
                names.setdefault(end, Node(end, end))
    for members in (groups or {}).values():
        for member in members:
            if member not in (groups or {}):
                names.setdefault(member, Node(member, member))
    framed = tuple(Group(name, name, members) for name, members in (groups or {}).items())
    return Graph(tuple(names.values()), tuple(parsed), framed, direction)


def _tree(depth: int) -> tuple[str, ...]:
    return tuple(f"{i} -> {child}" for i in range(1, 2**depth) for child in (2 * i, 2 * i + 1))


_WATER = (
    "Evaporation -> Condensation: rises",
    "Condensation -> Precipitation: cools",
    "Precipitation -> Collection",
    "Collection -> Evaporation: sun",
)

_SHOP = graph(
    "Web -> Cart",
    "Web -> Stock: asks",
    "Cart -> Orders",
    "Orders -> Stock: reserves",
    "Orders -> Mail",
    "Orders <-> Ledger",
    "Stock -> Web: tells",
    "Stock -- Ledger",
    "Mail -> Mail: retries",
    "Ledger -> Shop",
    groups={"Shop": ("Web", "Cart"), "Back office": ("Orders", "Stock")},
)

CASES: dict[str, tuple[Graph, int]] = {
    "chain_right": (graph("Parse -> Layout", "Layout -> Render", direction="right"), 80),
    "chain_turned": (
        graph("Check out -> Lint", "Lint -> Unit tests", "Unit tests -> Deploy", direction="right"),
        40,
    ),
    "fan_out": (graph(*(f"Dispatcher -> Worker {i}" for i in range(1, 6))), 80),
    "fan_in_right": (
        graph(*(f"Sensor {i} -> Aggregator" for i in range(1, 6)), direction="right"),
        80,
    ),
    "decision": (
        graph(
            "Request -> Valid token?",
            "Valid token? -> Handle request: yes",
            "Valid token? -> Return 401: no",
            "Handle request -> Write audit log",
            "Return 401 -> Write audit log",
        ),
        80,
    ),
    "cycle_right": (
        graph("Plan -> Build", "Build -> Measure", "Measure -> Plan", direction="right"),
        80,
    ),
    "retry_loop": (
        graph(
            "Start -> Call API",
            "Call API -> Success?",
            "Success? -> Done: yes",
            "Success? -> Backoff: no",
            "Backoff -> Call API: retry",
            "Backoff -> Dead letter: max tries",
        ),
        80,
    ),
    "self_loops": (graph("Poll -> Poll: tick", "Poll -> Poll: wake up", "Poll -> Closed"), 80),
    "self_loop_right": (
        graph(
            "Idle -> Polling", "Polling -> Polling: tick", "Polling -> Closed", direction="right"
        ),
        80,
    ),
    "parallel_right": (
        graph(
            "Client -> Server: GET",
            "Client -> Server: POST",
            "Client -> Server: DELETE",
            direction="right",
        ),
        80,
    ),
    "opposite": (graph("Client -> Server: request", "Server -> Client: response"), 80),
    "both_and_none": (graph("Editor <-> Server", "Server -- Disk", direction="right"), 80),
    "tree": (graph(*_tree(3)), 80),
    "complete_bipartite": (graph(*(f"A{i} -> B{j}" for i in "123" for j in "123")), 80),
    "groups_right": (
        graph(
            "Browser -> API",
            "Mobile app -> API",
            "API -> Worker",
            "API -> Database",
            "Worker -> Database",
            direction="right",
            groups={"Frontend": ("Browser", "Mobile app"), "Backend": ("API", "Worker")},
        ),
        80,
    ),
    "groups_nested": (
        graph(
            "User -> Load balancer",
            "Load balancer -> Service A",
            "Load balancer -> Service B",
            "Service A -> Database",
            "Service B -> Database",
            "Service B -> Monitoring",
            groups={
                "Cluster": ("Service A", "Service B"),
                "Cloud": ("Load balancer", "Cluster", "Database"),
            },
        ),
        80,
    ),
    "edges_of_groups": (
        graph(
            "Client -> Backend",
            "Backend -> Store: writes",
            "API -> Worker",
            groups={"Backend": ("API", "Worker")},
        ),
        80,
    ),
    "wide_characters": (
        graph(
            "用户登录 -> 首页: 成功",
            "用户登录 -> 👩‍💻 Review",
            "👩‍💻 Review -> 🇫🇷 Region",
            direction="right",
        ),
        80,
    ),
    "components_right": (
        graph(
            "A -> B",
            "A -> C",
            "Ping -> Pong",
            direction="right",
            nodes=(Node("Lonely", "Lonely"),),
        ),
        80,
    ),
    "skipping": (
        graph("A -> B", "B -> C", "C -> D", "A -> C", "A -> D", "B -> D"),
        80,
    ),
    "ring_right": (graph(*_WATER, direction="right"), 80),
    "ring_down": (graph(*_WATER), 80),
    "folded_chain": (
        graph(
            "Checkout -> Install deps",
            "Install deps -> Lint",
            "Lint -> Unit tests",
            "Unit tests -> Build image",
            "Build image -> Push image: signed",
            "Push image -> Deploy",
            "Deploy -> Smoke test",
            direction="right",
        ),
        60,
    ),
    "folded_branches": (
        graph(
            "Mail -> Parser",
            "Mail -> Archive",
            "Parser -> Rules: text",
            "Archive -> Rules",
            "Rules -> Inbox",
            "Inbox -> Reader: shows",
            "Inbox -> Search: indexes",
            direction="right",
        ),
        60,
    ),
    "rails": (_SHOP, 32),
    "references": (_SHOP, 26),
    "stubs": (_SHOP, 16),
}
