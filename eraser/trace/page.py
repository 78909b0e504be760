"""A trace as one HTML page that needs nothing else: no server, no network, no other file."""

from __future__ import annotations

import json
from importlib import resources

from eraser.model.graph import Trace
from eraser.trace.graph import COLOURS, key_words, numbered

_MARK = "/*TRACE*/"


def page(trace: Trace, reveal: bool = False) -> str:
    """The page: every record in a list with search and filters, and around the chosen record a
    drawing of what led there and where it leads. Made for 5,000 records and more.

    Values of fields are never in it; keys of records only with `reveal`.
    """
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    return template.replace(_MARK, _embedded(_content(trace, reveal)))


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
