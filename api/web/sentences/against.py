"""What stands against a step of a case or of a rebate claim, and what to do first."""

from __future__ import annotations

from typing import Final

from api.web.marking import N_

OBJECTIONS: Final = (
    N_("say why"),
    N_("no dispute is taken for {type}: clear its cause instead"),
    N_("no line of this case has an amount that could be asked back"),
    N_("the retailer takes it from {day} on"),
    N_("the window closed on {day}"),
    N_("the window for a further filing closed on {day}"),
    N_("the checklist lacks: {papers}; add the papers or waive them with a reason"),
    N_("the cases of this settlement have nothing open"),
    N_("no line is ready to be disputed: each still waits for evidence, a decision, or its window"),
    N_("there is no draft yet"),
    N_("the verifier objects to the draft; mend what it names"),
    N_("the draft has objections of the verifier; mend them first"),
    N_("{supplier} wants four eyes: another person than {person} approves this draft"),
    N_("the latest draft is not approved"),
    N_("{count} disputes of this kind are under way; the retailer merges more than {limit}"),
    N_("{amount} {currency} is less than the {least} that the retailer takes"),
    N_("there is no answer yet"),
    N_("the retailer has not asked for anything"),
    N_("it may still be filed until {day}"),
    N_("no deadline is known"),
    N_("say why it is opened again"),
    N_("there is no statement to compare it with yet; have the agreement's statement worked out"),
    N_("it has not been gone through since it came or was added to; have the agreement's statement worked out"),
    N_("claim {claim} was filed in its place; decide on that one, or withdraw it first"),
    N_("its period runs until {day}; what it earns is known after that day"),
    N_("no version of agreement {agreement} is approved"),
    N_("on hold: {holds}. Look into it and lift the hold with a reason"),
    N_("{person} submitted this claim; somebody else approves it"),
    N_("{person} wrote on version {number} of agreement {agreement}; somebody else approves its claims"),
    N_("{person} said who counts under agreement {agreement}, or whom it is with; somebody else approves its claims"),
    N_("{person} changed the partner's bank detail within the last {days} days; somebody else approves its claims"),
    N_("nothing of it holds: {problem}; dispute it with a reason"),
    N_("all that was earned for these days was granted on other claims; withdraw it or dispute it with a reason"),
    N_("all that its period earned so far was granted on other claims; withdraw it or dispute it with a reason"),
    N_("nothing is due on it; withdraw it or dispute it with a reason"),
    N_("we owe this rebate; the partner is notified of it"),
    N_("we earn this rebate; it is claimed"),
    N_("nobody has approved it; look at it again and approve it first"),
    N_("{amount} {currency} was approved; for more, look at the claim again and approve it anew"),
    N_("we worked this claim out ourselves; send it back or withdraw it"),
    N_("record the credit or payment first"),
    N_("not every payout was found again; reconcile them first"),
    N_("what was earned has changed since; look at it again"),
)
