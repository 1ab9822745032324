"""A person's word about whom a paper belongs to goes before every number on it, for the judge too."""

import pytest

from cases.intake.hand_links import ForeignCaseError, LinkTargetError, LinkUndoneError, NotLinkableError, link_paper, undo_link
from facts.documents import DocumentKind
from facts.finding import FindingType, Verdict
from facts.paper_fields import FieldValueError
from ledger.cases import Case
from ledger.frames import facts_of
from ledger.hand_words import HandWords
from ledger.papers import Paper
from ledger.suppliers import Account, Supplier
from tests.intake.office import CLERK, Office, journal, paper, post_papers, seen, touches

ORDERS = (
    b"PO,Vendor,Ship to location,ASIN,Order Date,Window Start,Window End,Quantity Requested,Accepted Quantity,Unit Cost,Currency,"
    b"Freight Terms\n"
    b"4XK2P9QR,HALD1,ABE8,B0ABCDEF12,2026-05-01,2026-06-01,2026-06-30,120,120,4.17,USD,Prepaid\n"
    b"7MM3T5WX,HALD1,ABE8,B0ABCDEF12,2026-05-01,2026-06-01,2026-06-30,240,240,4.17,USD,Prepaid\n"
)
SHORTAGES = (
    b"Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount\n"
    b"INV1SC,INV1,4XK2P9QR,B0ABCDEF12,120,0,120,4.17,500.40\n"
)
CATALOGUE = b"ASIN,Model Number,Title,Case Pack\nB0ABCDEF12,M1,Kettle,12\n"


@pytest.fixture
def receipt(office: Office) -> int:
    """Two orders, one claimed as short, and a signed receipt of ten cartons whose order number nobody can read; gives the paper."""
    for name, content in (("orders.csv", ORDERS), ("shortages.csv", SHORTAGES), ("items.csv", CATALOGUE)):
        office.receive(name, content)
    office.read_all()
    document = office.receive("pods/1.pdf", b"%PDF-receipt").document.id
    proof = paper(
        DocumentKind.PROOF_OF_DELIVERY, bol_number=seen("06141411234567895"), purchase_orders=seen(["?XK?"]),
        delivery_date=seen("2026-06-20"), total_cartons=seen(10), signed=seen(True), receiver_name=seen("L. Moreau"),
    )  # fmt: skip
    post_papers(office, document, proof)
    return office.papers(document)[0].id


def link(office: Office, paper_id: int, *, linked: bool = True, **target: object) -> int:
    with office.sessions.begin() as session:
        made = link_paper(session, office.work, paper_id=paper_id, linked=linked, actor=CLERK, now=office.now, **target)  # type: ignore[arg-type]
        return made.id


def verdict(office: Office) -> Verdict:
    (finding,) = office.judged().findings
    return finding.verdict


def test_a_paper_that_nobody_could_tie_proves_its_order_once_it_is_linked(office: Office, receipt: int) -> None:
    assert verdict(office) is Verdict.NEEDS_EVIDENCE
    made = link(office, receipt, purchase_order="4XK2P9QR", reason="the driver says so")
    assert verdict(office) is not Verdict.NEEDS_EVIDENCE
    with office.sessions.begin() as session:
        undo_link(session, office.work, made, actor=CLERK, now=office.now)
    assert verdict(office) is Verdict.NEEDS_EVIDENCE
    assert [entry for entry in journal(office) if "link" in entry[0]] == [("linked", "document"), ("link undone", "document")]


def test_a_linked_paper_carries_the_order_as_a_sure_field(office: Office, receipt: int) -> None:
    link(office, receipt, purchase_order="4XK2P9QR")
    document = next(d for r in office.facts().readings for d in r.documents if d.kind is DocumentKind.PROOF_OF_DELIVERY)
    field = document.fields["purchase_orders"]
    assert (field.value, field.confidence, field.review) == (["4XK2P9QR"], 1.0, False)
    assert document.belongs_to == {"4XK2P9QR"}


def test_an_unlinked_paper_cannot_be_tied_to_the_order_again(office: Office, receipt: int) -> None:
    with office.sessions() as session:
        document = session.get_one(Paper, receipt).document_id
    post_papers(
        office,
        document,
        paper(
            DocumentKind.PROOF_OF_DELIVERY, purchase_orders=seen(["4XK2P9QR"]), delivery_date=seen("2026-06-20"),
            total_cartons=seen(10), signed=seen(True), receiver_name=seen("L. Moreau"),
        ),
        reader="two",
    )  # fmt: skip
    assert verdict(office) is not Verdict.NEEDS_EVIDENCE
    link(office, receipt, purchase_order="4xk2p9qr", linked=False)
    assert verdict(office) is Verdict.NEEDS_EVIDENCE
    found = next(d for r in office.facts().readings for d in r.documents if d.kind is DocumentKind.PROOF_OF_DELIVERY)
    assert "purchase_orders" not in found.fields
    assert found.ruled_out == {"4XK2P9QR"}


