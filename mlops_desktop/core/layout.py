"""Where the nodes and edges of a lineage graph lie: layered, left to right.

The method of Sugiyama, Tagawa & Toda (1981): layers by longest path, placeholders where an edge
passes a layer, orders by weighted medians and transpositions (Gansner, Koutsofios, North & Vo
1993), heights by isotonic regression. The same graph always gives the same picture, and with the
``previous`` one the known nodes keep their order, so that a new version does not reshuffle it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlops_desktop.core import layers
from mlops_desktop.core.layers import Net, Rows
from mlops_desktop.core.lineage import Graph, NodeKind

_COLUMN = {
    NodeKind.FILE: 0,
    NodeKind.DATASET: 1,
    # What a recipe makes is pushed on, and with it what is trained on that.
    NodeKind.RECIPE: 2,
    NodeKind.RUN: 2,
    NodeKind.MODEL: 3,
    # All three come out of a model; edges between them push the later one on.
    NodeKind.STAGE: 4,
    NodeKind.PREDICTIONS: 4,
    NodeKind.REPORT: 4,
}
_ASPECT = 1.6


@dataclass(frozen=True, slots=True)
class Point:
    """A place: x to the right, y down."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """Free room in the units of the node sizes.

    Attributes:
        layer: between the columns, where the edges bend.
        node: between two nodes above each other.
        component: between parts that are not connected.
    """

    layer: float = 64.0
    node: float = 24.0
    component: float = 40.0


@dataclass(frozen=True, slots=True)
class Route:
    """One edge, drawn.

    Attributes:
        points: a chain of cubic Bézier curves: the start, then (control, control, end) for each
            piece. It runs from the middle of the source's right side to the middle of the
            target's left side and crosses no node.
    """

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid-out graph, its top left corner at (0, 0).

    Attributes:
        positions: node id → top left corner of its box.
        edges: the edges in the graph's order, duplicates and loops left out.
        width, height: of the whole picture.
    """

    positions: Mapping[str, Point]
    edges: tuple[Route, ...]
    width: float
    height: float


def layout(
    graph: Graph,
    size: Mapping[str, tuple[float, float]],
    spacing: Spacing | None = None,
    previous: Layout | None = None,
) -> Layout:
    """Lay a graph out from left to right.

    Nodes of one kind share a column where the edges allow it; edges always run to the right
    (an edge that would close a cycle is drawn but does not count). Boxes never overlap. Parts
    that are not connected lie below or beside each other.

    Args:
        graph: any directed graph; edges to unknown nodes are ignored.
        size: node id → (width, height).
        spacing: free room.
        previous: the picture before, for stability.

    Returns:
        Positions and routes; the same for the same input. 2,000 nodes take under 0.5 s.
    """
    spacing = spacing or Spacing()
    if not graph.nodes:
        return Layout({}, (), 0.0, 0.0)
    number = {node.id: index for index, node in enumerate(graph.nodes)}
    pairs = _pairs(graph, number)
    ids = [node.id for node in graph.nodes]
    forward = layers.without_cycles(len(ids), pairs)
    kinds = [_COLUMN[node.kind] for node in graph.nodes]
    net = layers.with_placeholders(
        layers.layers(kinds, forward), [size[i][1] for i in ids], forward
    )
    known = _known(number, previous)
    columns = _columns(net, [size[name][0] for name in ids], spacing.layer)
    parts = [
        _Part(rows, layers.heights(net, rows, spacing.node))
        for rows in (layers.order(net, members, known) for members in layers.components(net, known))
    ]
    places, corner = _pack(net, parts, columns, spacing)
    positions = {
        name: Point(places[index].x, places[index].y - size[name][1] / 2)
        for index, name in enumerate(ids)
    }
    chains = {(chain[0], chain[-1]): chain for chain in net.chains}
    routes = []
    for a, b in pairs:
        chain = chains.get((a, b), [a, b])
        exits = [places[v].x + columns[net.layer[v]].width for v in chain]
        points = _curve([places[v] for v in chain], exits, size[ids[a]][0])
        routes.append(Route(ids[a], ids[b], points))
    return Layout(positions, tuple(routes), corner.x, corner.y)


def _pairs(graph: Graph, number: Mapping[str, int]) -> list[tuple[int, int]]:
    """Return the edges between known nodes, each once, without loops."""
    found = (
        (number[edge.source], number[edge.target])
        for edge in graph.edges
        if edge.source in number and edge.target in number and edge.source != edge.target
    )
    return list(dict.fromkeys(found))


def _known(number: Mapping[str, int], previous: Layout | None) -> dict[int, float]:
    if previous is None:
        return {}
    return {number[name]: p.y for name, p in previous.positions.items() if name in number}


@dataclass(frozen=True, slots=True)
class _Column:
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class _Part:
    rows: Rows
    middle: dict[int, float]


def _columns(net: Net, widths: Sequence[float], gap: float) -> list[_Column]:
    widest: dict[int, float] = defaultdict(float)
    for vertex, width in enumerate(widths):
        widest[net.layer[vertex]] = max(widest[net.layer[vertex]], width)
    found: list[_Column] = []
    for layer in range(max(net.layer) + 1):
        x = found[-1].x + found[-1].width + gap if found else 0.0
        found.append(_Column(x, widest[layer]))
    return found


def _pack(
    net: Net, parts: Sequence[_Part], columns: Sequence[_Column], spacing: Spacing
) -> tuple[dict[int, Point], Point]:
    """Put the parts on shelves: below each other, small ones side by side where there are many.

    Returns:
        For each vertex its left side and middle; the lower right corner of everything.
    """
    boxes = []
    for part in parts:
        left, right = net.layer[part.rows[0][0]], net.layer[part.rows[-1][0]]
        width = columns[right].x + columns[right].width - columns[left].x
        top = min(y - net.height[v] / 2 for v, y in part.middle.items())
        bottom = max(y + net.height[v] / 2 for v, y in part.middle.items())
        boxes.append((columns[left].x, width, top, bottom - top))
    area = sum((w + spacing.component) * (h + spacing.component) for _, w, _, h in boxes)
    most = max(columns[-1].x + columns[-1].width, math.sqrt(_ASPECT * area))
    places: dict[int, Point] = {}
    x = y = shelf = 0.0
    far = 0.0
    for part, (left_x, width, top, height) in zip(parts, boxes, strict=True):
        if shelf and x + width > most:
            y, x, shelf = y + shelf + spacing.component, 0.0, 0.0
        # The first on a shelf keeps its columns below those of the shelf above.
        shift = x - left_x if shelf else 0.0
        for vertex, middle in part.middle.items():
            places[vertex] = Point(columns[net.layer[vertex]].x + shift, middle - top + y)
        end = left_x + shift + width
        x, shelf, far = end + spacing.component, max(shelf, height), max(far, end)
    return places, Point(far, y + shelf)


def _curve(stops: Sequence[Point], exits: Sequence[float], width: float) -> tuple[Point, ...]:
    """Return the Bézier chain through the stops; it bends only between the columns.

    Args:
        stops: left side and middle of the source, the placeholders and the target.
        exits: right side of each stop's column.
        width: of the source's box.
    """
    here = Point(stops[0].x + width, stops[0].y)
    points = [here]
    for index, stop in enumerate(stops[1:]):
        leave = Point(exits[index], stops[index].y)
        if leave.x > here.x:
            points += [here, leave, leave]
        half = (leave.x + stop.x) / 2
        points += [Point(half, leave.y), Point(half, stop.y), stop]
        here = stop
    return tuple(points)
