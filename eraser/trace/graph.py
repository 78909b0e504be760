"""A trace as a graph of records: for analysis, diagrams, other tools, and as a page to look at.

Keys of records can be personal data (an e-mail address as primary key), so every rendering masks
them unless it is asked to reveal them.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from eraser.model.graph import Trace, Verdict
from eraser.model.place import RecordRef

if TYPE_CHECKING:
    import networkx as nx

SUBJECT = "subject"
"""The node that stands for the request; records are `r1`, `r2`, … in the order of the trace."""

MASK = "•••"

COLOURS: dict[Verdict, str] = {
    Verdict.THEIRS: "#1a7f4b",
    Verdict.SHARED: "#8250b5",
    Verdict.REVIEW: "#b35c00",
    Verdict.OTHER: "#6b7280",
}
"""Told apart by people who do not see red and green alike; every rendering also writes the word."""


def key_words(ref: RecordRef, reveal: bool) -> str:
    """The key of a record, or a mask for each of its parts."""
    return " / ".join(part if reveal else MASK for part in ref.key if part)


def numbered(trace: Trace) -> dict[RecordRef, str]:
    """The node of each record."""
    return {t.record.ref: f"r{n}" for n, t in enumerate(trace.records, start=1)}


def graph(trace: Trace, reveal: bool = False) -> nx.DiGraph[str]:
    """Records as nodes with store, container, key, verdict and reasons; edges say what led where.

    Several reasons between the same two records are one edge, its words joined by `; `.
    """
    import networkx as nx

    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_node(SUBJECT, label="the subject", store="", container="", key="", verdict="")
    names = numbered(trace)
    for traced in trace.records:
        ref = traced.record.ref
        made.add_node(
            names[ref],
            label=str(ref.container),
            store=ref.container.store,
            container=ref.container.name,
            key=key_words(ref, reveal),
            verdict=traced.verdict.value,
            because="; ".join(e.words for e in traced.because),
        )
    for edge in trace.edges:
        ends = (names[edge.source] if edge.source else SUBJECT, names[edge.target])
        before = made.edges[ends]["words"] + "; " if made.has_edge(*ends) else ""
        made.add_edge(*ends, kind=edge.kind.value, words=before + edge.words)
    return made


def graphml(trace: Trace, reveal: bool = False) -> str:
    """The graph as GraphML, which yEd, Gephi and Cytoscape read."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph(trace, reveal))) + "\n"


def mermaid(trace: Trace, reveal: bool = False, most: int = 200) -> str:
    """The graph as a Mermaid flowchart of at most `most` records; it says how many it left out."""
    names = {ref: n for ref, n in list(numbered(trace).items())[:most]}
    lines = ["flowchart LR", f'  {SUBJECT}(["the subject"])']
    for traced in trace.records[:most]:
        ref = traced.record.ref
        words = _quoted(f"{ref.container} {key_words(ref, reveal)}")
        lines.append(f'  {names[ref]}["{words}<br/>{traced.verdict.value}"]:::{traced.verdict}')
    for edge in trace.edges:
        if edge.target in names and (edge.source is None or edge.source in names):
            source = names[edge.source] if edge.source else SUBJECT
            lines.append(f'  {source} -->|"{_quoted(edge.words)}"| {names[edge.target]}')
    if len(trace.records) > most:
        lines.append(f'  more["and {len(trace.records) - most} more records"]')
    lines += [f"  classDef {v} fill:{c},color:#fff" for v, c in COLOURS.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text inside a Mermaid label: its entities are written `#quot;`."""
    codes = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;", "\n": " ", "`": "#96;"}
    return "".join(codes.get(c, c) for c in text)


def html(trace: Trace, reveal: bool = False) -> str:
    """One HTML page that needs no server, no network and no other file.

    Every record stands in a list with search and filters; around the chosen one a drawing shows
    what led there and where it leads. Made for 5,000 records and more. Values of fields are never
    in it; keys of records only with `reveal`.
    """
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    return template.replace("/*TRACE*/", _embedded(_content(trace, reveal)))


def _content(trace: Trace, reveal: bool) -> dict[str, object]:
    names = {ref: n for n, ref in enumerate(numbered(trace))}
    return {
        "colours": {verdict.value: colour for verdict, colour in COLOURS.items()},
        "records": [
            {
                "store": t.record.ref.container.store,
                "container": t.record.ref.container.name,
                "key": key_words(t.record.ref, reveal),
                "verdict": t.verdict.value,
                "because": [[e.words, e.supports] for e in t.because],
                "fields": list(t.fields),
            }
            for t in trace.records
        ],
        "edges": [
            [names[e.source] if e.source else -1, names[e.target], e.kind.value, e.words]
            for e in trace.edges
        ],
        "notRead": [[str(n.container), n.reason] for n in trace.not_read],
        "notFollowed": list(trace.not_followed),
    }


def _embedded(content: dict[str, object]) -> str:
    """JSON inside a script element: nothing in it can end the element (HTML, 4.12.1.3)."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
