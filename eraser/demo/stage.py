"""The demo's stage: servers started, the made-up company's data planted, files written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eraser.demo.plant.files import Endpoints, Login, write_files
from eraser.demo.plant.objects import plant_s3
from eraser.demo.plant.search import plant_search
from eraser.demo.plant.tables import plant_postgres
from eraser.demo.servers.choose import (
    moto_origin,
    postgres_origins,
    s3_origins,
    search_origins,
    start_first,
)
from eraser.demo.servers.postgres import PostgresServer
from eraser.demo.servers.s3 import S3Server
from eraser.demo.servers.search import SearchServer
from eraser.demo.servers.unavailable import Unavailable
from eraser.demo.world.people import Person
from eraser.demo.world.places import Names
from eraser.demo.world.world import OldVersions, World
from eraser.progress import Progress


@dataclass(frozen=True, slots=True)
class Stage:
    """What a demo plays on. `notes` say which server each store is, and what is left out."""

    config: Path
    subject: Path
    world: World
    person: Person
    planted: OldVersions
    notes: tuple[str, ...]


@contextmanager
def stage(
    folder: Path, seed: int, persons: int, today: date, progress: Progress
) -> Iterator[Stage]:
    """Start what can be had here, plant a world, and write the files into `folder`.

    The servers stop, and their data goes, when the context ends; the files stay.
    """
    with ExitStack() as stack:
        progress.start("starting PostgreSQL, S3 and search", 3)
        postgres = stack.enter_context(closing(start_first(postgres_origins())))
        progress.advance(1)
        s3 = stack.enter_context(closing(start_first((*s3_origins(), moto_origin()))))
        progress.advance(1)
        search, why_not = _search(stack)
        progress.finish()
        names = Names(bucket=s3.new_bucket(versioning=True))
        world = World(seed, persons, today, names)
        database = postgres.new_database()
        plant_postgres(database.owner_url, world, progress)
        planted = plant_s3(s3.client(), names.bucket, world, progress)
        if search is not None:
            plant_search(search.url, search.user, search.password, world, progress)
        person = telling_person(world)
        endpoints = Endpoints(
            postgres_reader_url=database.reader_url,
            postgres_owner_url=database.owner_url,
            s3_url=s3.endpoint,
            s3_reader=Login(s3.reader_access_key, s3.reader_secret_key),
            s3_owner=Login(s3.access_key, s3.secret_key),
            search_url=search.url if search else "",
            search_reader=_login(search.reader_user, search.reader_password) if search else None,
            search_owner=_login(search.user, search.password) if search else None,
        )
        config = write_files(folder, endpoints, names, person)
        notes = tuple(_notes(postgres, s3, search, why_not))
        yield Stage(config, folder / "subject.yaml", world, person, planted, notes)


def telling_person(world: World) -> Person:
    """The person (of the first hundred) whose request shows most: holds, joint records, review."""

    def variety(person: Person) -> tuple[int, int]:
        claims = [label.claim(person.number) for label in world.labels_of(person.number)]
        fates = Counter(claim.fate for claim in claims if claim is not None)
        return len(fates), sum(fates.values())

    candidates = (world.person(number) for number in range(min(world.persons, 100)))
    return max(candidates, key=variety)


def _search(stack: ExitStack) -> tuple[SearchServer | None, str]:
    try:
        return stack.enter_context(closing(start_first(search_origins()))), ""
    except Unavailable as reason:
        return None, str(reason)


def _login(user: str | None, password: str | None) -> Login | None:
    return Login(user, password) if user and password else None


def _notes(
    postgres: PostgresServer, s3: S3Server, search: SearchServer | None, why_not: str
) -> Iterator[str]:
    yield f"PostgreSQL {postgres.version} ({postgres.kind})"
    mock = "; a mock of S3, because no real server is here (`make servers` gets one)"
    yield f"S3: {s3.kind}{mock if s3.is_mock else ''}"
    if search is None:
        yield f"Search is left out: {why_not}"
    else:
        yield f"Search: {search.product} {search.version}"