def test_a_link_survives_a_later_reading(office: Office, receipt: int) -> None:
    link(office, receipt, purchase_order="4XK2P9QR")
    with office.sessions() as session:
        document = session.get_one(Paper, receipt).document_id
    post_papers(
        office, document, paper(DocumentKind.PROOF_OF_DELIVERY, purchase_orders=seen(["7MM3T5WX"]), signed=seen(True)), reader="two"
    )
    found = next(d for r in office.facts().readings for d in r.documents if d.kind is DocumentKind.PROOF_OF_DELIVERY)
    assert found.texts("purchase_orders") == ["4XK2P9QR"]


def test_a_link_touches_what_the_paper_named_and_what_it_is_of(office: Office, receipt: int) -> None:
    link(office, receipt, purchase_order="4XK2-P9QR")
    _, document, keys = touches(office)[-1]
    assert document is not None
    assert set(keys) == {"4XK2P9QR", "?XK?"}


def test_a_link_to_a_bill_of_lading_lays_its_number_over_the_paper(office: Office, receipt: int) -> None:
    link(office, receipt, bol_number="0614141-999")
    found = next(d for r in office.facts().readings for d in r.documents if d.kind is DocumentKind.PROOF_OF_DELIVERY)
    assert found.text("bol_number") == "0614141-999"
    assert found.belongs_to == {"0614141999"}


def test_a_link_names_one_target_and_a_real_one(office: Office, receipt: int) -> None:
    with pytest.raises(LinkTargetError):
        link(office, receipt)
    with pytest.raises(LinkTargetError):
        link(office, receipt, purchase_order="A1", bol_number="B1")
    with pytest.raises(FieldValueError, match="write its number"):
        link(office, receipt, purchase_order=" -- ")


@pytest.mark.usefixtures("receipt")
def test_a_table_is_tied_by_its_rows_alone(office: Office) -> None:
    table = next(p for d in (1, 2, 3) for p in office.papers(d))
    with pytest.raises(NotLinkableError):
        link(office, table.id, purchase_order="4XK2P9QR")


@pytest.mark.both_engines
def test_a_link_is_undone_once(office: Office, receipt: int) -> None:
    made = link(office, receipt, purchase_order="4XK2P9QR")
    with office.sessions.begin() as session:
        undo_link(session, office.work, made, actor=CLERK, now=office.now)
    with office.sessions() as session, pytest.raises(LinkUndoneError):
        undo_link(session, office.work, made, actor=CLERK, now=office.now)


def test_a_paper_is_not_linked_to_another_suppliers_case(office: Office, receipt: int) -> None:
    with office.sessions.begin() as session:
        other = Supplier(name="Other", slug="other", created_at=office.now)
        session.add(other)
        session.flush()
        account = Account(supplier_id=other.id, retailer="amazon_us", currency="USD", created_at=office.now)
        session.add(account)
        session.flush()
        case = case_of(account, office)
        session.add(case)
        session.flush()
        case_id = case.id
    with pytest.raises(ForeignCaseError):
        link(office, receipt, case_id=case_id)
    with office.sessions() as session:
        assert facts_of(session, office.account_id).papers


def case_of(account: Account, office: Office) -> Case:
    return Case(
        supplier_id=account.supplier_id,
        account_id=account.id,
        number=1,
        case_key="x",
        type=FindingType.SHORTAGE,
        retailer="amazon_us",
        reference="X",
        verdict="dispute",
        currency="USD",
        opened_at=office.now,
        changed_at=office.now,
    )


def test_a_link_to_a_case_means_its_orders() -> None:
    receipt = paper(DocumentKind.PROOF_OF_DELIVERY, purchase_orders=seen(["A-1", "B2"]))
    blank = paper(DocumentKind.PROOF_OF_DELIVERY, signed=seen(True))
    of_three = HandWords(cases={1: (("A1", "C3", "D4"), True)})
    assert of_three.laid_over(receipt).belongs_to == {"A1"}
    assert of_three.laid_over(receipt).texts("purchase_orders") == ["A-1", "B2"]
    assert of_three.laid_over(blank).belongs_to == set()
    assert HandWords(cases={1: (("A1",), True)}).laid_over(blank).texts("purchase_orders") == ["A1"]
    assert HandWords(cases={1: (("A1",), False)}).laid_over(receipt).texts("purchase_orders") == ["B2"]


def test_the_last_word_on_an_order_counts(office: Office, receipt: int) -> None:
    link(office, receipt, purchase_order="4XK2P9QR", linked=False)
    link(office, receipt, purchase_order="4XK2P9QR")
    found = next(d for r in office.facts().readings for d in r.documents if d.kind is DocumentKind.PROOF_OF_DELIVERY)
    assert found.belongs_to == {"4XK2P9QR"}
    assert not found.ruled_out
