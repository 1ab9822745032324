"""The guide of the first visit: what each screen is for in a sentence or two, and the three keys that help most there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from api.web.marking import N_
from api.web.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Guide:
    """A hint: the name under which it is dismissed, where it is shown, what it says, and keys with what they do."""

    name: str
    path: re.Pattern[str]
    text: str
    keys: tuple[tuple[str, str], ...]


GUIDES: Final = (
    Guide(
        "queue",
        re.compile(r"/queue"),
        N_("Every case, nearest deadline first. Filters live in the address: what you see can be saved as a view and sent to a colleague."),
        (("j k", N_("move")), ("x", N_("select several")), ("Enter", N_("open"))),
    ),
    Guide(
        "case",
        re.compile(r"/cases/\d+"),
        N_("The next step stands on top; below it, each figure names the spot on a paper that it was read from. Click one to see it."),
        (("1 – 9", N_("show evidence")), ("c", N_("comment")), ("]", N_("next case"))),
    ),
    Guide(
        "rebates",
        re.compile(r"/rebates"),
        N_("Every agreement with how far its running period is. Terms, periods, accruals and claims stand behind its number."),
        (("j k", N_("move")), ("Enter", N_("open")), ("n", N_("new agreement"))),
    ),
    Guide(
        "document",
        re.compile(r"/documents/\d+"),
        N_("What was read, beside the page it was read from; unsure values come first. What you put right is never overwritten."),
        (("Tab", N_("next value")), ("Enter", N_("it is right, on to the next")), ("]", N_("next paper to look at"))),
    ),
    Guide(
        "draft",
        re.compile(r"/cases/\d+/draft"),
        N_("Each sentence rests on numbered facts, and each fact on a page. One without a fact blocks the filing until it is put right."),
        (("j k", N_("sentence by sentence")), ("y", N_("accept it and go on")), ("a", N_("approve"))),
    ),
    Guide(
        "filing",
        re.compile(r"/cases/\d+/filing"),
        N_("Copy each field into the retailer's form, attach the files in this order, then record that it was filed, with the dispute id."),
        (("1 – 9", N_("copy a field")), ("i", N_("dispute number")), ("f", N_("record the filing"))),
    ),
    Guide(
        "inbox",
        re.compile(r"/inbox"),
        N_("Drop files or folders anywhere, also ZIPs and e-mails; they are read in the background. What could not be read says why."),
        (("n", N_("bring files in")), ("j k", N_("move")), ("Enter", N_("open"))),
    ),
)
NAMES: Final = tuple(guide.name for guide in GUIDES)


def guide_of(path: str, preferences: Preferences) -> Guide | None:
    """The hint of a page that the reader has not dismissed; None where there is none."""
    wanted = (guide for guide in GUIDES if guide.name not in preferences.guides_seen)
    return next((guide for guide in wanted if guide.path.fullmatch(path)), None)
