"""May this letter be filed: window, attempts, amounts within what was taken, attachments and fields within what the portal takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from cases.letters.verifier.look import Letter
from cases.letters.verifier.verdict import Remark, Severity


def window(letter: Letter) -> Iterator[Remark]:
    """The window is open on the day."""
    s = letter.situation
    if s.opens_on is not None and s.today < s.opens_on:
        yield _objection("window", f"the retailer takes it from {s.opens_on} on", s.today.isoformat(), s.opens_on.isoformat())
    if s.dispute_by is not None and s.today > s.dispute_by:
        yield _objection("window", f"the window closed on {s.dispute_by}", s.today.isoformat(), s.dispute_by.isoformat())


def attempts(letter: Letter) -> Iterator[Remark]:
    """A filing is left."""
    if letter.situation.attempts_left == 0:
        yield _objection("attempts", "no further filing is left for this case")


def within_the_claim(letter: Letter) -> Iterator[Remark]:
    """No more is asked for than was deducted, and no more units are disputed than the claim takes."""
    s = letter.situation
    if s.asked <= 0:
        yield _objection("within_the_claim", "nothing is asked for", f"{s.asked}")
    if s.asked > s.deducted:
        yield _objection("within_the_claim", f"{s.asked} is asked for, but only {s.deducted} was deducted", f"{s.asked}", f"{s.deducted}")
    if s.units_asked is not None and s.units_claimed is not None and s.units_asked > s.units_claimed:
        found, expected = f"{s.units_asked:f}", f"{s.units_claimed:f}"
        yield _objection("within_the_claim", f"{found} units are disputed, but the claim is over {expected}", found, expected)


def attachments(letter: Letter) -> Iterator[Remark]:
    """What the letter names goes along, in kinds, sizes and number that the portal takes."""
    s, limit = letter.situation, letter.situation.attachment_limit
    there = {a.name for a in s.attachments}
    for named in letter.known.brief.attachments:
        if named.name not in there:
            yield _objection("attachments", f"{named.name} is named but not in the packet", named.name)
    if limit.files is not None and len(s.attachments) > limit.files:
        yield _objection(
            "attachments", f"{len(s.attachments)} files, the portal takes {limit.files}", str(len(s.attachments)), str(limit.files)
        )
    for attached in s.attachments:
        if attached.size is None:
            if not attached.made_later:
                yield _objection("attachments", f"{attached.name} cannot be had", attached.name)
            continue
        if limit.largest_bytes is not None and attached.size > limit.largest_bytes:
            message = f"{attached.name} is larger than the {limit.largest_bytes:,} bytes that the portal takes"
            yield _objection("attachments", message, str(attached.size), str(limit.largest_bytes))
        if limit.smallest_bytes is not None and attached.size < limit.smallest_bytes:
            message = f"{attached.name} is smaller than the {limit.smallest_bytes:,} bytes that the portal takes"
            yield _objection("attachments", message, str(attached.size), str(limit.smallest_bytes))
        ending = PurePosixPath(attached.name).suffix.lstrip(".").lower()
        if limit.types and ending not in limit.types:
            yield _objection(
                "attachments", f"the portal takes no {ending or 'nameless'} files ({attached.name})", ending, ", ".join(limit.types)
            )


def fields(letter: Letter) -> Iterator[Remark]:
    """Every field keeps to its limit: beyond the hard one it is refused, beyond the wished one remarked; plain ASCII where asked for."""
    for field in letter.situation.fields:
        length = len(field.text)
        if length > field.limit.hard:
            message = f"{field.label}: {length} characters, the portal takes {field.limit.hard}"
            yield _objection("fields", message, str(length), str(field.limit.hard))
        elif length > field.limit.soft:
            message = f"{field.label}: {length} characters, more than the wished {field.limit.soft}"
            yield Remark("fields", Severity.REMARK, message, None, str(length), str(field.limit.soft))
        if field.limit.ascii_only and not field.text.isascii():
            odd = "".join(dict.fromkeys(c for c in field.text if not c.isascii()))
            yield _objection("fields", f"{field.label}: the portal takes plain letters alone, not {odd[:20]}", odd)


def _objection(check: str, message: str, found: str = "", expected: str = "") -> Remark:
    return Remark(check, Severity.OBJECTION, message, None, found, expected)
