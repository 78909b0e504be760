"""A trace to look at: graph, diagram, page and explanation, none of which tells a secret."""

from __future__ import annotations

import json
import re
import time
from xml.etree import ElementTree

import pytest

from eraser.errors import UsageError
from eraser.model.graph import Edge, EdgeKind, Evidence, Trace, Traced, Verdict
from eraser.model.place import Container, Record, RecordRef
from eraser.trace.explain import chain, explain
from eraser.trace.graph import SUBJECT, graph, graphml, html, mermaid
from tests.unit.trace.builders import E_MAIL, FATHER, PHONE, SON, Company, subject, to_customer


def traced() -> Trace:
    """A customer with a contract, keyed by the customer's address, and the father's row."""
    company = Company().customer(17, SON, phone=PHONE).customer(2, FATHER, phone=PHONE)
    company.mapped("contracts", subject=[to_customer("customer_id")])
    company.table("contracts", {"mail": E_MAIL, "customer_id": 17}, key="mail")
    return company.trace(SON).trace


def big(records: int) -> Trace:
    """A trace of as many records, each led to by the one before."""
    refs = [RecordRef(Container("crm", f"t{n % 7}"), (str(n),)) for n in range(records)]
    why = (Evidence("carries the subject's e-mail address in </script><b>mail"),)
    kinds = list(Verdict)
    return Trace(
        subject(SON),
        tuple(Traced(Record(r, "1", {}), kinds[n % 4], why) for n, r in enumerate(refs)),
        tuple(
            Edge(source, target, EdgeKind.VALUE, "same value")
            for source, target in zip([None, *refs], refs, strict=False)
        ),
    )


def test_the_graph_leads_from_the_subject_to_the_contract() -> None:
    import networkx as nx

    made = graph(traced())
    contract = next(n for n, at in made.nodes(data=True) if at["container"] == "contracts")
    assert nx.has_path(made, SUBJECT, contract)
    assert made.nodes[contract]["verdict"] == "theirs"


@pytest.mark.parametrize("render", [graphml, mermaid, html])
def test_keys_are_masked_unless_they_are_asked_for(render) -> None:  # type: ignore[no-untyped-def]
    assert E_MAIL not in render(traced())
    assert E_MAIL in render(traced(), reveal=True)


@pytest.mark.parametrize("render", [graphml, mermaid, html])
def test_no_rendering_holds_an_identifier(render) -> None:  # type: ignore[no-untyped-def]
    told = render(traced())
    assert not [value for value in (SON, SON.replace("-", ""), PHONE, PHONE[4:]) if value in told]


def test_graphml_is_well_formed() -> None:
    root = ElementTree.fromstring(graphml(traced()))  # noqa: S314  (our own output)
    assert len([e for e in root.iter() if e.tag.endswith("}node")]) == 4


def test_a_large_mermaid_diagram_says_what_it_left_out() -> None:
    assert "and 4800 more records" in mermaid(big(5_000))


def test_the_page_asks_nothing_of_any_network() -> None:
    made = html(traced())
    assert "default-src 'none'" in made
    outside = re.findall(r"(?:src|href|action)\s*=|@import|url\(|fetch\(|https?://[^\"']+", made)
    assert set(outside) <= {"http://www.w3.org/2000/svg"}


def test_nothing_in_a_record_can_break_out_of_the_html() -> None:
    made = html(big(3))
    assert made.count("</script>") == 2
    embedded = re.search(r'id="trace">(.*?)</script>', made, re.DOTALL)
    assert embedded is not None
    assert len(json.loads(embedded[1])["records"]) == 3


def test_a_page_of_five_thousand_records_is_made_at_once() -> None:
    begun = time.monotonic()
    assert len(html(big(5_000))) < 3_000_000
    assert time.monotonic() - begun < 5


def test_the_chain_tells_the_way_from_the_request() -> None:
    found = traced()
    contract = next(t for t in found.records if t.record.ref.container.name == "contracts")
    way = chain(found, contract.record.ref)
    assert [e.source is None for e in way] == [True, False]
    told = "\n".join(explain(found, contract.record.ref))
    assert "the request → crm/customers: carries the personas kods of the request" in told
    assert "crm/customers → crm/contracts: via customer_id" in told
    assert E_MAIL not in told


def test_a_record_that_was_not_found_cannot_be_explained() -> None:
    with pytest.raises(UsageError, match="no record with this key") as refused:
        explain(traced(), RecordRef(Container("crm", "customers"), (E_MAIL,)))
    assert E_MAIL not in str(refused.value)
