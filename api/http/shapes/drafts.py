"""Drafts of letters, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from api.http.shapes.plain import Shown, Text, Wanted
from ledger.cases import Draft


class DraftListed(Shown):
    """A version of a letter: `verified` where the verifier objects to nothing, `approved_by` once somebody approved it."""

    id: int
    case_id: int
    version: int
    kind: str
    language: str
    made_by: str
    author: str
    at: datetime
    verified: bool
    approved_by: str | None
    approved_at: datetime | None

    @classmethod
    def of(cls, row: Draft) -> Self:
        """From the row."""
        return cls.model_validate(row)


class DraftShown(DraftListed):
    """A version of a letter with the facts it rests on, the fields of the portal, and what the verifier objects to."""

    text: str
    sentences: list[dict[str, Any]] = Field(description="Each with the numbers of the facts that it rests on.")
    brief: dict[str, Any] = Field(description="Numbered facts, each with its evidence.")
    fields: list[dict[str, Any]]
    problems: list[dict[str, Any]]


class DraftWanted(Wanted):
    """A letter to be written; `kind` is what the case calls for and `language` the portal's where left out."""

    by: Literal["template", "model"] = Field(default="template", description="A model answers later, with a run (202).")
    kind: Literal["dispute", "re_dispute", "settlement"] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    share: Annotated[str, StringConstraints(pattern=r"^(0?\.\d{1,4}|0|1|1\.0{1,4}|0\.\d{1,4})$")] | None = Field(
        default=None, description="Of a settlement: the part of the open total that is asked for, 0.5 for a half."
    )


class SentenceWanted(Wanted):
    """A sentence, and where it is known the numbers of the facts that it rests on."""

    text: Text
    facts: list[Annotated[int, Field(ge=1, le=100_000, strict=True)]] | None = Field(default=None, max_length=100)
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")] | None = None
    paragraph: int | None = Field(default=None, ge=0, le=10_000, strict=True)
    by: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")] | None = Field(default=None, description="As it was shown; not taken.")


class DraftChange(Wanted):
    """A person's version: the whole text, or its sentences; one of them."""

    text: Text | None = None
    sentences: list[SentenceWanted] | None = Field(default=None, min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) == (self.sentences is None):
            raise ValueError("send either `text` or `sentences`")
        return self

    def told(self) -> dict[str, Any]:
        """As the services take it."""
        sentences = None if self.sentences is None else [s.model_dump(exclude_none=True) for s in self.sentences]
        return {"text": self.text, "sentences": sentences}


class DraftWeighed(Shown):
    """What a person's words would come to: each sentence with its facts, the portal's fields, and what the verifier says of them."""

    text: str
    sentences: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    verified: bool


class PieceShown(Shown):
    """A stretch of text: `same`, `added` or `removed`."""

    how: str
    text: str


class DiffShown(Shown):
    """What changed between two versions, word by word, and who wrote each."""

    before: DraftListed
    after: DraftListed
    pieces: list[PieceShown]
