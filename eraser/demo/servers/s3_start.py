"""Starting the S3 servers: MinIO, versitygw, moto."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from eraser.demo.servers.cache import binary
from eraser.demo.servers.daemon import Daemon, Launch, free_port, plain_environment
from eraser.demo.servers.http import answers
from eraser.demo.servers.s3 import BUCKET_READS, OBJECT_READS, REGION, Keys, S3Server, new_keys
from eraser.demo.servers.unavailable import NotStartedError, Unavailable

START_SECONDS = 60.0


def built(name: str) -> Path:
    """The program in the cache. Raises Unavailable, naming the command that builds it."""
    program = binary(name)
    if not program.exists():
        raise Unavailable(
            f"{name} is not built on this machine",
            f"python -m eraser.demo.servers install {name}  (needs Go)",
        )
    return program


def start_minio() -> S3Server:
    """MinIO with one static KMS key (so that SSE-S3 and SSE-KMS work) and a read-only user."""
    program = built("minio")
    require_minio_client()
    daemon = Daemon("minio")
    root, reader = new_keys("root"), new_keys("reader")
    port = free_port()
    kms_key = base64.b64encode(secrets.token_bytes(32)).decode()
    environment = plain_environment(
        MINIO_ROOT_USER=root.access,
        MINIO_ROOT_PASSWORD=root.secret,
        MINIO_KMS_SECRET_KEY=f"test-key:{kms_key}",
        MINIO_BROWSER="off",
        MINIO_UPDATE="off",
        HOME=str(daemon.directory),
    )
    data = str(daemon.directory / "objects")
    command = (str(program), "server", "--address", f"127.0.0.1:{port}", data)
    endpoint = f"http://127.0.0.1:{port}"
    launch = Launch(command, environment)
    daemon.start(launch, lambda: answers(f"{endpoint}/minio/health/ready"), START_SECONDS)
    try:
        add_minio_reader(f"127.0.0.1:{port}", root, reader, daemon.directory)
    except BaseException:
        daemon.stop()
        raise
    return S3Server("minio", endpoint, root, reader, stop=daemon.stop, pid=daemon.pid)


def require_minio_client() -> None:
    """Raises Unavailable when the library that makes MinIO users is missing."""
    if find_spec("minio") is None:
        raise Unavailable(
            "the minio library is missing, so no read-only user can be made",
            "pip install 'gdpr-eraser[dev]'",
        )


def add_minio_reader(host: str, root: Keys, reader: Keys, directory: Path) -> None:
    """A MinIO user who may read every bucket, and nothing else."""
    from minio import MinioAdmin
    from minio.credentials.providers import StaticProvider

    admin = MinioAdmin(
        endpoint=host, credentials=StaticProvider(root.access, root.secret), secure=False
    )
    policy = directory / "read-everything.json"
    actions = [*OBJECT_READS, *BUCKET_READS, "s3:ListAllMyBuckets"]
    allow = {"Effect": "Allow", "Action": actions, "Resource": ["arn:aws:s3:::*"]}
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    admin.policy_add("read-everything", policy_file=str(policy))
    admin.user_add(reader.access, reader.secret)
    admin.attach_policy(["read-everything"], user=reader.access)


def start_versitygw() -> S3Server:
    """Run versitygw over plain files (the directory needs user xattrs), with a read-only user."""
    program = built("versitygw")
    daemon = Daemon("versitygw")
    root, reader = new_keys("root"), new_keys("reader")
    for part in ("buckets", "versions", "iam"):
        (daemon.directory / part).mkdir()
    port = free_port()
    environment = plain_environment(ROOT_ACCESS_KEY=root.access, ROOT_SECRET_KEY=root.secret)
    where = daemon.directory
    command = (
        *(str(program), "--port", f"127.0.0.1:{port}", "--health", "/health"),
        *("--iam-dir", str(where / "iam"), "--quiet"),
        *("posix", "--versioning-dir", str(where / "versions"), str(where / "buckets")),
    )
    endpoint = f"http://127.0.0.1:{port}"
    launch = Launch(command, environment)
    daemon.start(launch, lambda: answers(f"{endpoint}/health"), START_SECONDS)
    try:
        _add_versitygw_reader(program, endpoint, root, reader)
    except BaseException:
        daemon.stop()
        raise
    return S3Server(
        "versitygw",
        endpoint,
        root,
        reader,
        stop=daemon.stop,
        pid=daemon.pid,
        needs_bucket_policy=True,
    )


def _add_versitygw_reader(program: Path, endpoint: str, root: Keys, reader: Keys) -> None:
    """A plain user sees nothing until a bucket's policy names him."""
    done = subprocess.run(  # noqa: S603  # our own build, a fixed argument list
        (
            *(str(program), "admin", "--endpoint-url", endpoint, "--region", REGION),
            *("create-user", "--access", reader.access, "--secret", reader.secret),
            *("--role", "user"),
        ),
        env=plain_environment(ADMIN_ACCESS_KEY=root.access, ADMIN_SECRET_KEY=root.secret),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotStartedError(f"versitygw: no read-only user could be made:\n{done.stderr[-600:]}")


def require_moto() -> None:
    """Raises Unavailable when moto's server is not installed."""
    if find_spec("moto") is None or find_spec("flask") is None:
        raise Unavailable("moto's server is not installed", "pip install 'gdpr-eraser[demo]'")


def start_moto() -> S3Server:
    """Run moto, a mock in memory that checks no credentials: for the demo, and as a last resort."""
    require_moto()
    daemon = Daemon("moto")
    port = free_port()
    environment = plain_environment(MOTO_S3_CUSTOM_ENDPOINTS=f"http://127.0.0.1:{port}")
    command = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    endpoint = f"http://127.0.0.1:{port}"
    launch = Launch(command, environment)
    daemon.start(launch, lambda: answers(f"{endpoint}/moto-api/data.json"), START_SECONDS)
    root, reader = new_keys("root"), new_keys("reader")
    return S3Server("moto", endpoint, root, reader, stop=daemon.stop, pid=daemon.pid, is_mock=True)
