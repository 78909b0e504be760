"""The certificate: a signed statement of what was erased, what was held and what remains.

The statement is canonical JSON, signed with Ed25519 (RFC 8032) over the DSSE pre-authentication
encoding (DSSE v1.0, secure-systems-lab), so that exactly the bytes that are kept are the bytes
that were signed. It names no person: the subject is a keyed digest, records are only counted.
The file itself must be canonical too: one changed byte anywhere fails.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eraser import __version__
from eraser.digests import canonical
from eraser.errors import EvidenceError
from eraser.model.outcome import Outcome
from eraser.model.plan import Action, Plan
from eraser.model.proof import Execution, Verification

PAYLOAD_TYPE = "application/vnd.gdpr-eraser.certificate+json"


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate whose signature holds. `fingerprint`: SHA-256 of the public key, hex."""

    statement: dict[str, object]
    fingerprint: str


def new_key() -> bytes:
    """A fresh Ed25519 private key as PEM (PKCS 8, not encrypted: keep the file to yourself)."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def fingerprint_of(private_pem: bytes) -> str:
    """The fingerprint of the key that signs: what an auditor compares."""
    return _fingerprint(_private(private_pem).public_key())


def statement(
    plan: Plan,
    execution: Execution,
    verification: Verification,
    controller: str,
    approved_by: str,
    at: datetime,
) -> dict[str, object]:
    """What is certified: counts by container, action and outcome; holds with law and end."""
    return {
        "version": 1,
        "tool": f"gdpr-eraser {__version__}",
        "controller": controller,
        "case": plan.case,
        "playbook": plan.playbook,
        "subject": plan.subject_digest,
        "plan": plan.digest,
        "inputs": dict(plan.inputs),
        "approved_by": approved_by,
        "at": at.isoformat(timespec="seconds"),
        "journal": execution.journal,
        "complete": execution.complete,
        "done": _done(plan, execution.outcomes),
        "kept": _kept(plan),
        "verification": {
            "clean": verification.clean,
            "residue": len(verification.residue),
            "expected": {why.value: count for why, count in verification.expected},
            "searched": [str(c) for c in verification.searched],
            "not_read": [f"{n.container}: {n.reason}" for n in verification.not_read],
        },
        "remnants": [
            {"container": r.container, "what": r.what, "until": r.until}
            for r in verification.remnants
        ],
    }


def _done(plan: Plan, outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    steps = {step.id: step for step in plan.steps}
    counts = Counter(
        (str(steps[o.step].ref.container), steps[o.step].action.value, type(o).__name__.lower())
        for o in outcomes
    )
    return [
        {"container": container, "action": action, "outcome": outcome, "records": count}
        for (container, action, outcome), count in sorted(counts.items())
    ]


def _kept(plan: Plan) -> list[dict[str, object]]:
    counts = Counter(
        (str(s.ref.container), s.action.value, s.cite, s.until.isoformat() if s.until else "")
        for s in plan.steps
        if s.action in (Action.KEEP, Action.REVIEW)
    )
    return [
        {"container": container, "action": action, "cite": cite, "until": until, "records": count}
        for (container, action, cite, until), count in sorted(counts.items())
    ]


def sign(content: dict[str, object], private_pem: bytes) -> bytes:
    """The certificate file: envelope, statement, signature and public key, canonical JSON."""
    key, payload = _private(private_pem), canonical(content)
    return _file(payload, key.public_key(), key.sign(_preauthentication(payload)))


def check(content: bytes, trusted: str | None = None) -> Checked:
    """Verify a certificate offline. `trusted` is the fingerprint that the key must have.

    Raises EvidenceError when anything in the file is not exactly as it was signed.
    """
    envelope = _envelope(content)
    try:
        payload = base64.b64decode(envelope["payload"], validate=True)
        signature = bytes.fromhex(envelope["signature"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(envelope["publicKey"]))
        public.verify(signature, _preauthentication(payload))
    except (ValueError, binascii.Error, InvalidSignature):
        raise EvidenceError(
            "The signature does not fit the statement: the certificate was changed after signing."
        ) from None
    # Hex in capitals, Base64 with other unused bits, other spaces: the same, but not these bytes.
    if _file(payload, public, signature) != content:
        raise EvidenceError("The certificate was changed after signing: its bytes differ.")
    fingerprint = _fingerprint(public)
    if trusted is not None and fingerprint != "".join(trusted.replace(":", "").split()).lower():
        raise EvidenceError(
            f"The signature holds, but the key is another one: {fingerprint}. Ask the issuer for "
            "the fingerprint of their key, over another channel."
        )
    return Checked(_statement_of(payload), fingerprint)


def _file(payload: bytes, public: Ed25519PublicKey, signature: bytes) -> bytes:
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "publicKey": _raw(public).hex(),
        "signature": signature.hex(),
    }
    return canonical(envelope) + b"\n"


def _envelope(content: bytes) -> dict[str, str]:
    envelope = _object(content)
    names = {"payload", "payloadType", "publicKey", "signature"}
    if (
        envelope is None
        or set(envelope) != names
        or not all(isinstance(value, str) for value in envelope.values())
        or envelope["payloadType"] != PAYLOAD_TYPE
    ):
        raise EvidenceError("This file is not a certificate of gdpr-eraser, or was damaged.")
    return {name: str(value) for name, value in envelope.items()}


def _statement_of(payload: bytes) -> dict[str, object]:
    """What was signed; another program with the same key may have signed anything."""
    content = _object(payload)
    if content is None or canonical(content) != payload:
        raise EvidenceError("The signature holds, but what it signs is not a statement of ours.")
    return content


def _object(content: bytes) -> dict[str, object] | None:
    """The JSON object in these bytes, if that is what they are."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _preauthentication(payload: bytes) -> bytes:
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _private(pem: bytes) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EvidenceError(
            "The signing key in the state folder is damaged: restore it from a backup."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise EvidenceError("The signing key in the state folder is not an Ed25519 key.")
    return key


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _fingerprint(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(_raw(key)).hexdigest()
