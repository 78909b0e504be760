"""The order of a plan: children before parents, and what has to happen together.

A store refuses to delete a row that another still refers to. So referring records come first;
circles are cut at references that the store settles itself or checks at the end of a transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from eraser.model.place import Container, ContainerSchema, RecordRef
from eraser.plan.links import Link, deletes_through

if TYPE_CHECKING:
    import networkx as nx


def circles(deleted: Collection[RecordRef], links: Iterable[Link]) -> frozenset[RecordRef]:
    """Records that cannot be deleted one after the other.

    Enforced references go round, across containers, and none of them can be cut. A circle inside
    one table is none: its rows go in one statement.
    """
    graph = _hard(_graph(deleted, links))
    return frozenset(
        ref for ring in _rings(graph) if len({r.container for r in ring}) > 1 for ref in ring
    )


def arrange(
    changing: Mapping[RecordRef, bool],
    links: Sequence[Link],
    schemas: Mapping[Container, ContainerSchema],
) -> list[list[RecordRef]]:
    """The groups of a plan in order, and the records of each in order.

    `changing`: every record that is changed, and whether it is deleted. A group is what enforced
    references within one store connect, or what the store can only change together
    (`ContainerSchema.unit`). Groups whose records are declared to refer to another group's come
    before it, as far as that is possible: what leads to the rest goes last.
    The result depends on nothing but its inputs' contents.
    """
    enforced = [li for li in links if li.reference.enforced]
    groups = _groups(changing, enforced, schemas)
    group_of = {ref: number for number, group in enumerate(groups) for ref in group}
    needed: defaultdict[int, list[Link]] = defaultdict(list)
    for link in enforced:
        if changing.get(link.target) and link.source in group_of:
            needed[group_of[link.source]].append(link)
    inner = [_sorted_topologically(_graph(g, needed[n])) for n, g in enumerate(groups)]
    return _arrange_groups(inner, links)


def _groups(
    changing: Collection[RecordRef],
    enforced: Iterable[Link],
    schemas: Mapping[Container, ContainerSchema],
) -> list[list[RecordRef]]:
    import networkx as nx

    together: nx.Graph[RecordRef] = nx.Graph()
    together.add_nodes_from(changing)
    for link in enforced:
        same_store = link.source.container.store == link.target.container.store
        if same_store and link.source in together and link.target in together:
            together.add_edge(link.source, link.target)
    units: dict[tuple[str, ...], RecordRef] = {}
    for ref in sorted(changing):
        unit = _unit(ref, schemas)
        if unit:
            together.add_edge(units.setdefault(unit, ref), ref)
    return sorted(sorted(group) for group in nx.connected_components(together))


def _unit(ref: RecordRef, schemas: Mapping[Container, ContainerSchema]) -> tuple[str, ...]:
    schema = schemas.get(ref.container)
    if schema is None or not schema.unit:
        return ()
    return (ref.container.store, ref.container.name, *ref.key[: schema.unit])


def _graph(nodes: Iterable[RecordRef], links: Iterable[Link]) -> nx.DiGraph[RecordRef]:
    """Child to parent; an edge is `soft` when the store does not need the child to go first."""
    import networkx as nx

    graph: nx.DiGraph[RecordRef] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    for link in links:
        if link.reference.enforced and link.source in graph and link.target in graph:
            soft = link.reference.deferrable or deletes_through(link.reference)
            known = graph.get_edge_data(link.source, link.target, {"soft": True})
            graph.add_edge(link.source, link.target, soft=soft and known["soft"])
    return graph


def _rings(graph: nx.DiGraph[RecordRef]) -> list[set[RecordRef]]:
    import networkx as nx

    return [ring for ring in nx.strongly_connected_components(graph) if len(ring) > 1]


def _hard(graph: nx.DiGraph[RecordRef]) -> nx.DiGraph[RecordRef]:
    """The graph with its circles cut at every soft edge on them."""
    for ring in _rings(graph):
        inside = list(graph.subgraph(ring).edges())
        graph.remove_edges_from([(a, b) for a, b in inside if graph.edges[a, b]["soft"]])
    return graph


def _sorted_topologically(graph: nx.DiGraph[RecordRef]) -> list[RecordRef]:
    """Children before parents; else by container and key. Circles inside one table stay whole."""
    import networkx as nx

    if len(graph) == 1:
        return list(graph)
    rings = nx.condensation(_hard(graph))
    members = {n: sorted(rings.nodes[n]["members"]) for n in rings}
    order = nx.lexicographical_topological_sort(rings, key=lambda n: members[n])
    return [ref for ring in order for ref in members[ring]]


def _arrange_groups(groups: list[list[RecordRef]], links: Iterable[Link]) -> list[list[RecordRef]]:
    import networkx as nx

    group_of = {ref: number for number, group in enumerate(groups) for ref in group}
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(groups)))
    for link in links:
        source, target = group_of.get(link.source), group_of.get(link.target)
        if source is not None and target is not None and source != target:
            graph.add_edge(source, target)
    rings = nx.condensation(graph)
    members = {n: sorted(rings.nodes[n]["members"]) for n in rings}
    order = nx.lexicographical_topological_sort(rings, key=lambda n: members[n])
    return [groups[number] for ring in order for number in members[ring]]
