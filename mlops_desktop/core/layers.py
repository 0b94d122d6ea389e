"""Layers, orders and heights: the combinatorial half of :mod:`mlops_desktop.core.layout`.

Vertices are numbers here: the graph's nodes first, then a placeholder for every layer an edge
passes.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_LANE = 8.0
_SWEEPS = 12
_SWEEPS_LARGE = 3
_MOST_PLACEHOLDERS = 8_000
_LARGE = 1_000
_ALIGNMENTS = 8
_KINK = 12.0


@dataclass(slots=True)
class Net:
    """The graph in layers.

    Attributes:
        layer, height: of each vertex.
        real: how many vertices are nodes; those from here on are placeholders.
        after, before, beside: neighbours in the next layer, the one before, in both.
        linked: neighbours in any layer.
        chains: per edge the vertices from its source to its target.
    """

    layer: list[int]
    height: list[float]
    real: int
    after: list[list[int]] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    beside: list[list[int]] = field(default_factory=list)
    linked: list[list[int]] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)


def without_cycles(count: int, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the edges without those that close a cycle in a depth-first walk."""
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        following[source].append(target)
    state = [0] * count
    closing: set[tuple[int, int]] = set()
    for root in range(count):
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(following[root]))]
        while stack:
            vertex, rest = stack[-1]
            for target in rest:
                if state[target] == 1:
                    closing.add((vertex, target))
                elif not state[target]:
                    state[target] = 1
                    stack.append((target, iter(following[target])))
                    break
            else:
                state[vertex] = 2
                stack.pop()
    return [pair for pair in pairs if pair not in closing]


