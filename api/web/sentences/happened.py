"""What happened to a case by itself, as its story gives the reason."""

from __future__ import annotations

from typing import Final

from api.web.marking import N_

OF_STORIES: Final = (
    N_("the terms changed"),
    N_("files came in"),
    N_("newer exports"),
    N_("a new day"),
    N_("a paper was linked"),
    N_("a paper was unlinked"),
    N_("a link by hand was undone"),
    N_("{file} came in"),
    N_("{file} was read"),
    N_("{file} was read meanwhile"),
    N_("{file} was assigned"),
    N_("other rules are in force"),
    N_("the retailer's exports show it now"),
    N_("on record in the retailer's export"),
    N_("lines are left that no filing on record is about"),
    N_("its day has come"),
    N_("all that is open of it is filed"),
    N_("there is something to act on again"),
    N_("claimed again"),
    N_("no judgement finds its lines any more"),
    N_("its verdict changed"),
    N_("what it asks for changed"),
    N_("none of its lines is open any more"),
    N_("its window closed before it was filed"),
    N_("it cannot be filed any more"),
    N_("no remittance shows it any more"),
    N_("the money was taken again"),
    N_("nothing more can come"),
    N_("paid in full"),
    N_("found on a remittance"),
    N_("found among the payments"),
)
