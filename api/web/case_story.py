"""The journal of a case in the words of the trade: what was done, how it was before and after, and why; never the JSON it is kept in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from api.http.shapes.cases import EventShown
from api.web.languages import Language
from api.web.told_sentences import told
from api.web.words import N_, WORDS
from cases.background.desk import SYSTEM
from cases.wording import words
from facts.money import Money

CHANGED: Final[Mapping[str, str]] = {
    "verdict": N_("Verdict"),
    "deducted": N_("Deducted"),
    "recoverable": N_("Recoverable"),
    "safe by": N_("Safe by"),
    "dispute by": N_("Dispute by"),
    "kind": N_("Kind"),
    "reason": N_("Reason"),
    "root cause": N_("Root cause"),
    "attempts left": N_("Attempts left"),
    "invoice": N_("Invoice"),
    "order": N_("Order"),
    "deducted on": N_("Deducted on"),
    "destination": N_("Destination"),
    "carrier": N_("Carrier"),
}
"""What differs between two versions of a finding, by the names under which it is kept."""
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: `what` in a few words, `details` as lines of their own, and the reason that was given."""

    id: int
    at: datetime
    by: str
    what: str
    details: tuple[str, ...]
    reason: str
    icon: str


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells entries in the reader's language; `people` are names by e-mail, `colleagues` names by number, `currency` the case's."""

    say: Language
    people: Mapping[str, str]
    colleagues: Mapping[int, str]
    currency: str

    def told(self, event: EventShown) -> Told:
        """One entry."""
        before, after = event.before or {}, event.after or {}
        icon, tell = SAID.get(event.action, ("info", _plain(words(event.action))))
        what, details = tell(self, before, after)
        reason = "" if event.action in {"moved", "commented"} and event.reason in after.values() else event.reason
        return Told(event.id, event.at, self.name(event.actor), what, tuple(d for d in details if d), told(reason, self.say), icon)

    def name(self, actor: str) -> str:
        """Who did it: a person by name, the house itself, or what else is on record."""
        if actor == SYSTEM:
            return "Recoup"
        return self.people.get(actor, actor)

    def money(self, told: Mapping[str, Any], name: str = "amount_minor") -> str:
        """An amount of an entry, which is kept in minor units."""
        currency = str(told.get("currency") or self.currency)
        return self.say.money(Money(int(told.get(name) or 0), currency).amount, currency)

    def text(self, english: str, **values: object) -> str:
        """A sentence with its values."""
        return self.say.text(english).format(**values)

    def change(self, name: str, before: object, after: object) -> str:
        """How a value was and is."""
        shown = [self._value(name, value) for value in (before, after)]
        what = self.say.text(CHANGED[name]) if name in CHANGED else told(words(name), self.say)
        return self.text("{what}: {before} → {after}", what=what, before=shown[0], after=shown[1])

    def _value(self, name: str, value: object) -> str:
        if value is None or value == "":
            return self.say.text("none")
        if _is_day(value):
            return self.say.day(str(value))
        said = str(value)
        code = said.replace(" ", "_")
        if name in {"verdict", "reason", "cause"}:
            table = "verdict" if name == "verdict" else "cause"
            return self.say.word(table, code) if code in WORDS[table] else self.say.text(said)
        return said


Sides = Mapping[str, Any]
Said = tuple[str, Sequence[str]]


def _moved(t: Teller, before: Sides, after: Sides) -> Said:
    from_, to = t.say.word("state", before.get("state")), t.say.word("state", after.get("state"))
    closed = t.say.word("close_reason", after.get("close_reason")) if after.get("close_reason") else ""
    return t.text("{before} → {after}", before=from_, after=to), [closed] if closed != to else []


def _opened(t: Teller, _: Sides, after: Sides) -> Said:
    if after.get("cases"):
        return t.text("Settlement opened over cases {cases}", cases=t.say.join(str(n) for n in after["cases"])), []
    return t.text("Case opened"), [t.text("by hand")] if after.get("origin") == "by_hand" else []


def _assigned(t: Teller, _: Sides, after: Sides) -> Said:
    given = after.get("assignee_id")
    if given is None:
        return t.text("Given to nobody"), []
    return t.text("Given to {name}", name=t.colleagues.get(given, f"#{given}")), []


def _prioritised(t: Teller, before: Sides, after: Sides) -> Said:
    return t.text(
        "Priority: {before} → {after}",
        before=t.say.word("priority", str(before.get("priority", 0))),
        after=t.say.word("priority", str(after.get("priority", 0))),
    ), []


def _tagged(t: Teller, before: Sides, after: Sides) -> Said:
    was, now = set(before.get("tags", ())), set(after.get("tags", ()))
    added = t.text("added {tags}", tags=t.say.join(sorted(now - was))) if now - was else ""
    taken = t.text("removed {tags}", tags=t.say.join(sorted(was - now))) if was - now else ""
    return t.text("Tags changed"), [added, taken]


def _waived(t: Teller, _: Sides, after: Sides) -> Said:
    papers = (after.get("waiver") or {}).get("papers", ())
    return t.text("Missing evidence waived"), [t.say.join(t.say.word("paper", paper) for paper in papers)] if papers else []


def _undone(t: Teller, _: Sides, after: Sides) -> Said:
    known = {
        "moved": N_("a step"),
        "assigned": N_("who it was given to"),
        "prioritised": N_("the priority"),
        "tagged": N_("the tags"),
        "waived": N_("the waiver"),
    }
    last = N_("the last change")
    return t.text("Taken back: {what}", what=t.text(known.get(str(after.get("action")), last))), []


def _filed(t: Teller, _: Sides, after: Sides) -> Said:
    details = [
        t.text("Dispute id {number}", number=after["dispute_id"]) if after.get("dispute_id") else "",
        str(after.get("what_is_new") or ""),
    ]
    channel = t.say.word("channel", after.get("channel"))
    return t.text("Round {round} filed: {amount} ({channel})", round=after.get("round"), amount=t.money(after), channel=channel), details


def _answered(t: Teller, _: Sides, after: Sides) -> Said:
    kind = t.say.word("answer", after.get("kind"))
    granted = t.text("{amount} approved", amount=t.money(after, "approved_minor")) if after.get("approved_minor") else ""
    due = t.text("Reply due {day}", day=t.say.day(after["reply_due"])) if after.get("reply_due") else ""
    code = t.text("Reason code {code}", code=after["reason_code"]) if after.get("reason_code") else ""
    return t.text("Answer to round {round}: {kind}", round=after.get("round"), kind=kind), [granted, code, due]


def _money(english: str) -> Callable[[Teller, Sides, Sides], Said]:
    def tell(t: Teller, before: Sides, after: Sides) -> Said:
        told = after or before
        paid = t.text("Payment {number}", number=told["payment_number"]) if told.get("payment_number") else ""
        return t.text(english, kind=t.say.word("recovery", str(told.get("kind") or "written_off")), amount=t.money(told)), [paid]

    return tell


def _draft(english: str) -> Callable[[Teller, Sides, Sides], Said]:
    def tell(t: Teller, _: Sides, after: Sides) -> Said:
        details = [] if after.get("verified", True) else [t.text("The verifier objects to it")]
        return t.text(english, version=after.get("version")), details

    return tell


def _dispute_id(t: Teller, _: Sides, after: Sides) -> Said:
    return t.text("Dispute id of round {round}: {number}", round=after.get("round"), number=after.get("dispute_id")), []


def _tied(t: Teller, _: Sides, after: Sides) -> Said:
    return t.text("Linked to case {number}: {how}", number=after.get("other"), how=t.say.word("case_link", after.get("how"))), []


def _days(english: str) -> Callable[[Teller, Sides, Sides], Said]:
    def tell(t: Teller, before: Sides, after: Sides) -> Said:
        return t.text(english), [t.change(name, before.get(name), after[name]) for name in after if before.get(name) != after[name]]

    return tell


def _judged(t: Teller, _: Sides, after: Sides) -> Said:
    lines = after.get("lines", ())
    details = [detail for line in lines for detail in _line_changes(t, line)]
    return t.text("Lines judged again"), details[:12]


def _line_changes(t: Teller, line: Mapping[str, Any]) -> list[str]:
    named = " ".join(str(line[name]) for name in ("reference", "line", "sku") if line.get(name))
    found = [d for d in line.get("differences", ()) if isinstance(d, Mapping)]
    if not found:
        return [" · ".join(part for part in (named, words(str(line.get("change") or ""))) if part)]
    return [f"{named} · {t.change(str(d.get('name') or d.get('what') or ''), d.get('before'), d.get('after'))}" for d in found]


def _changed(t: Teller, _: Sides, after: Sides) -> Said:
    return t.text("Changed after filing"), [change_told(t, change) for change in after.get("changes", ())][:12]


def change_told(t: Teller, change: Mapping[str, Any]) -> str:
    """A change that was found after filing, in one line."""
    named = " ".join(str(change[name]) for name in ("line", "sku") if change.get(name))
    match change.get("what"):
        case "new":
            told = t.text("new line: {verdict}", verdict=t.say.word("verdict", str(change.get("after"))))
        case "gone":
            told = t.text("the line is gone")
        case what:
            told = t.change(str(what or ""), change.get("before"), change.get("after"))
    return f"{named} · {told}" if named else told


def _plain(english: str) -> Callable[[Teller, Sides, Sides], Said]:
    return lambda t, _before, _after: (t.text(english), [])


SAID: Final[Mapping[str, tuple[str, Callable[[Teller, Sides, Sides], Said]]]] = {
    "opened": ("plus", _opened),
    "moved": ("arrow-right", _moved),
    "assigned": ("user", _assigned),
    "prioritised": ("flag", _prioritised),
    "tagged": ("tag", _tagged),
    "waived": ("shield-check", _waived),
    "commented": ("message-square", lambda t, _, after: (t.text("Comment"), [str(after.get("text", ""))])),
    "undone": ("undo-2", _undone),
    "filed": ("send", _filed),
    "filing_moved": ("send", _plain(N_("Filing moved to another case"))),
    "answered": ("mail", _answered),
    "dispute_id": ("tag", _dispute_id),
    "money_seen": ("hand-coins", _money(N_("{kind}: {amount}"))),
    "money_confirmed": ("hand-coins", _money(N_("{kind}, confirmed by the remittance: {amount}"))),
    "money_gone": ("hand-coins", _money(N_("No longer on any remittance: {amount}"))),
    "money_taken_back": ("undo-2", _money(N_("Booking taken back: {amount}"))),
    "written_off": ("trash-2", _money(N_("Written off: {amount}"))),
    "settling": ("scale", lambda t, _, after: (t.text("Part of settlement {number}", number=after.get("settlement")), [])),
    "tied": ("link", _tied),
    "untied": ("unlink", _plain(N_("Link to another case taken away"))),
    "changes_seen": ("eye", _plain(N_("Changes seen"))),
    "causes_noted": ("file-search", _plain(N_("Note written on why it was charged"))),
    "letter_ordered": ("sparkles", _plain(N_("Letter ordered from the model"))),
    "draft_written": ("file-text", _draft(N_("Letter written, version {version}"))),
    "draft_changed": ("pencil", _draft(N_("Letter changed, version {version}"))),
    "draft_approved": ("check-check", _draft(N_("Letter approved, version {version}"))),
    "packet_built": ("package", _plain(N_("Packet built"))),
    "judged": ("refresh-cw", _judged),
    "redated": ("calendar-clock", _days(N_("Days changed"))),
    "kept_its_rules": ("calendar-clock", _days(N_("Other rules are in force; this case keeps its own days"))),
    "changed_after_filing": ("circle-alert", _changed),
    "mail_written": ("mail", lambda t, _, after: (t.text("Mail written"), [str(after.get("subject") or "")])),
    "mail_queued": ("mail", _plain(N_("Mail on its way"))),
    "mail_sent": ("mail", _plain(N_("Mail sent"))),
    "mail_failed": ("circle-x", _plain(N_("Mail could not be sent"))),
    "filing_not_recorded": ("circle-alert", _plain(N_("The mail went out, but its filing could not be recorded"))),
    "papers_proposed": ("search", _plain(N_("Papers proposed for what is lacking"))),
    "proposal_refused": ("x", _plain(N_("Proposed paper refused"))),
    "request_written": ("mail", lambda t, _, after: (t.text("Request for papers written"), [str(after.get("subject") or "")])),
    "paper_asked_for": ("mail", lambda t, _, after: (t.text("Asked for papers"), [t.say.word("paper", str(after.get("need")))])),
    "left_to_a_person": ("user", _plain(N_("Left to a person"))),
}
"""What is said of each kind of entry, with its picture."""


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return False
    with suppress(ValueError):  # a number of the trade may look like a day that no calendar has
        return bool(date.fromisoformat(value))
    return False
