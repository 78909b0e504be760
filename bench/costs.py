"""What a process needs: measured in one of its own, and compared with another one's need."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CPU_AIM, WALL_AIM, MEMORY_AIM = 3.0, 2.0, 400


@dataclass(frozen=True)
class Cost:
    """What one process needed: seconds of work without start-up, of start-up, and megabytes.

    `findings` is a digest of all that was found, where it was compared.
    """

    cpu: float
    wall: float
    start_cpu: float
    peak: float
    rows: int
    found: int = 0
    findings: str = ""


def run(benchmark: str, child: str, address: str) -> Cost:
    """What a child of a benchmark needed, in a process of its own."""
    command = [sys.executable, "-m", "bench", benchmark, "--child", child, "--address", address]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent
    )
    if done.returncode:
        raise SystemExit(f"{child}: {done.stderr[-2000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def scanned(address: str) -> Cost:
    """A full scan of a store by its address."""
    from eraser.cli.uris import stores
    from eraser.detect.scan import ScanSettings, scan
    from eraser.progress import Silent
    from eraser.workspace import BareStores

    with BareStores(stores([address])) as opened:
        detector, readers = opened.detector, tuple(opened.readers.values())
        detector.spans("anna@example.lv")  # reads the list of public suffixes once

        def work() -> tuple[int, int]:
            found = scan(readers, detector, ScanSettings(), Silent())
            if found.result.not_read:
                raise SystemExit(f"not read: {found.result.not_read}")
            per_container = {f.container: f.scanned for f in found.result.findings}
            return sum(per_container.values()), len(found.result.findings)

        return measured(work)


def measured(work: Callable[[], tuple[int, int]]) -> Cost:
    """Run and measure; what was imported and opened before is the start."""
    start_cpu, start_wall = _cpu(), time.perf_counter()
    rows, found = work()
    cpu, wall = _cpu() - start_cpu, time.perf_counter() - start_wall
    return Cost(cpu, wall, start_cpu, _peak(), rows, found)


def _peak() -> float:
    """Megabytes. Linux counts for `ru_maxrss` what the parent had when it began this process."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def compare(name: str, bare: Cost, scan: Cost) -> bool:
    """Print a scan's need beside a bare read's; whether every aim is met."""
    cpu, wall = scan.cpu / bare.cpu, scan.wall / bare.wall
    print(
        f"  {name}: CPU {bare.cpu:.2f} s, wall {bare.wall:.2f} s; scan: CPU {scan.cpu:.2f} s, wall "
        f"{scan.wall:.2f} s (and {scan.start_cpu:.1f} s CPU to start), {scan.found} findings"
    )
    print(f"  ratio: CPU {cpu:.2f} x (aim {CPU_AIM:.0f}), wall {wall:.2f} x (aim {WALL_AIM:.0f}); ")
    print(f"  peak memory {scan.peak:.0f} MB (aim {MEMORY_AIM}), bare {bare.peak:.0f} MB")
    return cpu <= CPU_AIM and wall <= WALL_AIM and scan.peak <= MEMORY_AIM
