"""How fast a scan of S3 is, against a bare download and decode of the same objects.

    python -m bench scan_objects [--megabytes 15] [--objects 2] [--only jsonl,csv]

An S3 server holds JSON Lines, CSV and Parquet of one table: identifiers, mail addresses, running
notes of which few hold anything, amounts and days; `nested` are JSON Lines with lists and objects
in them. Costs are measured as in `bench.costs`; the server's are not among them.

The bare side downloads each object whole with boto3 and decodes it with Arrow's own reader of the
format as it is without options: types are inferred (CSV) or those of the file, several threads,
and the table is thrown away. Nothing is checked; the scan tells every row that is broken.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from bench.costs import Cost, compare, measured, run, scanned
from bench.values import old_code

if TYPE_CHECKING:
    import polars as pl

FORMS = {"jsonl": "jsonl", "nested": "jsonl", "csv": "csv", "parquet": "parquet"}
"""What is planted, and the ending of its objects' names."""

_ROWS_PER_MEGABYTE = 5000
_WORDS = (
    "klients jautāja par tarifa maiņu lūdzu pārbaudīt skaitītāja rādījumu rēķins nosūtīts "
    "atkārtoti vienojāmies jāatzvana pirmdien līgums pagarināts parāds nomaksāts zvanīja "
    "nākamnedēļ dzīvoklis adrese precizēta apmaksas termiņš pārcelts mēnesi uz priekšu saskaņots "
    "ar vadītāju bez atbildes"
).split()


def main(arguments: list[str]) -> int:
    """Print the figures; 0 when every aim was met."""
    parser = argparse.ArgumentParser(prog="python -m bench scan_objects", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=15, help="of rows in each object, roughly")
    parser.add_argument("--objects", type=int, default=2, help="objects of each form")
    parser.add_argument("--only", default=",".join(FORMS), help="which forms")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--address", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(asdict(_CHILDREN[options.child](options.address))))
        return 0
    return 0 if _all(options.only.split(","), options.megabytes, options.objects) else 1


def _all(forms: list[str], megabytes: int, objects: int) -> bool:
    from eraser.demo.servers.choose import s3_origins, start_first
    from eraser.demo.servers.unavailable import Unavailable

    try:
        server = start_first(s3_origins())
    except Unavailable as reason:
        print(f"S3 was not measured: {reason}")
        return True
    good = True
    with closing(server):
        keys = f"{server.reader_access_key}:{server.reader_secret_key}"
        for form, body in bodies(forms, megabytes):
            bucket = server.new_bucket()
            for n in range(objects):
                server.client().put_object(
                    Bucket=bucket, Key=f"in/part-{n}.{FORMS[form]}", Body=body
                )
            print(f"S3: {objects} x {len(body) / 1e6:.1f} MB of {form}", flush=True)
            address = f"s3://{keys}@{bucket}/in/?endpoint={server.endpoint}"
            bare = run("scan_objects", f"read-{form}", address)
            scan = run("scan_objects", "scan", address)
            good = compare("a bare download and decode", bare, scan) and good
    return good


def bodies(forms: list[str], megabytes: int) -> Iterator[tuple[str, bytes]]:
    """One object of each form, the same at each call."""
    frame = _frame(megabytes * _ROWS_PER_MEGABYTE)
    for form in forms:
        match form:
            case "csv":
                yield form, frame.write_csv().encode()
            case "parquet":
                parquet = io.BytesIO()
                frame.write_parquet(parquet)
                yield form, parquet.getvalue()
            case "jsonl":
                yield form, frame.write_ndjson().encode()
            case _:
                yield form, _nested(frame).write_ndjson().encode()


def _frame(rows: int) -> pl.DataFrame:
    import polars as pl

    random = Random(1)
    codes = pl.Series([old_code(random) for _ in range(5000)])
    words = pl.Series(_WORDS)
    note = pl.concat_str(
        [words.sample(rows, with_replacement=True, seed=n) for n in range(14)], separator=" "
    )
    n = pl.col("id")
    frame = pl.DataFrame({"id": pl.int_range(rows, eager=True)})
    return frame.with_columns(
        code=codes.gather(frame["id"] % len(codes)),
        mail=pl.format("p{}@example.lv", "id"),
        note=pl.when(n % 20 == 0)
        .then(pl.format("{}, tālr. 26{}", note, n % 900_000 + 100_000))
        .when(n % 20 == 1)
        .then(pl.format("{} GE24-{}", note, n % 9_000_000 + 1_000_000))
        .otherwise(note),
        amount=((n * 7919 % 100_000) / 100).round(2),
        day=(pl.date(2020, 1, 1) + pl.duration(days=n % 1800)),
    )


def _nested(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    mail = pl.struct(type=pl.lit("email"), value=pl.col("mail"))
    phone = pl.struct(type=pl.lit("phone"), value=pl.format("26{}", pl.col("id") + 100_000))
    return frame.select(
        "id",
        "note",
        customer=pl.struct(
            "code", "amount", city=pl.lit("Rīga"), contacts=pl.concat_list(mail, phone)
        ),
    )


def _read(form: str, address: str) -> Cost:
    """Download each object whole and decode it into Arrow, thrown away."""
    import boto3
    import pyarrow.csv
    import pyarrow.json
    import pyarrow.parquet

    from eraser.cli.uris import stores

    ((_, settings),) = stores([address], {}).values()
    client = boto3.client(
        "s3",
        endpoint_url=settings.text("endpoint"),
        region_name="us-east-1",
        aws_access_key_id=settings.text("access_key"),
        aws_secret_access_key=settings.text("secret_key"),
    )
    decode = {
        "jsonl": pyarrow.json.read_json,
        "csv": pyarrow.csv.read_csv,
        "parquet": pyarrow.parquet.read_table,
    }[FORMS[form]]
    bucket = settings.text("bucket")

    def work() -> tuple[int, int]:
        listed = client.list_objects_v2(Bucket=bucket)["Contents"]
        contents = (client.get_object(Bucket=bucket, Key=o["Key"])["Body"].read() for o in listed)
        return sum(decode(io.BytesIO(content)).num_rows for content in contents), 0

    return measured(work)


_CHILDREN: dict[str, Callable[[str], Cost]] = {
    "scan": scanned,
    **{f"read-{form}": partial(_read, form) for form in FORMS},
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
