"""What is planted in the papers and answers of a case, as remarks on its letter: shown to who approves, of no effect beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from cases.intake.planted import planted
from cases.intake.planted_marks import planted_problems
from cases.letters.casefile import CaseFile
from cases.letters.verifier import Remark, Severity


def planted_remarks(file: CaseFile) -> tuple[Remark, ...]:
    """One remark for each quotation."""
    return tuple(Remark("planted", Severity.REMARK, message) for message in dict.fromkeys(_told(file)))


def _told(file: CaseFile) -> Iterator[str]:
    for path, problem in file.papers.problems:
        if planted_problems([problem]):
            yield f"{PurePosixPath(path.rsplit('!', 1)[-1]).name}: {problem}"
    for filing in file.earlier:
        for answer in filing.answers:
            yield from (f"the answer of {answer.answered_on}: {found.problem}" for found in planted(answer.reason))
