"""Where plans, approvals, the journal and the keys live.

A folder (mode 0700) with a SQLite database and key files (0600), or a PostgreSQL database by URL
with the keys still in the folder. Plans and subjects are personal data: they are stored sealed
(AES-128-CBC with HMAC, Fernet) under a key of their case; when the case's key file is destroyed,
they are gone for good, and the journal that stays names step ids only.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from filelock import FileLock, Timeout

from eraser.digests import GENESIS, canonical, keyed, link
from eraser.errors import EvidenceError, RefusedError, StoreUnreachableError, UsageError

_tables = sa.MetaData()
_plans = sa.Table(
    "plans",
    _tables,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", sa.Text),
)
_journal = sa.Table(
    "journal",
    _tables,
    sa.Column("plan", sa.String(64), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("link", sa.String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a plan, and when (UTC)."""

    by: str
    at: str


class State:
    """Opened on a folder; `url` names another database than the folder's own SQLite file."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = folder / "state.db"
        if not url:
            database.touch(mode=0o600, exist_ok=True)
        self._engine = sa.create_engine(url or f"sqlite:///{database}")
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _durable)
        try:
            _tables.create_all(self._engine)
        except sa.exc.OperationalError as error:
            raise StoreUnreachableError(
                f"The state database in {folder} cannot be opened ({type(error.orig).__name__})."
            ) from None

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    # -- keys -----------------------------------------------------------------------------------

    def digest_key(self) -> bytes:
        """The key of keyed digests: 32 random bytes, made at the first call."""
        return self.secret_file("digest.key", lambda: secrets.token_bytes(32))

    def secret_file(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The bytes of a key file (mode 0600); `make()` gives them when there is none yet."""
        path = self.folder / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        return path.read_bytes()

    def _case_key(self, case: str, *, make: bool) -> Fernet:
        name = f"case-{keyed(self.digest_key(), case)[:16]}.key"
        if not make and not (self.folder / name).exists():
            raise UsageError(f"The key of case '{case}' was destroyed: its file cannot be read.")
        return Fernet(self.secret_file(name, Fernet.generate_key))

    # -- plans ----------------------------------------------------------------------------------

    def keep_plan(self, digest: str, case: str, body: bytes) -> None:
        """Store a plan (and what belongs to it) sealed; the same digest is stored once."""
        sealed = self._case_key(case, make=True).encrypt(body)
        with self._engine.begin() as db:
            if db.execute(sa.select(_plans.c.digest).where(_plans.c.digest == digest)).first():
                db.execute(sa.update(_plans).where(_plans.c.digest == digest).values(sealed=sealed))
            else:
                db.execute(sa.insert(_plans).values(digest=digest, case_id=case, sealed=sealed))

    def plan(self, digest: str) -> bytes:
        """The body kept under a digest, or under a beginning of one that is unambiguous."""
        row = self._row(digest)
        try:
            return self._case_key(row.case_id, make=False).decrypt(row.sealed)
        except InvalidToken:
            raise EvidenceError(f"Plan {digest[:12]}… in the state was tampered with.") from None

    def full_digest(self, digest: str) -> str:
        """The 64 digits of a digest that was given by its beginning."""
        return str(self._row(digest).digest)

    def plans(self) -> tuple[tuple[str, str, Approval | None], ...]:
        """Digest, case and approval of every plan, by case."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(_plans).order_by(_plans.c.case_id, _plans.c.digest))
            return tuple((r.digest, r.case_id, _approval(r)) for r in rows)

    def approve(self, digest: str, by: str, at: datetime) -> None:
        """Record that a person approved exactly this plan."""
        full = self.full_digest(digest)
        with self._engine.begin() as db:
            db.execute(
                sa.update(_plans)
                .where(_plans.c.digest == full)
                .values(approved_by=by, approved_at=at.isoformat(timespec="seconds"))
            )

    def approval(self, digest: str) -> Approval | None:
        """Who approved the plan; None when nobody did."""
        return _approval(self._row(digest))

    def _row(self, digest: str) -> sa.Row[tuple[str, str, bytes, str, str]]:
        with self._engine.connect() as db:
            rows = db.execute(sa.select(_plans).where(_plans.c.digest.startswith(digest))).all()
        if len(rows) != 1 or len(digest) < 8:
            raise UsageError(
                f"{len(rows)} plans begin with '{digest[:64]}': give at least 8 digits of one. "
                "`eraser status` lists them."
            )
        return rows[0]

    # -- journal --------------------------------------------------------------------------------

    def entries(self, plan: str) -> tuple[dict[str, object], ...]:
        """All entries of a plan in order. Raises EvidenceError when the chain does not hold."""
        with self._engine.connect() as db:
            query = sa.select(_journal).where(_journal.c.plan == plan).order_by(_journal.c.seq)
            rows = db.execute(query).all()
        last, entries = GENESIS, []
        for number, row in enumerate(rows):
            entry = json.loads(row.entry)
            last = link(last, entry)
            if row.seq != number or row.link != last:
                raise EvidenceError(f"Journal of plan {plan[:12]}…: entry {number} was changed.")
            entries.append(entry)
        return tuple(entries)

    def append(self, plan: str, seq: int, previous: str, entry: dict[str, object]) -> str:
        """Add one entry, on disk when this returns; gives its link.

        Raises RefusedError when another process wrote `seq` first.
        """
        here = link(previous, entry)
        try:
            with self._engine.begin() as db:
                text = canonical(entry).decode()
                db.execute(sa.insert(_journal).values(plan=plan, seq=seq, entry=text, link=here))
        except sa.exc.IntegrityError:
            raise RefusedError(
                f"Another process executes plan {plan[:12]}… at this moment; wait for it to end."
            ) from None
        return here

    @contextmanager
    def only_one(self, plan: str) -> Iterator[None]:
        """Held while a plan is executed, so that no second process on this machine does."""
        lock = FileLock(self.folder / f"plan-{plan[:16]}.lock", mode=0o600)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise RefusedError(
                f"Another process executes plan {plan[:12]}… at this moment; wait for it to end."
            ) from None
        try:
            yield
        finally:
            lock.release()


def _approval(row: sa.Row[tuple[str, str, bytes, str, str]]) -> Approval | None:
    return Approval(row.approved_by, row.approved_at) if row.approved_by else None


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """A committed entry survives a power cut: write-ahead log, synced at every commit."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def chain_head(entries: Sequence[dict[str, object]]) -> str:
    """The last link of a plan's journal: what a certificate names."""
    last = GENESIS
    for entry in entries:
        last = link(last, entry)
    return last
