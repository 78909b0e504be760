"""The certificate proves exactly what was signed, and names nobody."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from eraser.digests import canonical
from eraser.errors import EvidenceError
from eraser.evidence.certificate import (
    PAYLOAD_TYPE,
    check,
    fingerprint_of,
    new_key,
    sign,
    statement,
)
from eraser.model.finding import NotRead
from eraser.model.place import RecordRef
from eraser.model.proof import Residue
from tests.unit.evidence.outcome_world import (
    AT,
    CUSTOMERS,
    EXPORTS,
    SECRETS,
    execution,
    plan,
    verification,
)

KEY = new_key()


def _statement(**more: object) -> dict[str, object]:
    residue = Residue(RecordRef(CUSTOMERS, SECRETS), "still holds an identifier")
    looked = verification(residue, **more)
    return statement(plan(), execution(), looked, "SIA Enerģija", "DPO", AT)


STATEMENT = _statement()
CERTIFICATE = sign(STATEMENT, KEY)


def test_what_was_signed_comes_back_with_the_signers_fingerprint() -> None:
    checked = check(CERTIFICATE)
    assert checked.statement == STATEMENT
    assert checked.fingerprint == fingerprint_of(KEY)


def test_signing_again_gives_the_same_bytes() -> None:
    assert sign(_statement(), KEY) == CERTIFICATE


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_any_statement_comes_back_as_it_was(content: dict[str, object]) -> None:
    assert check(sign(content, KEY)).statement == content


def test_not_one_bit_can_be_flipped() -> None:
    for place in range(len(CERTIFICATE)):
        for bit in range(8):
            changed = bytearray(CERTIFICATE)
            changed[place] ^= 1 << bit
            with pytest.raises(EvidenceError):
                check(bytes(changed))


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(1, 60))
def test_not_one_bit_can_be_flipped_whatever_the_statements_length(bits: int, length: int) -> None:
    certificate = sign({"note": "x" * length}, KEY)
    changed = bytearray(certificate)
    # The last letters of the payload: Base64 leaves bits of them unused.
    changed[certificate.index(b'","payloadType') - 1 - bits // 8 % 4] ^= 1 << bits % 8
    with pytest.raises(EvidenceError):
        check(bytes(changed))


@settings(deadline=None)
@given(st.data())
def test_nothing_can_be_left_out_or_put_in(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(CERTIFICATE)))
    end = data.draw(st.integers(start, len(CERTIFICATE)))
    put = data.draw(st.binary(max_size=8))
    changed = CERTIFICATE[:start] + put + CERTIFICATE[end:]
    if changed != CERTIFICATE:
        with pytest.raises(EvidenceError):
            check(changed)


@pytest.mark.parametrize("gap", [b" ", b"\n", b"\t", b"\r", b"\x00", b'"', b"\xef\xbb\xbf"])
def test_not_even_space_can_be_put_in(gap: bytes) -> None:
    for place in range(len(CERTIFICATE) + 1):
        with pytest.raises(EvidenceError):
            check(CERTIFICATE[:place] + gap + CERTIFICATE[place:])


def _envelope(**more: object) -> bytes:
    return canonical({**json.loads(CERTIFICATE), **more}) + b"\n"


def test_the_same_content_written_otherwise_is_refused() -> None:
    envelope = json.loads(CERTIFICATE)
    for written in (json.dumps(envelope), json.dumps(envelope, indent=1), CERTIFICATE + b"\n"):
        with pytest.raises(EvidenceError):
            check(written.encode() if isinstance(written, str) else written)
    with pytest.raises(EvidenceError):
        check(_envelope(signature=envelope["signature"].upper()))
    with pytest.raises(EvidenceError):
        check(_envelope(publicKey=" " + envelope["publicKey"]))


@pytest.mark.parametrize("name", ["payload", "payloadType", "publicKey", "signature"])
@pytest.mark.parametrize("value", ["", "00", "é", "==", None, 7, [], {}])
def test_a_broken_part_is_refused(name: str, value: object) -> None:
    with pytest.raises(EvidenceError):
        check(_envelope(**{name: value}))


@pytest.mark.parametrize(
    "content",
    [b"", b"null\n", b"[]\n", b"{}\n", b"\xff\xfe", b"[" * 200_000, b"1" * 10_000, b"NaN\n"],
)
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceError):
        check(content)


def _signed(payload: bytes) -> bytes:
    """A well-made envelope, with a good signature, around any payload."""
    key = serialization.load_pem_private_key(KEY, None)
    kind = PAYLOAD_TYPE.encode()
    encoded = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    signature = key.sign(encoded)  # type: ignore[call-arg,union-attr]
    return _envelope(
        payload=base64.b64encode(payload).decode(),
        signature=signature.hex(),
        publicKey=json.loads(CERTIFICATE)["publicKey"],
    )


def test_the_envelope_that_the_next_test_makes_is_a_good_one() -> None:
    assert check(_signed(canonical(STATEMENT))).statement == STATEMENT


@pytest.mark.parametrize(
    "payload",
    [b"", b"no json", b"[]", b"7", b"\xff", b"[" * 200_000, b'{"a": 1}', b'{"a":1,"a":2}'],
)
def test_a_signature_over_what_is_no_statement_is_refused(payload: bytes) -> None:
    with pytest.raises(EvidenceError):
        check(_signed(payload))


def test_another_keys_certificate_is_refused_when_the_fingerprint_is_pinned() -> None:
    theirs = sign(STATEMENT, new_key())
    assert check(theirs).statement == STATEMENT
    with pytest.raises(EvidenceError, match="another"):
        check(theirs, trusted=fingerprint_of(KEY))


def test_a_pinned_fingerprint_may_be_written_as_people_do() -> None:
    mark = fingerprint_of(KEY).upper()
    spaced = ":".join(mark[i : i + 2] for i in range(0, len(mark), 2))
    for written in (mark, spaced, f" {mark}\n"):
        assert check(CERTIFICATE, trusted=written).fingerprint == fingerprint_of(KEY)


@pytest.mark.parametrize("trusted", ["", "ab", "0" * 64])
def test_a_fingerprint_that_is_not_the_keys_trusts_nobody(trusted: str) -> None:
    with pytest.raises(EvidenceError):
        check(CERTIFICATE, trusted=trusted)


def test_a_replaced_key_does_not_make_an_old_signature_hold() -> None:
    public = json.loads(sign(STATEMENT, new_key()))["publicKey"]
    with pytest.raises(EvidenceError):
        check(_envelope(publicKey=public))


@pytest.mark.parametrize("pem", [b"", b"not a key", KEY[:-40]], ids=["empty", "no key", "cut"])
def test_a_damaged_signing_key_is_refused(pem: bytes) -> None:
    with pytest.raises(EvidenceError):
        sign(STATEMENT, pem)


def test_a_key_of_another_kind_is_refused() -> None:
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(EvidenceError, match="Ed25519"):
        fingerprint_of(pem)


def test_the_statement_counts_records_and_names_none() -> None:
    unread = (NotRead(EXPORTS, SECRETS[3], "a cut gzip"),)
    content = _statement(not_read=unread)
    text = canonical(content).decode()
    assert not [secret for secret in SECRETS if secret in text]
    assert content["done"] == [
        {"container": str(CUSTOMERS), "action": a, "outcome": o, "records": 1}
        for a, o in (
            ("delete", "done"),
            ("delete", "failed"),
            ("update", "done"),
            ("update", "stale"),
        )
    ] + [
        {"container": str(EXPORTS), "action": "delete", "outcome": o, "records": 1}
        for o in ("absent", "done")
    ]
    assert [(k["action"], k["cite"], k["until"]) for k in content["kept"]] == [  # type: ignore[attr-defined]
        ("review", "", ""),
        ("keep", "Grāmatvedības likums", "2031-01-01"),
        ("keep", "NILLTPFNL", ""),
    ]


def test_what_was_not_done_or_not_found_clean_is_said() -> None:
    found = STATEMENT["verification"]
    assert STATEMENT["complete"] is False
    assert isinstance(found, dict)
    assert (found["clean"], found["residue"], found["expected"]) == (False, 1, {"held": 2})
