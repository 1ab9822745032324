"""Appointment requests: the carrier asks the dock for a slot; when it asked, and for which day, is the proof."""

from __future__ import annotations

from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.grids import item_grids
from extractors.papers.headline import read_headline
from extractors.papers.paper import Paper, Spot
from extractors.papers.parties import party
from extractors.papers.totals import order_list
from extractors.papers.values import find_time


def read_appointment_request(paper: Paper) -> Draft:
    """The fields of an appointment request; `submitted_at` is a date-time where the time is printed."""
    _, bare = item_grids(paper)
    draft = Draft(bare)
    draft.find("appointment_id", "requested_delivery_date")
    order_list(draft)
    labelled = best(candidates(bare, "ship_to_code", SHAPES["ship_to_code"], SHAPES))
    receiver = party(bare, "ship_to_name", SHAPES)
    draft.put("ship_to_code", labelled or receiver.code)
    if "ship_to_code" not in draft.fields:
        _code_behind_destination(draft)
    _submitted(draft)
    read_headline(draft, "appointment_id", "submitted_at")
    return draft


def _code_behind_destination(draft: Draft) -> None:
    spots: list[Spot] = []
    for label in draft.paper.named("ship_to_name"):
        read = SHAPES["ship_to_code"](label.strip.text, label.after, draft.paper.region)
        if read is not None and label.sure_of("ship_to_name"):
            spots.append(Spot(read.value, label.strip, read.start, read.end, 0.9))
    draft.put("ship_to_code", best(spots))


def _submitted(draft: Draft) -> None:
    spot = best(candidates(draft.paper, "submitted_at", SHAPES["submitted_at"], SHAPES))
    if spot is None:
        return
    time = find_time(spot.strip.text, spot.end)
    if time is not None and time.start - spot.end <= 12:
        spot = Spot(f"{spot.value}T{time.value}:00", spot.strip, spot.start, time.end, spot.score, spot.doubt)
    draft.put("submitted_at", spot)
