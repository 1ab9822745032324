"""What a person says about a paper outweighs what is printed on it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from facts.documents import DocumentKind
from facts.finding import Verdict
from matchers.judge import Judgement, judge
from rules.loader import rules_of
from tests.matchers.folder import BILL, CLAIM, ORDER, Folder, shortage_folder, with_packing_list, with_receipt

DAY = date(2026, 11, 1)
RULES = rules_of("amazon_us", None, DAY)


def judged(folder: Folder, belongs_to: Collection[str] = (), ruled_out: Collection[str] = ()) -> Judgement:
    """The folder judged after a person's word about its last paper."""
    last = folder.papers[-1]
    said = replace(last.documents[0], belongs_to=frozenset(belongs_to), ruled_out=frozenset(ruled_out))
    told = Folder(folder.tables, [*folder.papers[:-1], replace(last, documents=(said,))])
    return judge(told.frames(), RULES, DAY)


def verdict(judgement: Judgement) -> Verdict:
    return next(f.verdict for f in judgement.findings if f.reference == CLAIM)


def nameless_receipt() -> Folder:
    """A signed receipt on which no number of ours can be read."""
    return with_packing_list(shortage_folder()).paper(DocumentKind.PROOF_OF_DELIVERY, signed=True, total_cartons=10)


def test_a_receipt_without_a_number_proves_the_order_it_was_linked_to() -> None:
    assert verdict(judged(nameless_receipt())) is Verdict.NEEDS_EVIDENCE
    assert verdict(judged(nameless_receipt(), belongs_to=[ORDER])) is Verdict.DISPUTE
    assert verdict(judged(nameless_receipt(), belongs_to=[BILL])) is Verdict.DISPUTE


def test_a_link_by_hand_says_so() -> None:
    (shipment,) = judged(nameless_receipt(), belongs_to=[ORDER, BILL]).pairing.of(ORDER)
    assert [link.keys for link in shipment.receipts] == [("a person's word",)]


def test_a_word_goes_before_a_number_that_says_otherwise() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()), bol_number="06141410000000017", purchase_orders=["9ZZZZZZZ"])
    assert verdict(judged(folder)) is Verdict.NEEDS_EVIDENCE
    (shipment,) = judged(folder, belongs_to=[ORDER]).pairing.of(ORDER)
    assert len(shipment.receipts) == 1


def test_a_receipt_ruled_out_proves_nothing_any_more() -> None:
    folder = with_receipt(with_packing_list(shortage_folder()))
    assert verdict(judged(folder)) is Verdict.DISPUTE
    found = judged(folder, ruled_out=[ORDER])
    assert verdict(found) is Verdict.NEEDS_EVIDENCE
    assert [left.paper.file for left in found.pairing.unmatched] == [folder.papers[-1].file]


def test_a_receipt_ruled_out_of_one_shipment_may_still_be_of_another() -> None:
    (ours, other) = judged(with_receipt(with_packing_list(shortage_folder())), ruled_out=[BILL]).pairing.of(ORDER)
    assert (ours.bol_number, len(ours.receipts), len(other.receipts)) == (BILL, 0, 1)
