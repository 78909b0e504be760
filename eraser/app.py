"""The use cases, in order. The one place that knows all stages; it reads like the picture.

scan                     where is personal data?
find                     every record of one person, whose it is, and why
make_plan                what the playbook, the data map and the law say to do with them
approve                  a person agrees to exactly that, by its digest
execute                  do it, look again, sign what came of it
verify                   look again, any time later
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from eraser import refusals
from eraser.casefile import CaseFile
from eraser.digests import keyed
from eraser.doctor import Check, check_stores
from eraser.errors import RefusedError, UsageError
from eraser.evidence import certificate, report
from eraser.execute.journal import Journal
from eraser.execute.runner import execute as run
from eraser.filing import free_name, write_private, writing
from eraser.identifiers import NO_PATTERNS, names
from eraser.model.finding import Span
from eraser.model.graph import Trace
from eraser.model.outcome import Absent, Done
from eraser.model.plan import Plan
from eraser.model.proof import Execution, Verification
from eraser.model.subject import Subject
from eraser.plan.document import plan_from_json, plan_to_json
from eraser.plan.planner import plan as plan_steps
from eraser.plan.redaction import redactor
from eraser.progress import Progress
from eraser.trace.copies import with_copies
from eraser.trace.follow import trace as follow
from eraser.trace.referrers import with_referrers
from eraser.trace.rulings import Rulings
from eraser.trace.same_person import Decided, decided_trace
from eraser.trace.world import Knowledge, Limits, World
from eraser.verify.expectations import expectations
from eraser.verify.search import verify as search_again
from eraser.workspace import BareStores, Workspace

if TYPE_CHECKING:
    from eraser.detect.explain import Explanation
    from eraser.detect.scan import Scan, ScanSettings

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class MadePlan:
    """A plan, and the places that the search behind it could not read, in words."""

    plan: Plan
    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What an execution or a verification ended in."""

    plan: Plan
    execution: Execution | None = None
    verification: Verification | None = None
    certificate: Path | None = None
    report: Path | None = None


def doctor(work: Workspace) -> tuple[Check, ...]:
    """Whether every store answers, and how it and the data map fit each other."""
    return check_stores(work)


def open_workspace(path: Path, controller: str = "") -> Workspace:
    """Open an eraser.yaml. Use it as a context manager: stores are closed at its end.

    `controller` is whom the request is to, where the data map names several.
    """
    work = Workspace(path)
    work.choose(controller)
    return work


# -- where is personal data? --------------------------------------------------------------------


def detect(text: str, config: Path) -> tuple[Span, ...]:
    """The identifiers in a text; the organisation's own too when there is an eraser.yaml."""
    from eraser.detect.engine import Detector  # imports Presidio: seconds
    from eraser.detect.lists import found

    detector = Workspace(config).detector if config.exists() else Detector(NO_PATTERNS)
    return found(text, detector)


def forms(name: str) -> list[str]:
    """Every written form under which a search looks for a name: `Jānis Bērziņš`, or surname first
    with a comma.
    """
    parsed = names.parse(name)
    return list(names.forms(parsed.given, parsed.surname))


def scan(stores: Workspace | BareStores, wanted: ScanSettings, progress: Progress) -> Scan:
    """Every category of identifier in every field of every wanted container."""
    from eraser.detect.scan import scan as scan_stores  # imports Presidio: seconds

    return scan_stores(tuple(stores.readers.values()), stores.detector, wanted, progress)


def explain_field(stores: Workspace | BareStores, place: str) -> Explanation:
    """Why a field (`container.field`) is flagged, from a sample. Raises UsageError."""
    from eraser.detect.explain import explain, find_place  # imports Presidio: seconds

    containers = [(r, schema) for r in stores.readers.values() for schema in r.describe()]
    reader, schema, field = find_place(place, containers)
    return explain(reader, schema, field, stores.detector)


def draft_map(stores: Workspace | BareStores, found: Scan, controller: str) -> str:
    """A first data map from a scan, as YAML, for people to review."""
    from eraser.detect.mapping import draft

    schemas = {s.container: s for r in stores.readers.values() for s in r.describe()}
    references = [reference for r in stores.readers.values() for reference in r.references()]
    return draft(found.result.findings, found.filled, schemas, controller, references)


# -- every record of one person -----------------------------------------------------------------


def find(work: Workspace, subject: Subject, progress: Progress) -> Trace:
    """Every record of one person, with verdict and reasons."""
    return find_decided(work, subject, progress).trace


