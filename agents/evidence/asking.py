"""What a model is told of a case that lacks papers, and what is taken from its answer: searches, an order, a sentence per candidate."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from agents.evidence.wording import objection_to, vocabulary
from agents.model.port import Prompt
from cases.gathering.places import shown
from cases.gathering.proposals import Candidate
from cases.gathering.searches import TOOLS
from facts.identifiers import compact

VERSION: Final = 1
LONGEST_ANSWER: Final = 30_000
MOST_SEARCHES: Final = 5
"""Searches that one answer may ask for."""
MOST_KNOWN: Final = 40
_TOKENS: Final = 1_200
_TOLD: Final[Mapping[str, str]] = {
    "by_exact_number": "papers that carry the number just as it is",
    "by_near_number": "papers with a number one sign away",
    "by_truck": "papers of other orders with that bill of lading number",
    "by_number_in_text": "papers in whose words or file name the number stands",
    "by_neighbours": "papers of nobody for the same destination or count, near in time",
    "by_company": "papers of nobody that came together with papers of the case",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer comes to: searches whose tool and value are known, candidates in order, sentences that hold; what was left out."""

    searches: tuple[tuple[str, str], ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it stands among the steps of a run."""
        return {
            "searches": [list(one) for one in self.searches],
            "order": {need: list(listed) for need, listed in self.order.items()},
            "words": dict(self.words),
            "faults": list(self.faults),
        }


def brief_of(needs: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What is frozen at the start of a run: what is lacking, and what is known of the shipments."""
    return {"needs": list(needs), "known": list(known)[:MOST_KNOWN]}


def told_of(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Candidates as a model is told of them: named by a number of the list, compared value by value, without places."""
    told = []
    for number, candidate in enumerate(candidates, start=1):
        compared = [
            {"name": r.name, "how": r.how.value, "agrees": r.agrees, "ours": shown(r.ours), "theirs": shown(r.theirs)}
            for r in candidate.compared.reasons
        ]
        told.append(
            {
                "id": f"C{number}",
                "paper_id": candidate.compared.paper_id,
                "need": candidate.need.paper,
                "strength": candidate.condition.strength,
                "compared": compared,
            }
        )
    return told


def prompt_of(brief: Mapping[str, Any], brief_hash: str, candidates: Sequence[Mapping[str, Any]], rounds_left: int) -> Prompt:
    """The question."""
    material = {
        **brief,
        "candidates": [{name: value for name, value in one.items() if name != "paper_id"} for one in candidates],
        "tools": [{"tool": name, "finds": _TOLD[name]} for name in TOOLS],
        "rounds_left": rounds_left,
        "words": " ".join(sorted(vocabulary())),
    }
    return Prompt("evidence.weigh", VERSION, _instructions(), material, brief_hash, _TOKENS)


def keys_in(brief: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """The values that a search may be asked for, compacted, each with its name and spelling: those that stand in the brief."""
    told = [(str(one["name"]), str(one["value"])) for one in brief.get("known", ())]
    told += [(str(r["name"]), str(r[side])) for one in candidates for r in one["compared"] for side in ("ours", "theirs")]
    return {compact(value): (name, value) for name, value in reversed(told) if compact(value)}


def read_answer(text: str, brief: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> Answered:
    """What of an answer can be used. Anything else in it is left out and named."""
    begins = text.find("{")
    try:
        told, _ = json.JSONDecoder().raw_decode(text[begins : begins + LONGEST_ANSWER]) if begins >= 0 else (None, 0)
    except (ValueError, RecursionError):
        return Answered(faults=("the answer is no JSON",))
    if not isinstance(told, dict):
        return Answered(faults=("the answer is no JSON object",))
    faults: list[str] = []
    by_id = {str(one["id"]): one for one in candidates}
    return Answered(
        _searches(told.get("search"), keys_in(brief, candidates), faults),
        _order(told.get("order"), by_id, faults),
        _words(told.get("words"), by_id, faults),
        tuple(faults),
    )


def _searches(told: Any, keys: Mapping[str, tuple[str, str]], faults: list[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in _entries(told)[:MOST_SEARCHES]:
        tool, key = entry.get("tool"), entry.get("key")
        if not isinstance(tool, str) or tool not in TOOLS:
            faults.append(f"no search is called {shown(tool)!r}")
        elif not isinstance(key, str) or compact(key) not in keys:
            faults.append(f"{shown(key)!r} does not stand in the brief")
        else:
            found.append((tool, compact(key)))
    return tuple(dict.fromkeys(found))


def _order(told: Any, by_id: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in _entries(told):
        need, listed = entry.get("need"), entry.get("candidates")
        if not isinstance(need, str) or not isinstance(listed, list):
            continue
        known = [c for c in listed[: len(by_id)] if isinstance(c, str) and c in by_id and by_id[c]["need"] == need]
        if len(known) < len(listed):
            faults.append(f"the order for {shown(need)!r} names papers that are no candidates")
        found[need] = tuple(dict.fromkeys(known))
    return found


def _words(told: Any, by_id: Mapping[str, Mapping[str, Any]], faults: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _entries(told)[: len(by_id)]:
        candidate, text = entry.get("candidate"), entry.get("text")
        if not isinstance(candidate, str) or candidate not in by_id or not isinstance(text, str):
            continue
        said = " ".join(text.split())
        objection = objection_to(said, by_id[candidate]["compared"])
        if objection:
            faults.append(f"{candidate}: {objection}")
        else:
            found[candidate] = said
    return found


def _entries(told: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in told if isinstance(entry, dict)] if isinstance(told, list) else []


@cache
def _instructions() -> str:
    return (files("agents.evidence") / "prompts" / "weigh.txt").read_text(encoding="utf-8")
