"""Where plans, approvals, the journal and the keys live.

A folder (mode 0700) with a SQLite database and key files (0600), or a PostgreSQL database by URL
with the keys still in the folder. Plans and subjects are personal data: they are stored sealed
(AES-128-CBC with HMAC, Fernet) under a key of their case; when the case's key file is destroyed,
they are gone for good, and the journal that stays names step ids only.
"""

from __future__ import annotations

import json
import os
import re
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

from eraser.digests import GENESIS, keyed, link
from eraser.errors import EvidenceError, RefusedError, StoreError, UsageError

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
_decisions = sa.Table(
    "decisions",
    _tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("made", sa.String(40), primary_key=True),
    sa.Column("place", sa.String(64), nullable=False),
    sa.Column("person", sa.String(64), nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one record of one person. The digests are keyed, `body` is
    stored sealed: a reason is as typed. `made` is ISO 8601 in UTC; nothing is overwritten.
    """

    id: str
    place: str
    person: str
    made: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a plan, and when (UTC)."""

    by: str
    at: str


class State:
    """Opened on a folder; `url` names another database than the folder's own SQLite file."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        database = folder / "state.db"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not url:
                database.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The state folder {folder} cannot be used ({type(error).__name__}): it must be a "
                "folder that this user may write to."
            ) from None
        self._engine = sa.create_engine(url or f"sqlite:///{database}")
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _durable)
        with self._alone(), self._database() as db:
            _tables.create_all(db)

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    @contextmanager
    def _database(self) -> Iterator[sa.Connection]:
        """One transaction, committed at the end. Raises StoreError without any value in it."""
        try:
            with self._engine.begin() as db:
                yield db
        except sa.exc.IntegrityError:
            raise
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            cause = getattr(error, "orig", None) or error
            code = getattr(cause, "sqlite_errorname", "") or type(cause).__name__
            raise StoreError(
                f"The state database in {self.folder} cannot be used ({code}): see that its disk "
                "is not full and that this user may write to it, then try again. An execution "
                "goes on with `eraser resume`."
            ) from None

    def _alone(self) -> FileLock:
        """Held while something is made that must be made once, by one process."""
        return FileLock(self.folder / "making.lock", mode=0o600)

    # -- keys -----------------------------------------------------------------------------------

    def digest_key(self) -> bytes:
        """The key of keyed digests: 32 random bytes, made at the first call.

        Raises EvidenceError when its file was cut: under a guessable key a digest hides nothing.
        """
        key = self.secret_file("digest.key", lambda: secrets.token_bytes(32))
        if len(key) != 32:
            raise _damaged(self.folder / "digest.key")
        return key

    def secret_file(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The bytes of a key file (mode 0600); `make()` gives them when there is none yet.

        The file is there whole or not at all, whenever the process dies, and is made once,
        however many processes ask for it.
        """
        path = self.folder / name
        if not path.exists():
            with self._alone():
                if not path.exists():
                    _write_whole(path, make())
        content = path.read_bytes()
        if not content:
            raise _damaged(path)
        return content

    def _case_key(self, case: str, *, make: bool) -> Fernet:
        name = f"case-{keyed(self.digest_key(), case)[:16]}.key"
        if not make and not (self.folder / name).exists():
            raise UsageError(f"The key of case '{case}' was destroyed: its file cannot be read.")
        try:
            return Fernet(self.secret_file(name, Fernet.generate_key))
        except ValueError:
            raise _damaged(self.folder / name) from None

    # -- plans ----------------------------------------------------------------------------------

    def keep_plan(self, digest: str, case: str, body: bytes) -> None:
        """Store a plan (and what belongs to it) sealed; the same digest is stored once."""
        sealed = self._case_key(case, make=True).encrypt(body)
        same = _plans.c.digest == digest
        with self._database() as db:
            # Updating first takes the write lock: no other process can insert in between.
            if not db.execute(sa.update(_plans).where(same).values(sealed=sealed)).rowcount:
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
        with self._database() as db:
            rows = db.execute(sa.select(_plans).order_by(_plans.c.case_id, _plans.c.digest))
            return tuple((r.digest, r.case_id, _approval(r)) for r in rows)

    def approve(self, digest: str, by: str, at: datetime) -> None:
        """Record that a person approved exactly this plan."""
        full = self.full_digest(digest)
        with self._database() as db:
            db.execute(
                sa.update(_plans)
                .where(_plans.c.digest == full)
                .values(approved_by=by, approved_at=at.isoformat(timespec="seconds"))
            )

    def approval(self, digest: str) -> Approval | None:
        """Who approved the plan; None when nobody did."""
        return _approval(self._row(digest))

    def _row(self, digest: str) -> sa.Row[tuple[str, str, bytes, str, str]]:
        if not re.fullmatch("[0-9a-f]{8,64}", digest):
            raise UsageError(
                "A plan is named by its file, or by at least 8 digits of its digest, which "
                "`eraser status` lists."
            )
        with self._database() as db:
            rows = db.execute(sa.select(_plans).where(_plans.c.digest.startswith(digest))).all()
        if len(rows) != 1:
            raise UsageError(
                f"{len(rows)} plans begin with '{digest}': give more digits of one, or others. "
                "`eraser status` lists them."
            )
        return rows[0]

    # -- decisions ------------------------------------------------------------------------------

    def keep_decisions(self, decisions: Sequence[Decision]) -> None:
        """Remember decisions, all or none of them; the same one twice is kept once."""
        seal = Fernet(self.secret_file("decisions.key", Fernet.generate_key))
        with self._database() as db:
            for each in decisions:
                same = (_decisions.c.id == each.id) & (_decisions.c.made == each.made)
                db.execute(sa.delete(_decisions).where(same))
                row = {"id": each.id, "made": each.made, "place": each.place}
                sealed = seal.encrypt(each.body)
                db.execute(sa.insert(_decisions).values(**row, person=each.person, sealed=sealed))

    def decisions(self, persons: Sequence[str]) -> tuple[Decision, ...]:
        """Every decision about a person known by one of these digests, the oldest first."""
        with self._database() as db:
            query = sa.select(_decisions).where(_decisions.c.person.in_(persons))
            rows = db.execute(query.order_by(_decisions.c.made, _decisions.c.id)).all()
        if not rows:
            return ()
        seal = Fernet(self.secret_file("decisions.key", Fernet.generate_key))
        try:
            return tuple(
                Decision(r.id, r.place, r.person, r.made, seal.decrypt(r.sealed)) for r in rows
            )
        except InvalidToken:
            raise EvidenceError("A decision in the state was tampered with.") from None

    # -- journal --------------------------------------------------------------------------------

    def entries(self, plan: str) -> tuple[dict[str, object], ...]:
        """All entries of a plan in order. Raises EvidenceError when the chain does not hold."""
        with self._database() as db:
            query = sa.select(_journal).where(_journal.c.plan == plan).order_by(_journal.c.seq)
            rows = db.execute(query).all()
        last, entries = GENESIS, []
        for number, row in enumerate(rows):
            entry = _entry(row.entry)
            last = link(last, entry)
            if entry is None or row.seq != number or row.link != last:
                raise EvidenceError(f"Journal of plan {plan[:12]}…: entry {number} was changed.")
            entries.append(entry)
        return tuple(entries)

    def append(self, plan: str, seq: int, previous: str, entry: dict[str, object]) -> str:
        """Add one entry, on disk when this returns; gives its link.

        Raises RefusedError when another process wrote `seq` first.
        """
        here = link(previous, entry)
        text = json.dumps(entry, sort_keys=True)  # ASCII: any database takes any word in it
        try:
            with self._database() as db:
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


def _entry(text: object) -> dict[str, object] | None:
    """A journal entry as it was written; None when that is not what stands there."""
    try:
        entry = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is on disk under its name only when all of it is."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, must survive a power cut
    finally:
        os.close(folder)


def _damaged(path: Path) -> EvidenceError:
    return EvidenceError(f"The key file {path} is damaged: restore it from a backup.")


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    """A committed entry survives a power cut: write-ahead log, synced at every commit."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