def layers(kinds: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the layer of each node: its kind's column, or further right where an edge needs it."""
    used = {kind: index for index, kind in enumerate(sorted(set(kinds)))}
    layer = [used[kind] for kind in kinds]
    following: list[list[int]] = [[] for _ in kinds]
    waiting = [0] * len(kinds)
    for source, target in pairs:
        following[source].append(target)
        waiting[target] += 1
    ready = [vertex for vertex, count in enumerate(waiting) if not count]
    for vertex in ready:
        for target in following[vertex]:
            layer[target] = max(layer[target], layer[vertex] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    present = {old: new for new, old in enumerate(sorted(set(layer)))}
    return [present[item] for item in layer]


def with_placeholders(
    layer: list[int], heights: list[float], pairs: Sequence[tuple[int, int]]
) -> Net:
    """Return the net in which every link runs from one layer to the next.

    The longest edges get no placeholders once there are too many: they are drawn straight on,
    also across nodes, and do not take part in the ordering.
    """
    net = Net(list(layer), list(heights), len(layer))
    links: list[tuple[int, int]] = []
    jumps: list[tuple[int, int]] = []
    for source, target in sorted(pairs, key=lambda pair: layer[pair[1]] - layer[pair[0]]):
        passed = range(layer[source] + 1, layer[target])
        if len(net.layer) - net.real + len(passed) > _MOST_PLACEHOLDERS:
            jumps.append((source, target))
            continue
        chain = [source, *range(len(net.layer), len(net.layer) + len(passed)), target]
        net.layer.extend(passed)
        net.height.extend([_LANE] * len(passed))
        net.chains.append(chain)
        links.extend(pairwise(chain))
    net.after = [[] for _ in net.layer]
    net.before = [[] for _ in net.layer]
    for source, target in links:
        net.after[source].append(target)
        net.before[target].append(source)
    net.beside = [[*b, *a] for b, a in zip(net.before, net.after, strict=True)]
    net.linked = [list(near) for near in net.beside]
    for source, target in jumps:
        net.linked[source].append(target)
        net.linked[target].append(source)
    return net


def components(net: Net, known: Mapping[int, float]) -> list[list[int]]:
    """Return the connected parts, in the order they had before, new ones last."""
    seen = [False] * len(net.layer)
    found = []
    for root in range(len(net.layer)):
        if seen[root]:
            continue
        seen[root] = True
        members = [root]
        for vertex in members:
            for other in net.linked[vertex]:
                if not seen[other]:
                    seen[other] = True
                    members.append(other)
        found.append(members)
    return sorted(found, key=lambda part: min(known.get(v, math.inf) for v in part))


Rows = list[list[int]]
"""The vertices of a part, per layer from the left, each from top to bottom."""


def order(net: Net, members: Sequence[int], known: Mapping[int, float]) -> Rows:
    """Return the rows with few crossings; nodes known from before keep their order."""
    anchored = {vertex: known[vertex] for vertex in members if vertex in known}
    rows = _as_before(net, members, anchored) if anchored else _as_walked(net, members)
    best, fewest = rows, _crossings(net, rows)
    if not anchored:
        sweeps = _SWEEPS if len(members) <= _LARGE else _SWEEPS_LARGE
        rows = [list(row) for row in rows]
        for sweep in range(sweeps):
            if not fewest:
                break
            _sweep(net, rows, is_forward=sweep % 2 == 0)
            if len(members) <= _LARGE:
                _transpose(net, rows, anchored)
            count = _crossings(net, rows)
            if count < fewest:
                best, fewest = [list(row) for row in rows], count
    if fewest and (anchored or len(members) > _LARGE):
        _transpose(net, best, anchored)
    return best


def _as_walked(net: Net, members: Sequence[int]) -> Rows:
    """Order by a depth-first walk from the leftmost nodes: what belongs together lies together."""
    first = min(net.layer[vertex] for vertex in members)
    rows: Rows = [[] for _ in range(first, max(net.layer[vertex] for vertex in members) + 1)]
    seen: set[int] = set()
    for root in sorted(members, key=lambda vertex: (net.layer[vertex], vertex)):
        stack = [root]
        while stack:
            vertex = stack.pop()
            if vertex in seen:
                continue
            seen.add(vertex)
            rows[net.layer[vertex] - first].append(vertex)
            stack.extend(reversed(net.after[vertex]))
    return [row for row in rows if row]


def _as_before(net: Net, members: Sequence[int], anchored: Mapping[int, float]) -> Rows:
    """Order by the heights before; what is new goes beside its neighbours, else last."""
    height = dict(anchored)
    waiting = [vertex for vertex in members if vertex not in height]
    while waiting:
        left = []
        for vertex in waiting:
            near = [height[v] for v in net.beside[vertex] if v in height]
            if near:
                height[vertex] = sum(near) / len(near)
            else:
                left.append(vertex)
        if len(left) == len(waiting):
            height.update(dict.fromkeys(left, math.inf))
            break
        waiting = left
    rows: dict[int, list[int]] = defaultdict(list)
    for vertex in sorted(members, key=lambda v: (height[v], v not in anchored, v)):
        rows[net.layer[vertex]].append(vertex)
    return [rows[layer] for layer in sorted(rows)]


def _sweep(net: Net, rows: Rows, *, is_forward: bool) -> None:
    """Sort each row by the median place of its neighbours in the row before it."""
    order = range(1, len(rows)) if is_forward else range(len(rows) - 2, -1, -1)
    for index in order:
        beside = rows[index - 1 if is_forward else index + 1]
        place = {vertex: at for at, vertex in enumerate(beside)}
        near = net.before if is_forward else net.after
        median = {}
        for vertex in rows[index]:
            if near[vertex]:
                median[vertex] = _median(sorted(place[v] for v in near[vertex]))
        moved = iter(sorted((v for v in rows[index] if v in median), key=median.__getitem__))
        rows[index] = [next(moved) if v in median else v for v in rows[index]]


def _median(places: Sequence[int]) -> float:
    """Return the median, between two middle places nearer to the denser side (Gansner 1993)."""
    middle = len(places) // 2
    if len(places) % 2:
        return float(places[middle])
    low, high = places[middle - 1], places[middle]
    left, right = low - places[0], places[-1] - high
    if left + right == 0:
        return (low + high) / 2
    return (low * right + high * left) / (left + right)


def _crossings(net: Net, rows: Rows) -> int:
    total = 0
    for row, following in pairwise(rows):
        place = {vertex: at for at, vertex in enumerate(following)}
        ends: list[int] = []
        for vertex in row:
            targets = sorted(place[v] for v in net.after[vertex])
            total += sum(len(ends) - bisect_right(ends, at) for at in targets)
            for at in targets:
                insort(ends, at)
    return total


def _transpose(net: Net, rows: Rows, anchored: Mapping[int, float]) -> None:
    """Swap neighbours in a row while that removes crossings, never two anchored ones."""
    place = {vertex: at for row in rows for at, vertex in enumerate(row)}
    for _ in range(4):
        has_moved = False
        for row in rows:
            for at in range(len(row) - 1):
                upper, lower = row[at], row[at + 1]
                if upper in anchored and lower in anchored:
                    continue
                if _gain(net, place, upper, lower) > 0:
                    row[at], row[at + 1] = lower, upper
                    place[upper], place[lower] = at + 1, at
                    has_moved = True
        if not has_moved:
            return


def _gain(net: Net, place: Mapping[int, int], upper: int, lower: int) -> int:
    """Return how many crossings a swap of two neighbours removes."""
    gain = 0
    for near in (net.before, net.after):
        below = sorted(place[v] for v in near[lower])
        for at in (place[v] for v in near[upper]):
            gain += bisect_left(below, at) + bisect_right(below, at) - len(below)
    return gain


def heights(net: Net, rows: Rows, gap: float) -> dict[int, float]:
    """Return the vertices' middles: near their neighbours' mean, in order, without overlap."""
    stacked = [_stacked(net, row, gap) for row in rows]
    middle = {
        v: at
        for row, ats in zip(rows, stacked, strict=True)
        for v, at in zip(row, ats, strict=True)
    }
    passes = [net.before, net.after] * (_ALIGNMENTS // 2) + [net.beside, net.beside]
    for index, near in enumerate(passes):
        order = range(len(rows)) if index % 2 == 0 else range(len(rows) - 1, -1, -1)
        for at in order:
            aims = [_aim(net, vertex, near[vertex], middle) for vertex in rows[at]]
            middle.update(zip(rows[at], _spread(aims, stacked[at]), strict=True))
    for row, ats in zip(rows, stacked, strict=True):
        _straighten(net, row, ats, middle)
    return middle


def _straighten(
    net: Net, row: Sequence[int], stacked: Sequence[float], middle: dict[int, float]
) -> None:
    """Level links that are nearly level, where the row leaves room: a kink of 3 px is a blot."""
    for at, vertex in enumerate(row):
        near = [middle[other] for other in net.before[vertex]]
        if not near:
            continue
        aim = min(near, key=lambda y: (abs(y - middle[vertex]), y))
        low = middle[row[at - 1]] + stacked[at] - stacked[at - 1] if at else -math.inf
        is_last = at == len(row) - 1
        high = math.inf if is_last else middle[row[at + 1]] - stacked[at + 1] + stacked[at]
        if abs(aim - middle[vertex]) <= _KINK and low <= aim <= high:
            middle[vertex] = aim


def _aim(
    net: Net, vertex: int, near: Sequence[int], middle: Mapping[int, float]
) -> tuple[float, float]:
    """Return the height a vertex would like, and how much; long edges want to be straight."""
    weight = total = 0.0
    for other in near:
        pull = 8.0 if min(vertex, other) >= net.real else 1.0
        weight += pull
        total += pull * middle[other]
    return (total / weight, weight) if weight else (middle[vertex], 0.1)


def _stacked(net: Net, row: Sequence[int], gap: float) -> list[float]:
    """Return the middles of a row stacked as closely as allowed, its centre at 0."""
    found = [0.0]
    for upper, lower in pairwise(row):
        # Two lanes may run closely; a box keeps its distance.
        free = gap if max(net.height[upper], net.height[lower]) > _LANE else gap / 3
        found.append(found[-1] + (net.height[upper] + net.height[lower]) / 2 + free)
    return [at - found[-1] / 2 for at in found]


def _spread(aims: Sequence[tuple[float, float]], stacked: Sequence[float]) -> list[float]:
    """Return the heights nearest to the aims that keep the distances of the stack.

    Least squares under ordering: isotonic regression by pooling adjacent violators (Ayer et al.
    1955) of aim − stack.
    """
    blocks: list[tuple[float, float, int]] = []
    for (aim, weight), base in zip(aims, stacked, strict=True):
        mean, total, count = aim - base, weight, 1
        while blocks and blocks[-1][0] >= mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        blocks.append((mean, total, count))
    shifts = [mean for mean, _, count in blocks for _ in range(count)]
    return [shift + base for shift, base in zip(shifts, stacked, strict=True)]
