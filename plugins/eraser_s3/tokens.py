"""By what one tells whether an object is still the one that was read."""

from __future__ import annotations

from datetime import UTC, datetime

EPOCH = datetime.fromtimestamp(0, UTC)

UNVERSIONED = "null"
"""S3's own id of the version that is kept without versioning."""


def token(etag: str, version: str, modified: datetime) -> str:
    """`9e107d9d…/3HL4kqt…`: ETag without its quotes, which not every listing has, and version id.

    Without versions the time stands for the id, in whole seconds as HEAD has it: the same bytes
    written again with other metadata have the same ETag.
    """
    bare = etag.strip('"')
    if version and version != UNVERSIONED:
        return f"{bare}/{version}"
    return f"{bare}/{UNVERSIONED}/{int(modified.timestamp())}"
