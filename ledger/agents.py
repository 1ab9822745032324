"""What models were asked and what came of it: runs of the agents' graphs, the calls they made, and what they propose to people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.mapping import ID, MinorUnits, Row, UtcTime


class AgentRun(Row):
    """One run of a graph: what it was given, what each step did, what came of it. `key` names it and its thread of checkpoints.

    `kind` is `narrative`, `root_cause`, `evidence` or `reading_help`; `noun` and `noun_id` say what it is about. `state` is
    `waiting`, `running`, `done` or `failed`. `graph` is the graph's name and version (`narrative@1`), `model` the name of the
    chosen model, empty where the run asks none. `order` holds what was asked for (language, kind, remarks of a rejection),
    `steps` what each node did (attempt, prompt hash, call, sentences, verdicts), `result` what came of it (`draft_id`, sentences by
    author, revisions, why it fell back). `partial` is what the model has written so far, unverified, for the page. Cost is in
    millionths of a US dollar, as models are priced.
    """

    __tablename__ = "agent_run"
    __table_args__ = (
        Index("ix_agent_run_supplier_id_id", "supplier_id", "id"),
        Index("ix_agent_run_noun_noun_id", "noun", "noun_id", "id"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), default=None, index=True)
    kind: Mapped[str] = mapped_column(String(30))
    noun: Mapped[str] = mapped_column(String(40))
    noun_id: Mapped[int | None] = mapped_column(ID, default=None)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    graph: Mapped[str] = mapped_column(String(60))
    model: Mapped[str] = mapped_column(String(120), default="")
    order: Mapped[dict[str, Any]] = mapped_column("ordered", JSON, default=dict)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    brief_hash: Mapped[str] = mapped_column(String(64), default="")
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    partial: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    cost_micros: Mapped[int] = mapped_column(MinorUnits, default=0)
    ordered_at: Mapped[datetime] = mapped_column(UtcTime)
    ordered_by: Mapped[str] = mapped_column(String(320))
    started_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class ModelCall(Row):
    """One question to a model and its reply, kept before anything is made of it. `key` hashes model, brief and prompt.

    The same question of a supplier is asked once: a reply that is here is not paid for again. `state` is `begun`, `done` or
    `failed`; `day` (UTC) is what daily limits count by; `reserved_micros` is what a call under way may cost at most. `request`
    holds the messages as they were sent, `tries` how often it was sent. `estimated` says that the provider told no usage and the
    tokens are the house's own estimate.
    """

    __tablename__ = "model_call"
    __table_args__ = (
        Index("ix_model_call_supplier_id_day", "supplier_id", "day"),
        Index("ix_model_call_day", "day"),
    )

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), default=None, index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("agent_run.id", ondelete="SET NULL"), default=None, index=True)
    model: Mapped[str] = mapped_column(String(120))
    """The chosen model's name in this house."""
    model_id: Mapped[str] = mapped_column(String(200))
    """Provider and model as the provider calls it: `anthropic:claude-…`, `openai:gpt-…`, `local:…`."""
    brief_hash: Mapped[str] = mapped_column(String(64))
    prompt_hash: Mapped[str] = mapped_column(String(64))
    request: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reply: Mapped[str] = mapped_column(Text, default="")
    stop_reason: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(20), default="begun")
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    cost_micros: Mapped[int] = mapped_column(MinorUnits, default=0)
    reserved_micros: Mapped[int] = mapped_column(MinorUnits, default=0)
    estimated: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date]
    begun_at: Mapped[datetime] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)


class EvidenceProposal(Row):
    """What could help a case's checklist, proposed and never done by itself: a paper to link, a request for one, a reminder of it.

    `need` is the paper of the checklist; `kind` is `link`, `request` or `reminder`; `reasons` are sentences with the places that
    they rest on; `strength` orders proposals (permille). `state` is `proposed`, `accepted`, `refused` or `overtaken` (the paper came
    or was linked otherwise). A request or reminder has its mail, a draft until it is accepted, and the day to look again.
    """

    __tablename__ = "evidence_proposal"
    __table_args__ = (UniqueConstraint("case_id", "key"), Index("ix_evidence_proposal_state_follow_up_on", "state", "follow_up_on"))

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("agent_run.id", ondelete="SET NULL"), default=None)
    key: Mapped[str] = mapped_column(String(200))
    need: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), default=None)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), default=None)
    recipient: Mapped[str] = mapped_column(String(320), default="")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    strength: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    follow_up_on: Mapped[date | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(320))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(String(320), default=None)
    decided_reason: Mapped[str] = mapped_column(Text, default="")


class PointedField(Row):
    """Words on a page that a model pointed at for a field that the readers could not place. The value is what is printed there.

    `words` are the words pointed at, with their places on the page; `value` is what the field's own validator made of them, None
    where it refused (`problems` says why). `state` is `proposed`, `accepted`, `refused` or `overtaken`; only what a person accepts
    becomes a correction.
    """

    __tablename__ = "pointed_field"
    __table_args__ = (Index("ix_pointed_field_document_id_state", "document_id", "state"),)

    id: Mapped[int] = mapped_column(ID, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), default=None)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("agent_run.id", ondelete="SET NULL"), default=None)
    field: Mapped[str] = mapped_column(String(80))
    page: Mapped[int]
    box: Mapped[list[float]] = mapped_column(JSON, default=list)
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[Any | None] = mapped_column(JSON, default=None)
    problems: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(String(320), default=None)
