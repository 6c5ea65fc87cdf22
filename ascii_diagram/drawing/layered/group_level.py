"""One level of a group tree: what stands in a group, the ports in its frame, the links there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ascii_diagram.diagram import EdgeStyle
from ascii_diagram.drawing.layered.items import Item, Link, PortKey, Side
from ascii_diagram.drawing.layered.labels import visible
from ascii_diagram.drawing.layered.nesting import ENDS, End, Route, route_key, star_key
from ascii_diagram.drawing.layered.wiring import Wiring

PortRanks = Mapping[tuple[Side, PortKey], float]
"""Where the lines through the ports of a group go on outside: the order on each side."""


class Level:
    """What stands inside a group, or at the top: children, then ports in the frame, and links.

    Attributes:
        children: Nodes and groups.
        ports: The item of each port.
        wiring: The links between the items.
    """

    def __init__(self, group: str | None, children: Sequence[str], routes: Sequence[Route]) -> None:
        self.children = children
        self.ports: dict[tuple[Side, PortKey], int] = {}
        self._group = group
        self._index = {child: number for number, child in enumerate(children)}
        self._ports: list[tuple[Side, bool, EdgeStyle]] = []
        self._links: list[Link] = []
        for number, route in enumerate(routes):
            self._add(number, route)
        self.wiring = Wiring(self._links)

    def port_items(self, ranks: PortRanks | None = None) -> list[Item]:
        """Return new items of the ports, with their ranks where these are known."""
        known = ranks or {}
        return [
            Item("port", pinned=side, through=through, style=style, rank=known.get(port))
            for port, (side, through, style) in zip(self.ports, self._ports, strict=True)
        ]

    def _add(self, number: int, route: Route) -> None:
        """Add the part of a route that lies on this level, if any."""
        if route.level == self._group:
            if route.source_way and route.target_way:
                self._join(number, route)
            elif route.source_way:
                self._cross(number, route, "source", route.source_way, through=False)
            else:
                self._cross(number, route, "target", route.target_way, through=False)
        elif self._group in route.source_way[:-1]:
            way = route.source_way[route.source_way.index(self._group) + 1 :]
            self._cross(number, route, "source", way, through=True)
        elif self._group in route.target_way[:-1]:
            way = route.target_way[route.target_way.index(self._group) + 1 :]
            self._cross(number, route, "target", way, through=True)

    def _join(self, number: int, route: Route) -> None:
        """Link the two branches of a route, which part on this level."""
        edge = route.edge
        ends = [
            (
                self._index[way[0]],
                route_key(route, number, end) if len(way) > 1 else None,
                len(way) == 1
                and (edge.arrow == "both" or (end, edge.arrow) == ("target", "forward")),
                star_key(route, end),
            )
            for end, way in zip(ENDS, (route.source_way, route.target_way), strict=True)
        ]
        upper, lower = reversed(ends) if route.back else ends
        self._links.append(
            Link(
                upper=upper[0],
                lower=lower[0],
                upper_port=upper[1],
                lower_port=lower[1],
                upper_head=upper[2],
                lower_head=lower[2],
                label=visible(edge.label),
                style=edge.style,
                upper_star=upper[3],
                lower_star=lower[3],
                backward=route.back,
            )
        )

    def _cross(self, number: int, route: Route, end: End, way: list[str], *, through: bool) -> None:
        """Link an inner end to the level's own frame: through it, or from it."""
        edge = route.edge
        side: Side = "lower" if (end == "source") != route.back else "upper"
        key = route_key(route, number, end)
        if not through:
            side, key = ("lower" if end == "source" else "upper"), ("frame", number)
        if (side, key) in self.ports:
            return
        port = len(self.children) + len(self._ports)
        self._ports.append((side, through, edge.style))
        self.ports[side, key] = port
        child, last = self._index[way[0]], len(way) == 1
        fixed = None if last else route_key(route, number, end)
        headed = edge.arrow == "both" or (end, edge.arrow) == ("target", "forward")
        other = edge.arrow == "both" or (end, edge.arrow) == ("source", "forward")
        at_child, at_port, star = last and headed, other and not through, star_key(route, end)
        label = "" if through else visible(edge.label)
        if side == "lower":
            link = Link(child, port, fixed, None, at_child, at_port, label, edge.style, star)
        else:
            link = Link(port, child, None, fixed, at_port, at_child, label, edge.style, None, star)
        self._links.append(link)