def find_decided(work: Workspace, subject: Subject, progress: Progress) -> Decided:
    """The same, with what people decided about the records, and whom the decisions are of."""
    world = World.of(work.readers, work.datamap, work.schemas, work.references)
    knowledge = Knowledge(work.detector.identifiers)
    limits = Limits(**work.config.content.limits.model_dump())

    def search(rulings: Rulings) -> Trace:
        deciding = replace(knowledge, ruled=rulings.about)
        found = follow(subject, world, deciding, limits, progress, time.monotonic)
        return rulings.applied(with_copies(with_referrers(found, world), world))

    return decided_trace(subject.identifiers, world, knowledge, search, work.rulings)


def write_graph(trace: Trace, path: Path, *, reveal: bool = False) -> None:
    """The graph of a trace as .html, .mmd (Mermaid) or .graphml. Raises UsageError."""
    import eraser.trace.graph as graph  # imports networkx

    kinds = {".html": graph.html, ".mmd": graph.mermaid, ".graphml": graph.graphml}
    if path.suffix not in kinds:
        raise UsageError(f"--graph {path}: the name must end in {', '.join(sorted(kinds))}.")
    write_private(path, kinds[path.suffix](trace, reveal=reveal))


# -- what is to be done -------------------------------------------------------------------------


def make_plan(
    work: Workspace, subject: Subject, playbook: str, case: str, today: date, progress: Progress
) -> MadePlan:
    """Trace the person, plan the steps, and keep both (sealed) under the plan's digest."""
    trace = find(work, subject, progress)
    subject_digest = keyed(work.state.digest_key(), sorted(subject.identifiers))
    plan = plan_steps(
        trace,
        work.datamap,
        work.playbook(playbook),
        work.laws,
        schemas=work.schemas,
        references=work.references,
        today=today,
        case=_case(case, today, subject_digest),
        subject_digest=subject_digest,
        redact=redactor(trace.known, subject.names),
    )
    expected = expectations(trace, plan, work.state.digest_key())
    searched = (*trace.known, *trace.shared)
    kept = CaseFile(plan_to_json(plan), searched, expected, work.datamap.acting)
    work.state.keep_plan(plan.digest, plan.case, kept.to_bytes())
    return MadePlan(plan, tuple(f"{n.container}: {n.reason}" for n in trace.not_read))


def write_plan(plan: Plan, path: Path) -> None:
    """The plan file, readable by its owner only."""
    write_private(path, plan_to_json(plan))


def plan_text(plan: Plan) -> str:
    """The plan file's text."""
    return plan_to_json(plan)


def digest_of(work: Workspace, plan: str) -> str:
    """The full digest of a plan that is named by its file or by the beginning of its digest.

    Raises UsageError (no such plan here) or RefusedError (the file was changed).
    """
    path = Path(plan)
    if path.is_file():
        return work.state.full_digest(plan_from_json(path.read_text(encoding="utf-8")).digest)
    return work.state.full_digest(plan)


def approve(work: Workspace, digest: str, by: str, at: datetime) -> str:
    """Record that a person agreed to exactly this plan; gives its full digest."""
    full = work.state.full_digest(digest)
    if Journal(work.state, full).begun:
        raise RefusedError(
            f"Plan {full[:12]} is being carried out, or was: who approved it stays as it is."
        )
    work.state.approve(full, by, at)
    return full


# -- do it, look again, sign --------------------------------------------------------------------


def execute(
    work: Workspace,
    digest: str,
    by: str,
    clock: Clock,
    evidence: Path,
    language: str,
    progress: Progress,
) -> Result:
    """Carry out an approved plan, or go on with one that was interrupted.

    Raises RefusedError when nobody approved it, or when the data map or the law pack
    changed since it was made; a plan that was begun is always brought to its end.
    """
    if language not in report.LANGUAGES:
        raise UsageError(f"--lang {language}: choose {' or '.join(report.LANGUAGES)}.")
    approval = work.state.approval(digest)
    if approval is None:
        raise RefusedError(
            f"Plan {digest[:12]} was not approved: read it, then `eraser approve {digest[:12]}`."
        )
    kept = CaseFile.from_bytes(work.state.plan(digest))
    work.choose(kept.controller)
    plan = plan_from_json(kept.plan)
    with work.state.only_one(digest):
        journal = Journal(work.state, digest, clock)
        if journal.certified:
            raise RefusedError(
                f"Plan {digest[:12]} was carried out and certified already. `eraser verify "
                f"{digest[:12]}` looks again; what was found since needs a new plan."
            )
        if not journal.begun:
            refusals.refuse_changed(work, plan)
            refusals.refuse_overruled(work, plan, kept)
            refusals.refuse_future(plan, clock())
        execution = run(plan, work.writer_of, journal, by, progress)
        if execution.unreachable:
            return Result(plan, execution)
        verification = _look_again(work, plan, kept, progress)
        done = Result(plan, execution, verification)
        certified = _certify(work, done, approval.by, clock(), evidence, language)
        if journal.finished and certified.certificate is not None:
            journal.certify(sha256(certified.certificate.read_bytes()).hexdigest())
        return certified


