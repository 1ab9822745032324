"""Writes all that an audit hands out into one folder, whole or not at all; the same audit gives the same bytes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from cases.auditing.audit_result import AuditResult
from cases.auditing.event import EventSweep
from cases.auditing.outputs.packets import packet_folders, write_packets
from cases.auditing.outputs.page_pictures import PagePictures
from cases.auditing.outputs.pictures import PicturePort
from cases.auditing.outputs.pod_requests import write_pod_requests
from cases.auditing.outputs.replacement import replacing
from cases.auditing.outputs.report_page import Extras, write_report_page
from cases.auditing.outputs.report_workbook import write_report_workbook
from cases.auditing.outputs.shelf import FolderShelf, Shelf
from cases.auditing.outputs.summary import causes_of, deadlines, disputes, summary_table
from cases.auditing.previous import Changes
from extractors.sandbox import Sandbox
from matchers.finding_table import findings_in, write_finding_table

MOST_IN_JSON: Final = 100_000
"""Findings beyond which a table is written in place of JSON (contract.md)."""


def write_outputs(
    result: AuditResult,
    folder: Path,
    out: Path,
    pictures: PicturePort | None = None,
    *,
    shelf: Shelf | None = None,
    changes: Changes | None = None,
    event: EventSweep | None = None,
    sandbox: Sandbox | None = None,
) -> None:
    """Writes findings, readings, report, workbooks and packets into `out`.

    `folder` is the audited folder; exhibits and pictures come from its papers unless `shelf` and `pictures` give them. Papers are
    opened in `sandbox`, which stays open, or in one that is opened for it.
    Everything is written beside `out` first and then takes its place. Raises OutputFolderError where `out` holds what no audit
    wrote, and OSError where the disk refuses.
    """
    with nullcontext(sandbox) if sandbox else Sandbox() as opened, replacing(out, folder) as place:
        papers = shelf or FolderShelf(folder, opened)
        shown = pictures or PagePictures(papers, opened, result.readings)
        _write(place, result, papers, shown, opened, changes=changes, event=event)


def _write(
    place: Path,
    result: AuditResult,
    shelf: Shelf,
    pictures: PicturePort,
    sandbox: Sandbox,
    *,
    changes: Changes | None,
    event: EventSweep | None,
) -> None:
    groups = disputes(result)
    folders = packet_folders(groups)
    summary, causes = summary_table(result), causes_of(result)
    due = deadlines(groups, folders)
    write_findings(place, result)
    _lines(place / "readings.jsonl", (r.to_json() for r in sorted(result.readings, key=lambda r: r.file)))
    if changes is not None:
        _json(place / "changes.json", changes.to_json())
    if event is not None:
        _json(place / "event.json", event.to_json())
    write_report_workbook(place / "report.xlsx", result, summary, due, causes, changes=changes, event=event)
    write_pod_requests(place / "pod_requests.xlsx", result)
    (place / "packets").mkdir()
    write_packets(place / "packets", result, folders, shelf, sandbox)
    write_report_page(place / "report.html", result, summary, groups, Extras(folders, due, causes, changes, event), pictures)


def write_findings(place: Path, result: AuditResult) -> None:
    """findings.json: a list, one finding to a line, by retailer, kind, reference and item; past `MOST_IN_JSON` findings.parquet."""
    if result.bulk is not None and result.lines > MOST_IN_JSON:
        shutil.copyfile(result.bulk.table, place / "findings.parquet")
        return
    every = result.findings if result.bulk is None else findings_in(result.bulk.table, whole=True)
    ordered = sorted(every, key=lambda f: (f.retailer, f.type.value, f.reference, f.sku, f.id))
    if len(ordered) > MOST_IN_JSON:
        write_finding_table(ordered, place / "findings.parquet")
        return
    with (place / "findings.json").open("w", encoding="utf-8", newline="\n") as written:
        written.write("[")
        for number, finding in enumerate(ordered):
            written.write(",\n " if number else "\n ")
            written.write(_dump(finding.to_json()))
        written.write("\n]\n" if ordered else "]\n")


def _lines(path: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as written:
        for entry in entries:
            written.write(_dump(entry) + "\n")


def _json(path: Path, entry: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(entry, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8", newline="\n")


def _dump(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True)
