"""The connection to S3, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

import botocore.loaders
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from eraser.errors import (
    EraserError,
    RightsMissingError,
    StoreError,
    StoreUnreachableError,
    UnreadableError,
)
from eraser.model.secret import Secret
from eraser_s3.options import Options

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound", "405", "MethodNotAllowed"})
"""No such object or version; 405 is what a delete marker answers to GET and HEAD."""

CHANGED = frozenset({"412", "PreconditionFailed", "ConditionalRequestConflict"})
"""The object is not the one that the condition named."""

DENIED = frozenset(
    "403 AccessDenied Forbidden AllAccessDisabled AccountProblem InvalidAccessKeyId "
    "SignatureDoesNotMatch ExpiredToken InvalidToken".split()
)

OVERLOADED = frozenset(
    "500 502 503 504 InternalError ServiceUnavailable SlowDown RequestTimeout "
    "RequestTimeTooSkewed XMinioServerNotInitialized".split()
)

ARCHIVED = frozenset({"InvalidObjectState"})

KEY_WANTED = frozenset({"400", "BadRequest", "InvalidRequest"})
"""What GET and HEAD answer for an object under SSE-C when no key is sent."""

_LOADER = botocore.loaders.create_loader()
"""Parsed service descriptions, shared: reading them again costs each client 0.3 s."""


class Session:
    """A lazily opened client; every use of it goes through `speaking_of`."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._opened = False

    @cached_property
    def client(self) -> S3Client:
        """The client (boto3's own, from botocore), made at the first use."""
        options = self.options
        self._opened = True
        session = botocore.session.Session()
        session.register_component("data_loader", _LOADER)
        client = session.create_client(
            "s3",
            endpoint_url=options.endpoint,
            region_name=options.region,
            aws_access_key_id=options.access_key,
            aws_secret_access_key=_revealed(options.secret_key),
            aws_session_token=_revealed(options.session_token),
            verify=options.ca_bundle,
            config=_config(options),
        )
        return cast("S3Client", client)

    def close(self) -> None:
        """Give back the connections; safe to call twice."""
        if self._opened:
            self.client.close()
            self._opened = False
            del self.client


def _revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _config(options: Options) -> Config:
    checksums = cast("Literal['when_supported', 'when_required']", options.checksums)
    return Config(
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 4},
        s3={"addressing_style": "path" if options.path_style else "auto"},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        user_agent_extra="gdpr-eraser",
    )


def code_of(error: ClientError) -> str:
    """The service's code: letters only, never a value (`NoSuchKey`, or `404` for HEAD)."""
    return str(error.response.get("Error", {}).get("Code", "")) or "unknown"


@contextmanager
def speaking_of(place: str) -> Iterator[None]:
    """Turn what the service refuses into eraser's errors, about `place` and without a value.

    Raises StoreUnreachableError, RightsMissingError, UnreadableError (archived) or StoreError.
    Callers catch first what is an answer to them: `GONE`, `CHANGED`.
    """
    try:
        yield
    except ClientError as error:
        raise refusal(error, place) from None
    except (NoCredentialsError, PartialCredentialsError):
        raise RightsMissingError(f"{place}: no complete credentials were found.") from None
    except (HTTPClientError, OSError) as error:
        kind = type(error).__name__
        raise StoreUnreachableError(f"{place}: no answer ({kind}); try again.") from None
    except BotoCoreError as error:
        raise StoreError(f"{place}: the request failed ({type(error).__name__}).") from None


def refusal(error: ClientError, place: str) -> EraserError:
    """What a refusal means. S3's own message is left out: it may quote the object's key."""
    code, operation = code_of(error), error.operation_name
    if operation in ("HeadObject", "GetObject") and code in KEY_WANTED:
        return UnreadableError(
            f"{place}: cannot be read, as when it is encrypted with a key that S3 does not keep "
            f"(SSE-C) ({operation}: {code})."
        )
    if code in ARCHIVED:
        return UnreadableError(f"{place}: archived; restore it first ({operation}: {code}).")
    if code in DENIED:
        return RightsMissingError(
            f"{place}: not allowed ({operation}: {code}); grant it to this store's credentials."
        )
    if code in OVERLOADED:
        return StoreUnreachableError(f"{place}: not ready ({operation}: {code}); try again.")
    return StoreError(f"{place}: refused ({operation}: {code}).")
