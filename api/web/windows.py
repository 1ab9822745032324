"""The window of a claim in words: each reading of when it opens and closes, with its source, and how often it may be filed."""

from __future__ import annotations

from dataclasses import dataclass

from api.web.languages import Language
from facts.finding import FindingType
from rules.model import ANCHORS, Anchor, Rules


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a rule: when, by what source, and whether the retailer refuses after it or it is only safe until then."""

    when: str
    source: str
    hard: bool


@dataclass(frozen=True, slots=True)
class WindowTold:
    """The window of a kind of claim with one retailer."""

    opens: tuple[Reading, ...]
    closes: tuple[Reading, ...]
    again: tuple[Reading, ...]
    attempts: int | None
    disputable: bool
    unknown: tuple[str, ...] = ()
    """What nobody has published of this retailer."""


def window_told(rules: Rules, kind: str, say: Language) -> WindowTold:
    """The window in force for that kind of claim."""
    window = rules.window(FindingType(kind))
    return WindowTold(
        tuple(_reading(anchor, say) for anchor in window.opens),
        tuple(_reading(anchor, say) for anchor in window.closes),
        tuple(_reading(anchor, say) for anchor in window.retry_by),
        window.attempts,
        window.disputable,
        rules.unknown,
    )


def _reading(anchor: Anchor, say: Language) -> Reading:
    since = say.text(ANCHORS.get(anchor.after, anchor.after.replace("_", " ")))
    spells = [
        say.texts("{count} year", "{count} years", anchor.years).format(count=anchor.years) if anchor.years else "",
        say.texts("{count} month", "{count} months", anchor.months).format(count=anchor.months) if anchor.months else "",
        say.texts("{count} day", "{count} days", anchor.days).format(count=anchor.days) if anchor.days else "",
    ]
    spell = " ".join(part for part in spells if part)
    when = say.text("{spell} after {day}").format(spell=spell, day=since) if spell else since
    return Reading(when, anchor.source.text if anchor.source else "", anchor.hard)
