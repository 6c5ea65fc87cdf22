"""The links of one level, and what follows from them whatever the distances are."""

from __future__ import annotations

from collections.abc import Sequence

from ascii_diagram.drawing.layered.items import Item, Kind, Link, Net
from ascii_diagram.drawing.layered.layers import assign_layers
from ascii_diagram.drawing.layered.nets import part_into_nets
from ascii_diagram.drawing.layered.spacing import Spacing
from ascii_diagram.drawing.layered.threads import Threads, thread_links


class Wiring:
    """The links of a level, threaded and parted into nets once for all layouts that are tried.

    Args:
        links: Lines from upper to lower items, without cycles.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        self.links = links
        self._known: tuple[Threads, list[list[Net]]] | None = None

    def thread(self, items: list[Item], spacing: Spacing) -> tuple[Threads, list[list[Net]]]:
        """Append labels and bends to `items`, set all layers, and return the nets of each gap.

        Raises:
            TooBigError: Long links would need too many items.
        """
        found = self._known
        if found is None or spacing.bound is not None:  # a bound depends on the items' sizes
            kinds: list[Kind] = [item.kind for item in items]
            threads = thread_links(assign_layers(items, self.links, spacing), self.links)
            kinds.extend("label" if labelled else "bend" for _, labelled in threads.inner)
            found = threads, [part_into_nets(kinds, segments) for segments in threads.gaps]
            if spacing.bound is None:
                self._known = found
        threads, nets = found
        threads.apply(items, self.links, spacing)
        return threads, nets
