"""What a parsed document comes to once its fragments are opened: fields, depth, and pairs of fields that share a key.

Validation compares every two fields under one key, and opens every fragment wherever it is spread. A hundred lines can make that
billions, so what it will cost is known before it begins; sizes of fragments are added up once and multiplied, never walked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode
from graphql.language import ExecutableDefinitionNode

from silog.kit.graphql.limits.table import DEPTH, FIELDS, OVERLAPS


@dataclass(frozen=True, slots=True)
class _Size:
    fields: int = 0
    depth: int = 0


def refuse_expansive(document: DocumentNode) -> None:
    """Refuse a document that would cost too much to validate. Fragments that are unknown or lead back to themselves count as empty."""
    definitions = [one for one in document.definitions if isinstance(one, ExecutableDefinitionNode)]
    fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
    sizes = _Sizes(fragments)
    for one in definitions:
        size = sizes.of(one.selection_set)
        DEPTH.refuse_above(size.depth)
        FIELDS.refuse_above(size.fields)
    OVERLAPS.refuse_above(sum(_overlaps([one.selection_set], fragments) for one in definitions))


class _Sizes:
    """Sizes of selection sets; those of fragments are remembered."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def of(self, selected: SelectionSetNode | None) -> _Size:
        fields = depth = 0
        for node in selected.selections if selected else ():
            is_spread = isinstance(node, FragmentSpreadNode)
            inner = self._fragment(node.name.value) if is_spread else self.of(node.selection_set)  # type: ignore[attr-defined]
            own = isinstance(node, FieldNode)
            fields += inner.fields + own
            depth = max(depth, inner.depth + own)
        return _Size(fields, depth)

    def _fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = _Size()  # what leads back here finds it empty
            found = self._fragments.get(name)
            self._known[name] = self.of(found.selection_set) if found else _Size()
        return self._known[name]


def _overlaps(sets: Sequence[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    """Return how many pairs of fields share a key, here and in everything that is merged below."""
    under: dict[str, list[FieldNode]] = {}
    _collect(sets, fragments, under, set())
    pairs = 0
    for nodes in under.values():
        pairs += len(nodes) * (len(nodes) - 1) // 2
        inner = [node.selection_set for node in nodes if node.selection_set]
        if inner:
            pairs += _overlaps(inner, fragments)
    return pairs


def _collect(
    sets: Sequence[SelectionSetNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    under: dict[str, list[FieldNode]],
    seen: set[str],
) -> None:
    for selected in sets:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                under.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in fragments and name not in seen:
                    seen.add(name)
                    _collect([fragments[name].selection_set], fragments, under, seen)
            else:
                _collect([node.selection_set], fragments, under, seen)  # type: ignore[attr-defined]
