"""A house with papers whose words lie ready, and models that point at words as a test tells them to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from agents.reading_help.handling import point_handler
from agents.reading_help.ordering import order_help
from cases.background.work import JobView, Task, WorkKind
from cases.intake.page_views import keep_words
from evals.stub_server import Asked, StubServer
from extractors.seen_pages import SeenPage, SeenWord, packed
from facts.documents import DocumentKind, Source
from facts.evidence import Box
from ledger.agents import AgentRun, PointedField
from ledger.papers import Correction, Document, DocumentState, Paper, Reading
from tests.agents.model.asking_house import MORNING, AskingHouse

LETTER = 6.0
PERSON = "clerk@example.org"
NOTICE = (
    "DEDUCTION ADVICE",
    "Our claim     CB-20931-7        Sheet 1 of 1",
    "Your order    4500781233        Raised   10/24/2026",
    "Taken         $1,204.50         Reply no later than  11/23/2026",
    "Reason        Carton count differs from the notice",
)
"""A notice whose labels no reader knows."""
RIGHT = {"chargeback_id": "CB-20931-7", "purchase_order": "4500781233", "amount": "$1,204.50", "dispute_by": "11/23/2026"}


class ReadingRoom(AskingHouse):
    """`paper` puts one in; `help` orders and carries out; what came of it stands in the ledger."""

    def __init__(self, sessions: sessionmaker[Session], stub: StubServer, folder: Path) -> None:
        super().__init__(sessions, stub, folder)
        self.paper_id = 0

    def paper(self, kind: DocumentKind, *lines: str, fields: Mapping[str, dict[str, Any]] | None = None) -> int:
        """A digital paper of these lines, of which readers found only `fields`; gives the document's number."""
        sha = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        page = SeenPage(1, 612, 792, words=packed(words_on(lines)))
        keep_words(self.desk.derived, sha, [page])
        content = {
            "kind": kind.value, "kind_confidence": 0.9, "pages": [1], "language": "en", "source": "text", "fields": dict(fields or {}),
            "lines": [], "problems": [],
        }  # fmt: skip
        with self.sessions.begin() as session:
            document = Document(
                supplier_id=self.supplier_id, sha256=sha, size=1, name="paper.pdf", state=DocumentState.READ, received_at=MORNING,
                received_by=PERSON,
            )  # fmt: skip
            session.add(document)
            session.flush()
            told = {"documents": [content], "pages": [page.to_json()]}
            reading = Reading(document_id=document.id, version=1, reader="r", made_at=MORNING, content=told)
            paper = Paper(document_id=document.id, position=0, kind=kind, source=Source.TEXT, content=content)
            session.add_all([reading, paper])
            session.flush()
            document.reading_id, self.paper_id = reading.id, paper.id
            return document.id

    def order(self, document_id: int) -> AgentRun:
        with self.sessions.begin() as session:
            document, paper = session.get_one(Document, document_id), session.get_one(Paper, self.paper_id)
            return order_help(session, self.work, self.bench.models, document, paper, actor=PERSON, now=self.clock())

    def carry_out(self) -> list[JobView]:
        handlers = {WorkKind.POINT: point_handler(self.bench)}
        return self.work.run_pending(self.sessions, self.clock(), handlers=handlers, kinds=[WorkKind.POINT], raising=True)

    def start(self, run_id: int) -> None:
        """Begins the job of a run, or begins it again after its worker was killed."""
        point_handler(self.bench)(Task(f"run {run_id}", WorkKind.POINT, {"run_id": run_id}), lambda *_: None)

    def help(self, document_id: int) -> AgentRun:
        run = self.order(document_id)
        self.carry_out()
        return self.row(run.id)

    def pointed(self, state: str | None = None) -> dict[str, PointedField]:
        with self.sessions() as session:
            rows = session.scalars(select(PointedField).order_by(PointedField.id))
            return {row.field: row for row in rows if state in {None, row.state}}

    def fields(self) -> dict[str, dict[str, Any]]:
        with self.sessions() as session:
            found: dict[str, dict[str, Any]] = session.get_one(Paper, self.paper_id).content["fields"]
            return found

    def corrections(self) -> list[Correction]:
        with self.sessions() as session:
            return list(session.scalars(select(Correction).order_by(Correction.id)))


def words_on(lines: Sequence[str]) -> list[SeenWord]:
    """Each line a line of print; every letter, and every blank between words, is as wide as another."""
    found = []
    for row, line in enumerate(lines):
        for match in re.finditer(r"\S+", line):
            left, top = 50 + match.start() * LETTER, 60 + row * 20.0
            found.append(SeenWord(match.group(), Box(left, top, left + len(match.group()) * LETTER, top + 10)))
    return found


def points_at(**texts: str) -> Callable[[Asked], str]:
    """A model that points at the first place where these words stand, for fields that are asked for."""

    def write(asked: Asked) -> str:
        wanted = {field["name"] for field in asked.material["fields"]}
        return answer(*(spot for name, text in texts.items() if name in wanted and (spot := spot_of(asked, name, text))))

    return write


def spot_of(asked: Asked, field: str, text: str) -> dict[str, Any] | None:
    """Where the words stand among those that the model was told."""
    told = [entry.split(":", 1) for line in asked.material["pages"][0]["lines"] for entry in line.split(" ")]
    wanted = text.split()
    for at in range(len(told) - len(wanted) + 1):
        if [word for _, word in told[at : at + len(wanted)]] == wanted:
            return {"field": field, "page": 1, "first": int(told[at][0]), "last": int(told[at + len(wanted) - 1][0])}
    return None


def answer(*spots: dict[str, Any]) -> str:
    return json.dumps({"pointed": list(spots)})
