"""Every error that eraser raises on purpose: one tree, each with an exit code and a reaction.

A message says what happened, where (file, container, step) and what to do next; it never
holds an identifier of a person. Anything that is not an `EraserError` is a defect.
"""

from __future__ import annotations

from enum import Enum, IntEnum


class ExitCode(IntEnum):
    """What the process answers to its caller; documented in the README."""

    DONE = 0
    GATE_FAILED = 1
    USAGE = 2
    REFUSED = 3
    PARTLY = 4
    STORE = 5
    INTERRUPTED = 130


class Reaction(Enum):
    """What whoever runs a step does about an error."""

    FATAL = "fatal"
    RETRIABLE = "retriable"
    HELD = "held"


class EraserError(Exception):
    """The root: every subclass fixes `exit_code` and `reaction`."""

    exit_code: ExitCode = ExitCode.USAGE
    reaction: Reaction = Reaction.FATAL


class UsageError(EraserError):
    """The caller asked for what cannot be: a bad option, a subject without identifiers."""


class ConfigError(EraserError):
    """A YAML file (eraser.yaml, data map, playbook, law pack, subject) is not what it should be."""


class PluginError(EraserError):
    """A plugin is missing, registered twice, or cannot be loaded."""


class RefusedError(EraserError):
    """The tool will not do it: the plan is not approved, was changed, or is out of date."""

    exit_code = ExitCode.REFUSED


class EvidenceError(EraserError):
    """A certificate or a journal does not prove what it claims."""

    exit_code = ExitCode.GATE_FAILED


class StoreError(EraserError):
    """A store did not do what was asked of it."""

    exit_code = ExitCode.STORE


class StoreUnreachableError(StoreError):
    """No connection, a timeout, or a server that is not ready. Trying again may help."""

    reaction = Reaction.RETRIABLE


class TimedOutError(StoreUnreachableError):
    """One statement took longer than the store allows; others may well be answered."""


class RightsMissingError(StoreError):
    """The store answered, and said no: credentials or privileges are not enough."""


class UnreadableError(StoreError):
    """One place (an object, a cell, a file) cannot be read; the rest of the container can."""

    exit_code = ExitCode.PARTLY


class HeldError(StoreError):
    """The store itself holds the record: Object Lock, a legal hold, a retention period."""

    exit_code = ExitCode.REFUSED
    reaction = Reaction.HELD


class FormatError(EraserError):
    """Bytes are not the format they should be (a cut gzip, a Parquet without its footer)."""

    exit_code = ExitCode.PARTLY
