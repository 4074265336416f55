"""What joins the places of a graph, and which links only serve ways that begin or end close by.

A shortest way wraps round every corner it turns at. Where it came to a corner with the coast on its left it goes on to the left of
straight on, no farther than along the coast; so the links of a place are kept by the side the coast is on, the nearest to it first.

Where a link ends at a corner from which no way goes on like that, it is a *twig*: whoever follows it is nearly there, and from there on
all is twigs. The rest is the *trunk*. Every shortest way is twigs, then trunk, then twigs; so a search from one end looks at the trunk
and at the twigs that lead to it, one from the other end at twigs alone, and they meet. A third of the links of this sea is trunk.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, Verdicts, compiled

Rows = tuple[Ints, Heads, Metres, Mask, bool]
"""Rows of `Links`, as compiled loops take them."""


@dataclass(frozen=True, eq=False)
class Links:
    """Links by place and side: place p is joined to `heads[starts[2 * p]:starts[2 * p + 2]]`, each `lengths_m` away.

    Where `is_sorted`, those before `starts[2 * p + 1]` leave with the coast on their left and those after with the coast on their right,
    the nearest to the coast first; and a twig (not `is_trunk`) is kept at the end where no way goes on, and there alone.
    """

    starts: NDArray[np.int64]
    heads: NDArray[np.int32]
    lengths_m: NDArray[np.float64]
    is_trunk: NDArray[np.bool_]
    is_sorted: bool

    @classmethod
    def of(cls, pairs: NDArray[np.int32], lengths_m: NDArray[np.float64], size: int) -> "Links":
        """Join places by pairs, in the order of the places; all are trunk."""
        tails = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(np.int64)
        heads = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.lexsort((heads, tails))
        starts = np.searchsorted(tails[order], np.arange(2 * size + 1) / 2).astype(np.int64)
        both_m = np.concatenate([lengths_m, lengths_m])[order]
        return cls(starts, heads[order], both_m, np.ones(len(order), dtype=np.bool_), is_sorted=False)

    def by_side(self, rays: NDArray[np.float64]) -> "Links":
        """Sort the links of a graph by the side of the coast, and tell twigs from the trunk; `rays` are those of its turns."""
        tails = self.tails
        (ex, ey), back, ahead = rays[:2, self.heads] - rays[:2, tails], rays[2:4, tails], rays[4:, tails]
        is_left = (ex * back[1] - ey * back[0] >= 0) & (ex * ahead[1] - ey * ahead[0] >= 0)
        cx, cy = np.where(is_left, ahead, back)
        off_the_coast = np.arctan2(np.abs(ex * cy - ey * cx), ex * cx + ey * cy)
        groups = 2 * tails + ~is_left
        order = np.lexsort((off_the_coast, groups))
        starts = np.searchsorted(groups[order], np.arange(len(self.starts))).astype(np.int64)
        heads, turned = self.heads[order], _turned(tails, self.heads, self.starts, order)
        kinds = _kinds(starts, heads, tails[order], turned, rays)
        stays = kinds != AWAY
        return Links(
            np.append(0, np.cumsum(stays))[starts], heads[stays], self.lengths_m[order][stays], kinds[stays] == TRUNK, is_sorted=True
        )

    @cached_property
    def tails(self) -> NDArray[np.int64]:
        """The place that each link is kept at."""
        return np.repeat(np.arange(len(self.starts) // 2), np.diff(self.starts[::2]))

    def pairs(self) -> NDArray[np.int32]:
        """Give the places that are joined, i < j in each pair."""
        pairs = np.column_stack([self.tails.astype(np.int32), self.heads])
        return np.sort(pairs[(pairs[:, 0] < pairs[:, 1]) | ~self.is_trunk], axis=1)

    @property
    def rows(self) -> Rows:
        """The links as compiled loops take them."""
        return self.starts, self.heads, self.lengths_m, self.is_trunk, self.is_sorted


TRUNK, TWIG, AWAY = 0, 1, 2
"""A link of the trunk; a twig at the end where no way goes on; a twig at its other end."""


def _turned(tails: NDArray[np.int64], heads: NDArray[np.int32], starts: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the row of each link seen from its other end, in an order; as they are, links stand by tail and head."""
    back = np.argsort(heads.astype(np.int64) * len(starts) + tails)  # as links stand by tail and head, row k is row back[k] turned round
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return np.asarray(place[back][order])


@compiled
def is_coast_left(rays: Metres, place: int | np.int64, dx: float, dy: float) -> bool:
    """Say on which side of a tangent at a turn the coast lies."""
    return bool(dx * rays[3, place] - dy * rays[2, place] >= 0 and dx * rays[5, place] - dy * rays[4, place] >= 0)


@compiled
def _kinds(starts: Ints, heads: Heads, tails: Ints, turned: Ints, rays: Metres) -> Verdicts:
    """Tell twigs from the trunk: take away links from whose end no way goes on, until none is left.

    Of a group only the link nearest the coast counts: if a way cannot go on along that, it cannot go on along any. `last` of a group
    is behind the links that, come along the other way, still go on.
    """
    kinds = np.zeros(len(heads), dtype=np.int8)
    first, last = starts[:-1].copy(), starts[1:].copy()
    todo = [np.int64(group) for group in range(len(first))]
    while todo:
        group = todo.pop()
        other = group ^ 1
        while first[group] < starts[group + 1] and kinds[first[group]] != TRUNK:
            first[group] += 1
        best = first[group]
        place = group // 2
        while last[other] > starts[other]:
            slot = last[other] - 1
            if kinds[slot] == TRUNK and best < starts[group + 1]:
                ix, iy = rays[0, place] - rays[0, heads[slot]], rays[1, place] - rays[1, heads[slot]]
                ox, oy = rays[0, heads[best]] - rays[0, place], rays[1, heads[best]] - rays[1, place]
                turn = ix * oy - iy * ox
                if (turn >= 0) if group % 2 == 0 else (turn <= 0):
                    break
            last[other] -= 1
            if kinds[slot] == TRUNK:
                back = turned[slot]
                kinds[slot], kinds[back] = TWIG, AWAY
                end = tails[back]
                todo.append(other)
                todo.append(2 * end + int(back >= starts[2 * end + 1]))
    return kinds
