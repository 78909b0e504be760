"""The company's bucket: recordings and films as they are, exports and letters row by row."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from eraser.demo.plant.exports import Export, export_for
from eraser.demo.world.places import Place
from eraser.demo.world.record import OLD_VERSION, Planted
from eraser.demo.world.world import OldVersions, World
from eraser.progress import Progress, Silent

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_TYPES = {
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".gz": "application/gzip",
    ".jsonl": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain; charset=utf-8",
}
_WHOLE = (Place.CALLS, Place.CLIPS)


def plant_s3(
    client: S3Client, bucket: str, world: World, progress: Progress | None = None
) -> OldVersions:
    """Switch versioning on in an existing, empty bucket and fill it; the superseded versions.

    Exports wait in unlinked temporary files (about 150 bytes a person) until they are whole.
    """
    progress = progress or Silent()
    progress.start("planting files", world.persons)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    exports: dict[tuple[str, str], Export] = {}
    for home in world.households():
        letters: dict[tuple[str, str], Export] = {}
        for record in world.objects(home):
            if record.place in _WHOLE:
                _put(client, bucket, record.key[0], _noise(record.key[0]))
            else:
                _add(letters, record)
        _upload(client, bucket, letters)
        for record in world.archive.export_rows(home):
            _add(exports, record)
        progress.advance(len(home.people))
    superseded = _upload(client, bucket, exports)
    progress.finish()
    return OldVersions(superseded)


def _add(exports: dict[tuple[str, str], Export], record: Planted) -> None:
    name, version, _ = record.key
    if (name, version) not in exports:
        exports[name, version] = export_for(record.place)
    exports[name, version].add(record.fields)


def _upload(
    client: S3Client, bucket: str, exports: dict[tuple[str, str], Export]
) -> dict[str, str]:
    """Old versions first, so that the others come to lie on top; the ids of the old ones."""
    superseded: dict[str, str] = {}
    for name, version in sorted(exports, key=_old_first):
        with exports[name, version].finished() as file:
            planted = _put(client, bucket, name, file.read())
        if version == OLD_VERSION:
            superseded[name] = planted
    return superseded


def _old_first(key: tuple[str, str]) -> tuple[bool, str]:
    return key[1] != OLD_VERSION, key[0]


def _put(client: S3Client, bucket: str, name: str, content: bytes) -> str:
    """Put one object; its version id."""
    suffix = name[name.rindex(".") :]
    answer = client.put_object(
        Bucket=bucket,
        Key=name,
        Body=content,
        ContentType=_TYPES[suffix],
        Metadata={"origin": "crm"},
    )
    return answer["VersionId"]


def _noise(name: str) -> bytes:
    """A few bytes that stand for sound or film; different for every object, always the same."""
    return b"RIFF" + hashlib.sha512(name.encode()).digest()
