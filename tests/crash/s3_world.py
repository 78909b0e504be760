"""Objects in a fresh bucket: rows of an export, a recording with a former version, a document."""

from __future__ import annotations

import json

from eraser.contract.settings import StoreSettings
from eraser.demo.servers.s3 import S3Server
from eraser.model.place import Container, Record
from eraser.model.plan import Plan
from eraser.model.subject import Identifier, Needle
from eraser_s3.reader import StoreReader
from tests.crash.plans import delete, plan_of, update

STORE = "files"
EXPORT = b"".join(
    f"{n},{'Berzins' if n in (2, 3, 5) else 'Ozola'},note {n}\r\n".encode() for n in range(1, 7)
)
EXPORT_KEY = "exports/people/part-1.csv"
EXPORT_AFTERWARDS = (
    "id,name,note\r\n1,Ozola,note 1\r\n3,,•\r\n4,Ozola,note 4\r\n6,Ozola,note 6\r\n".encode()
)
FILES = {
    EXPORT_KEY: b"id,name,note\r\n" + EXPORT,
    "exports/people/part-2.csv": b"id,name,note\r\n9,Ozola,note\r\n",
    "letters/one.json": json.dumps({"to": "Berzins", "text": "Sveiki"}).encode(),
    "letters/two.json": json.dumps({"to": "Ozola", "text": "Sveiki"}).encode(),
    "calls/berzins-1.wav": b"RIFF second",
    "calls/ozola-1.wav": b"RIFF other",
}


class S3World:
    """One server; every planting is a bucket of its own."""

    def __init__(self, server: S3Server, *, versioning: bool) -> None:
        self._server, self._versioning = server, versioning
        self._client, self._bucket = server.client(), ""

    @property
    def stores(self) -> dict[str, tuple[str, StoreSettings]]:
        keys = (self._server.access_key, self._server.secret_key)
        return {STORE: ("s3", self._settings(*keys))}

    def plant(self) -> Plan:
        """A fresh bucket, and a plan: rows of one object, a whole object, a document."""
        self._bucket = self._server.new_bucket(versioning=self._versioning)
        client, server = self._client, self._server
        client.put_object(Bucket=self._bucket, Key="calls/berzins-1.wav", Body=b"RIFF first")
        for key, body in FILES.items():
            client.put_object(
                Bucket=self._bucket, Key=key, Body=body, Metadata={"owner": "billing"}
            )
        keys = (server.reader_access_key, server.reader_secret_key)
        with StoreReader(self._settings(*keys)) as reader:
            rows = self._find(reader, "exports/people/*.csv", "Berzins")
            (letter,) = self._find(reader, "letters/**.json", "Berzins")
            calls = self._find(reader, "calls/**.wav", "berzins-1")
        by_id = {str(row.fields["id"]): row for row in rows}
        (call,) = [record for record in calls if not record.ref.key[1]]
        redacted = json.dumps({"to": "•", "text": "Sveiki"})
        return plan_of(
            delete("s1", by_id["2"]),
            update("s1", by_id["3"], name="", note="•"),
            delete("s1", by_id["5"]),
            delete("s2", call),
            update("s2", letter, content=redacted),
        )

    def look(self) -> dict[str, object]:
        """Every object with its bytes and metadata, and how many versions of it there are.

        Of what eraser writes of its own it tells from how many states the object was made.
        """
        client = self._client
        listed = client.list_object_versions(Bucket=self._bucket)
        versions = [v["Key"] for v in listed.get("Versions", [])]
        found: dict[str, object] = {
            key: (self._content(key), versions.count(key)) for key in sorted(set(versions))
        }
        found["delete markers"] = len(listed.get("DeleteMarkers", []))
        return found

    def nothing_is_half_done(self) -> bool:
        """Whether the export has all of its changes or none."""
        export = self._client.get_object(Bucket=self._bucket, Key=EXPORT_KEY)["Body"].read()
        return export in (FILES[EXPORT_KEY], EXPORT_AFTERWARDS)

    def _content(self, key: str) -> tuple[object, ...]:
        answer = self._client.get_object(Bucket=self._bucket, Key=key)
        metadata = answer["Metadata"]
        made_from = len([s for s in metadata.get("eraser-plan", "").split(",") if s])
        others = {n: v for n, v in metadata.items() if not n.startswith("eraser-plan")}
        return answer["Body"].read(), answer["ContentType"], made_from, others

    def _find(self, reader: StoreReader, objects: str, text: str) -> list[Record]:
        needle = Needle(text, Identifier("name", text))
        place = Container(STORE, f"{self._bucket}/{objects}")
        return sorted(reader.find(place, [needle]), key=lambda r: r.ref)

    def _settings(self, access_key: str, secret_key: str) -> StoreSettings:
        return StoreSettings(
            STORE,
            {
                "bucket": self._bucket,
                "endpoint": self._server.endpoint,
                "access_key": access_key,
                "secret_key": secret_key,
            },
        )
