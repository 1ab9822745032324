"""What is said of papers: what a proof of delivery lacks, where a paper belongs, and by what."""

from __future__ import annotations

from typing import Final

from api.web.marking import N_

OF_PAPERS: Final = (
    N_("{paper} does not name the order"),
    N_("{paper} is for {elsewhere}, the goods were shipped to {destination}"),
    N_("{paper} carries neither signature nor stamp"),
    N_("{paper} states no carton count"),
    N_("{paper} bears a note that could not be read; a person must look"),
    N_("{paper} bears a stamp that could not be read; a person must look"),
    N_("the carton count on {paper} could not be read for sure; a person must look"),
    N_("of which order {paper} is could not be read for sure; a person must look"),
    N_("{paper} is signed for {cartons} cartons, no exception"),
    N_("{paper} is signed for {cartons} cartons, {missing} of them noted missing"),
    N_("{paper} is stamped subject to count"),
    N_("shipper load and count: the driver signed {paper} without counting"),
    N_("only pallets were counted on {paper}"),
    N_("no {wanted} is in the folder"),
    N_("nothing in the folder shows how the order was shipped; {wanted} and packing list are wanted"),
    N_("bill of lading {number}"),
    N_("names order {orders}, which this supplier never had"),
    N_("a person said that it does not belong where its numbers point"),
    N_("no order, bill of lading or PRO number of ours on it"),
    N_("fits more than one shipment"),
    N_("no known order on it"),
    N_("by {keys}"),
    N_("by a person's word"),
    N_("it names the order"),
    N_("{key} {printed} read as {number}"),
    N_("accepted on corroborated weak evidence"),
    N_("{field}: {problem}"),
    N_("line {number}: {problem}"),
    N_("printed {printed_value}, lines sum to {total}"),
    N_("{quantity} x {price} is not {total}"),
    N_("{cartons} cartons of {pack} are not {units} units"),
    N_("{gross} less {off} is not {paid}"),
    N_("the check digit of {number} does not hold"),
)
