"""The links of one level, and what follows from them whatever the distances are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ascii_diagram.drawing.layered.items import Item, Kind, Link, Net
from ascii_diagram.drawing.layered.layers import assign_layers
from ascii_diagram.drawing.layered.nets import Landing, find_landings, part_into_nets
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.threads import Threads, thread_links


class Wired(NamedTuple):
    """Links threaded through the layers, the nets of each gap, and where these meet boxes."""

    threads: Threads
    nets: list[list[Net]]
    landings: list[Landing]


class Wiring:
    """The links of a level, threaded and parted into nets once for all layouts that are tried.

    Args:
        links: Lines from upper to lower items, without cycles.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = links
        self._layers: list[int] | None = None
        self._wired: Wired | None = None

    def layers(self, items: Sequence[Item], spacing: Spacing) -> list[int]:
        """Return the layer of each item; none is empty."""
        if spacing.bound is not None:  # depends on the items' sizes
            return assign_layers(items, self.links, spacing)
        if self._layers is None:
            self._layers = assign_layers(items, self.links, spacing)
        return self._layers

    def thread(self, items: list[Item], spacing: Spacing) -> Wired:
        """Append labels and bends to `items`, set all layers, and return how they are wired.

        Raises:
            TooBigError: Long links would need too many items.
        """
        wired = self._wired
        if wired is None or spacing.bound is not None:
            kinds: list[Kind] = [item.kind for item in items]
            threads = thread_links(self.layers(items, spacing), self.links)
            kinds.extend("label" if labelled else "bend" for _, labelled in threads.inner)
            nets = [part_into_nets(kinds, segments) for segments in threads.gaps]
            wired = Wired(threads, nets, find_landings(kinds, nets))
            if spacing.bound is None:
                self._wired = wired
        wired.threads.apply(items, self.links, spacing)
        return wired