def verify(work: Workspace, digest: str, progress: Progress) -> Result:
    """Search every store again for the person of a plan. Changes nothing."""
    kept = CaseFile.from_bytes(work.state.plan(digest))
    work.choose(kept.controller)
    plan = plan_from_json(kept.plan)
    return Result(plan, verification=_look_again(work, plan, kept, progress))


def summary(work: Workspace, result: Result) -> report.Report:
    """The result counted for people: erased, cleared, held, for review, not done."""
    return report.summarise(result.plan, result.execution, work.purpose)


def status(work: Workspace) -> list[dict[str, object]]:
    """Every plan in the state: who approved it, how many steps are done and open."""
    rows: list[dict[str, object]] = []
    for digest, case, approval in work.state.plans():
        journal = Journal(work.state, digest)
        done = sum(isinstance(o, (Done, Absent)) for o in journal.outcomes.values())
        rows.append(
            {
                "digest": digest,
                "case": case,
                "state": _stage(journal, approved=approval is not None),
                "approved_by": approval.by if approval else "",
                "approved_at": approval.at if approval else "",
                "done": done,
                "open": len(journal.outcomes) - done,
            }
        )
    return rows


def interrupted(work: Workspace) -> list[str]:
    """Digests of plans whose execution began and did not end."""
    return [str(row["digest"]) for row in status(work) if row["state"] == "interrupted"]


def signing_fingerprint(work: Workspace) -> str:
    """The fingerprint of the key that signs this organisation's certificates."""
    return certificate.fingerprint_of(_signing_key(work))


def _case(case: str, today: date, subject_digest: str) -> str:
    """The number of the request; a made one when none was given. Raises UsageError."""
    if case and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", case):
        raise UsageError("--case: use letters, digits, '.', '_' and '-' only (64 at most).")
    return case or f"{today.isoformat()}-{subject_digest[:8]}"


def _look_again(work: Workspace, plan: Plan, kept: CaseFile, progress: Progress) -> Verification:
    touched = [step.ref for step in plan.steps if step.action.changes]
    key = work.state.digest_key()
    found = search_again(
        kept.identifiers,
        work.readers,
        kept.expectations,
        touched,
        key,
        progress,
        work.datamap.may_hold,
        work.datamap.portion,
    )
    unclaimed = work.datamap.unclaimed(work.schemas)
    return replace(found, not_read=(*found.not_read, *unclaimed))


def _certify(
    work: Workspace, result: Result, approved_by: str, at: datetime, evidence: Path, language: str
) -> Result:
    """Sign what came of it, and write certificate and report into a folder of the case."""
    plan, execution, verification = result.plan, result.execution, result.verification
    if execution is None or verification is None:
        return result
    key, controller = _signing_key(work), work.datamap.asked
    content = certificate.statement(plan, execution, verification, controller, approved_by, at)
    page = report.html(
        plan,
        execution,
        verification,
        purpose=work.purpose,
        controller=controller,
        approved_by=approved_by,
        at=at,
        fingerprint=certificate.fingerprint_of(key),
        language=language,
    )
    folder = evidence / plan.case
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = free_name(folder, plan.digest[:12])
        signed = folder / f"certificate-{name}.json"
        signed.write_bytes(certificate.sign(content, key))
        shown = folder / f"report-{name}.html"
        shown.write_text(page, encoding="utf-8")
    return replace(result, certificate=signed, report=shown)


def _signing_key(work: Workspace) -> bytes:
    return work.state.secret_file("signing.key", certificate.new_key)


def _stage(journal: Journal, *, approved: bool) -> str:
    if journal.certified:
        return "finished"
    if journal.begun:
        return "interrupted"
    return "approved" if approved else "planned"
