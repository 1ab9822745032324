"""What proposals of papers are called: how two values relate, why a paper is proposed, and whom one asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.marking import N_

GATHERING_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "related": {
        "same": N_("the same"),
        "look_alike": N_("the same but for signs that a scan confuses"),
        "nearly": N_("the same but for a sign"),
        "digits": N_("the same digits"),
        "inside": N_("stands in its words or file name"),
        "in_time": N_("in time after shipping"),
        "late": N_("long after shipping"),
        "before": N_("before shipping"),
        "other": N_("different"),
        "untold": N_("not told"),
    },
    "proposed_by": {
        "two_numbers_are_the_same": N_("Two of its numbers are the case's."),
        "a_number_is_the_same": N_("One of its numbers is the case's."),
        "a_number_is_the_same_and_something_differs": N_("One of its numbers is the case's, but something else differs."),
        "a_number_is_nearly_the_same_and_much_agrees": N_("One of its numbers is nearly the case's, and more agrees with it."),
        "it_is_of_the_same_truck": N_("It belongs to another order of the same truck."),
        "a_number_is_nearly_the_same_and_something_agrees": N_("One of its numbers is nearly the case's, and something else agrees."),
        "a_number_stands_in_its_words_and_something_agrees": N_("A number of the case stands in its words or file name."),
        "no_number_but_place_day_and_count_agree": N_("It shows no number of the case, but destination, day and cartons agree."),
        "a_number_is_nearly_the_same": N_("One of its numbers is nearly the case's; nothing else can be compared."),
        "it_came_with_papers_of_the_case": N_("It came together with papers of the case."),
    },
    "whom": {"carrier": N_("Carrier"), "warehouse": N_("Warehouse")},
    "mail_language": {
        "de": N_("German"),
        "en": N_("English"),
        "es": N_("Spanish"),
        "fr": N_("French"),
        "it": N_("Italian"),
        "zh": N_("Chinese"),
    },
    "asked": {
        "draft": N_("written, not sent"),
        "queued": N_("on its way"),
        "sent": N_("sent"),
        "failed": N_("could not be sent"),
    },
}
