"""Files as they come: the same bytes once, every way they came kept, parts of containers as documents, hostile names made harmless."""

import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases.background.work import JobState
from cases.intake.batches import outcome_of, receive_batch
from cases.intake.file_names import LONGEST_PATH, beside, harmless_path, part_path
from cases.intake.posting import content_of, post, storable
from cases.intake.reading import MissingBytesError, reprocess
from cases.intake.receiving import FileTooLargeError, ForeignAccountError, assign_document, reading_key
from extractors.read import FILE_LIMIT, ReadFile
from facts.documents import DocumentKind, FileReading, ReadError, ReadErrorCode
from ledger.frames import facts_of
from ledger.journal import broken_links, chain_of
from ledger.papers import Document, DocumentOrigin, DocumentState, Paper, PaperKey, Reading, TableRead, TradeFact
from ledger.search import find
from ledger.suppliers import Account, Supplier
from matchers.frames import collect
from tests.intake.office import CLERK, Office, journal, paper, post_papers, seen, touches

SHORTAGES = (
    b"Claim Number,Invoice Number,PO,ASIN,Invoiced Quantity,Received Quantity,Short Quantity,Unit Cost,Amount\n"
    b"INV-1 SC,INV-1,4XK2P9QR,B0ABCDEF12,120,0,120,4.17,500.40\n"
)
COSTS = b"ASIN,Cost,Currency,Effective From\nB0ABCDEF12,4.17,USD,2026-01-01\n"


def zipped(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name.replace("__", "/").replace("_csv", ".csv").replace("_zip", ".zip").replace("_txt", ".txt")), content
            )
    return written.getvalue()


def rows(office: Office, model: Any) -> list[Any]:
    with office.sessions() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def origins(office: Office, account_id: int | None = None) -> dict[str, int]:
    with office.sessions() as session:
        wanted = select(DocumentOrigin).where(DocumentOrigin.account_id == (account_id or office.account_id))
        return {origin.path: origin.document_id for origin in session.scalars(wanted)}


@pytest.mark.both_engines
def test_a_file_is_kept_read_and_posted(office: Office) -> None:
    document = office.take_in("deductions/shortages.csv", SHORTAGES)
    kept = office.document(document)
    assert (kept.state, kept.name, kept.size) == (DocumentState.READ, "shortages.csv", len(SHORTAGES))
    assert office.files.get(kept.sha256) == SHORTAGES
    (fact,) = rows(office, TradeFact)
    assert (fact.purchase_order, fact.invoice_number, fact.reference, fact.sku) == ("4XK2P9QR", "INV1", "INV1SC", "B0ABCDEF12")
    assert fact.values["amount"] == 500_400_000
    assert touches(office) == [(office.account_id, document, ())]
    assert journal(office) == [("received", "document")]


def test_the_same_bytes_are_the_same_document_however_often_they_come(office: Office) -> None:
    first = office.receive("a.csv", SHORTAGES)
    again = office.receive("b/a.csv", SHORTAGES)
    assert (first.new, again.new, again.document.id) == (True, False, first.document.id)
    office.read_all()
    assert office.receive("a.csv", SHORTAGES).new is False
    assert office.read_all() == []
    assert len(rows(office, Reading)) == 1
    assert sorted(origins(office)) == ["a.csv", "b/a.csv"]
    assert [r.file for r in office.facts().readings] == ["a.csv"]


def test_a_known_document_enters_a_further_account_without_being_read_again(office: Office) -> None:
    document = office.take_in("a.csv", SHORTAGES)
    other = office.open_account("walmart")
    office.receive("costs/b.csv", SHORTAGES, other)
    assert office.read_all() == []
    assert touches(office)[-1] == (other, document, ())
    assert [r.file for r in office.facts(other).readings] == ["costs/b.csv"]


@pytest.mark.both_engines
def test_a_document_that_came_for_no_account_is_assigned_to_one_with_its_parts(office: Office) -> None:
    document = office.take_in("week.zip", zipped(costs_csv=COSTS), None)
    assert (origins(office), touches(office)) == ({}, [])
    for expected in (True, False):
        with office.sessions.begin() as session:
            told = assign_document(session, office.work, document_id=document, account_id=office.account_id, actor=CLERK, now=office.now)
        assert told is expected
    assert sorted(origins(office)) == ["week.zip", "week.zip!costs.csv"]
    assert {entered for _, entered, _ in touches(office)} == set(origins(office).values())
    assert journal(office) == [("received", "document"), ("assigned", "document")]


def test_another_suppliers_same_bytes_are_another_document(office: Office) -> None:
    document = office.take_in("a.csv", SHORTAGES)
    with office.sessions.begin() as session:
        supplier = Supplier(name="Other", slug="other", created_at=office.now)
        session.add(supplier)
        session.flush()
        account = Account(supplier_id=supplier.id, retailer="amazon_us", currency="USD", created_at=office.now)
        session.add(account)
        session.flush()
        foreign = account.id
    with pytest.raises(ForeignAccountError):
        office.receive("a.csv", SHORTAGES, foreign)
    office.supplier_id = supplier.id
    assert office.receive("a.csv", SHORTAGES, foreign).document.id != document


def test_the_parts_of_a_container_are_documents_of_their_own(office: Office) -> None:
    office.take_in("mail/week.zip", zipped(in__shortages_csv=SHORTAGES, deep_zip=zipped(costs_csv=COSTS), note_txt=b"hello"))
    assert {path: office.document(d).state for path, d in origins(office).items()} == {
        "mail/week.zip": DocumentState.READ,
        "mail/week.zip!in/shortages.csv": DocumentState.READ,
        "mail/week.zip!deep.zip": DocumentState.READ,
        "mail/week.zip!deep.zip!costs.csv": DocumentState.READ,
        "mail/week.zip!note.txt": DocumentState.UNUSED,
    }
    facts = office.facts()
    assert [(r.file, r.container) for r in facts.readings] == [
        ("mail/week.zip", None),
        ("mail/week.zip!in/shortages.csv", "mail/week.zip"),
        ("mail/week.zip!deep.zip", "mail/week.zip"),
        ("mail/week.zip!deep.zip!costs.csv", "mail/week.zip!deep.zip"),
        ("mail/week.zip!note.txt", "mail/week.zip"),
    ]
    frames = collect(facts.readings, facts.tables, facts.hidden_payments)
    assert sum(frame.height for frame in frames.tables.values()) == 2


def test_a_known_container_brings_its_parts_into_a_further_account(office: Office) -> None:
    office.take_in("week.zip", zipped(deep_zip=zipped(costs_csv=COSTS), shortages_csv=SHORTAGES))
    other = office.open_account("walmart")
    office.receive("again.zip", zipped(deep_zip=zipped(costs_csv=COSTS), shortages_csv=SHORTAGES), other)
    assert office.read_all() == []
    assert sorted(origins(office, other)) == ["again.zip", "again.zip!deep.zip", "again.zip!deep.zip!costs.csv", "again.zip!shortages.csv"]
    assert {document for account, document, _ in touches(office) if account == other} == set(origins(office, other).values())


def test_a_container_that_came_twice_before_it_was_read_lays_its_parts_out_both_ways(office: Office) -> None:
    other = office.open_account("walmart")
    content = zipped(costs_csv=COSTS)
    office.receive("a.zip", content)
    office.receive("b.zip", content, other)
    office.read_all()
    assert sorted(origins(office)) == ["a.zip", "a.zip!costs.csv"]
    assert sorted(origins(office, other)) == ["b.zip", "b.zip!costs.csv"]


def test_a_container_within_too_many_others_is_named_and_not_opened(office: Office) -> None:
    content = zipped(costs_csv=COSTS)
    for _ in range(5):
        content = zipped(in_zip=content)
    office.take_in("a.zip", content)
    failed = [d for d in rows(office, Document) if d.state is DocumentState.FAILED]
    assert [(d.error_code, "unpack it" in d.error_message) for d in failed] == [("unsupported", True)]


def test_a_changed_file_of_the_same_name_stands_beside_the_first_and_counts_as_newer(office: Office) -> None:
    office.take_in("costs.csv", COSTS)
    office.take_in("costs.csv", COSTS.replace(b"4.17", b"4.20"))
    office.take_in("costs.csv", COSTS)
    office.take_in("costs.csv", COSTS.replace(b"4.17", b"4.30"))
    assert [r.file for r in office.facts().readings] == ["costs.csv", "costs (2).csv", "costs (3).csv"]


def test_a_file_that_cannot_be_read_is_named_with_its_reason_and_the_rest_is_read(office: Office) -> None:
    office.receive("broken.pdf", b"%PDF-1.7 broken")
    office.receive("empty.csv", b"")
    office.receive("a.csv", SHORTAGES)
    jobs = office.read_all()
    assert {job.state for job in jobs} == {JobState.DONE}
    assert {d.name: (d.state, d.error_code) for d in rows(office, Document)} == {
        "broken.pdf": (DocumentState.FAILED, "corrupt"),
        "empty.csv": (DocumentState.FAILED, "empty"),
        "a.csv": (DocumentState.READ, None),
    }
    assert [r.error.code.value for r in office.facts().readings if r.error] == ["corrupt", "empty"]


def test_what_could_not_be_read_is_tried_again_when_it_comes_again(office: Office) -> None:
    office.take_in("a.txt", SHORTAGES)
    assert office.document(1).state is DocumentState.UNUSED
    office.later(minutes=1)
    office.receive("a.txt", SHORTAGES)
    assert office.read_all() == []
    office.receive("a.csv", SHORTAGES)
    office.read_all()
    assert office.document(1).state is DocumentState.READ
    assert [r.version for r in rows(office, Reading)] == [1, 2]


def test_reading_twice_makes_no_second_version_and_touches_nothing(office: Office) -> None:
    document = office.take_in("a.csv", SHORTAGES)
    before = (touches(office), [p.id for p in office.papers(document)], [f.id for f in rows(office, TradeFact)])
    office.later(minutes=1)
    with office.sessions.begin() as session:
        reprocess(session, office.work, document_ids=[document], cause="new readers", now=office.now, actor=CLERK)
    (job,) = office.read_all()
    assert job.state is JobState.DONE
    assert len(rows(office, Reading)) == 1
    assert (touches(office), [p.id for p in office.papers(document)], [f.id for f in rows(office, TradeFact)]) == before
    assert ("reading again", "document") in journal(office)


@pytest.mark.both_engines
def test_an_account_is_read_again_as_a_whole(office: Office) -> None:
    office.take_in("a.csv", SHORTAGES)
    office.take_in("b.csv", COSTS)
    office.take_in("c.csv", COSTS + b"B0ABCDEF13,5,USD,2026-01-01\n", office.open_account("walmart"))
    with office.sessions.begin() as session:
        keys = reprocess(session, office.work, account_id=office.account_id, cause="rules", now=office.now, actor=CLERK)
    assert keys == [reading_key(1, office.now), reading_key(2, office.now)]


def test_a_later_attempt_that_fails_leaves_the_reading_in_force(office: Office) -> None:
    document = office.receive("pods/1.pdf", b"%PDF").document.id
    post_papers(office, document, paper(DocumentKind.PROOF_OF_DELIVERY, bol_number=seen("0614")))
    slow = ReadFile(FileReading("x", "x", error=ReadError(ReadErrorCode.TIMEOUT, "it takes too long")))
    with office.sessions.begin() as session:
        posted = post(session, office.work, document, slow, reader="two", now=office.now)
    assert posted.changed is False
    kept = office.document(document)
    assert (kept.state, kept.error_code) == (DocumentState.READ, "timeout")
    assert [d.text("bol_number") for r in office.facts().readings for d in r.documents] == ["0614"]
    assert len(rows(office, Reading)) == 2


@pytest.mark.both_engines
def test_tables_that_changed_are_replaced_and_what_they_named_is_judged_again(office: Office) -> None:
    document = office.take_in("a.csv", SHORTAGES)
    other = office.pool.read_bytes(SHORTAGES.replace(b"4XK2P9QR", b"7MM3T5WX"), "a.csv")
    with office.sessions.begin() as session:
        posted = post(session, office.work, document, other, reader="two", now=office.now)
    assert posted.keys >= {"4XK2P9QR", "INV1", "INV1SC"}
    assert [f.purchase_order for f in rows(office, TradeFact)] == ["7MM3T5WX"]
    assert [t.reading_id for t in rows(office, TableRead)] == [2]


@pytest.mark.both_engines
def test_papers_are_found_by_their_numbers_and_words(office: Office) -> None:
    document = office.receive("pods/scan_7.pdf", b"%PDF").document.id
    post_papers(office, document, paper(DocumentKind.PROOF_OF_DELIVERY, bol_number=seen("0614-1411"), purchase_orders=seen(["4XK2 P9QR"])))
    with office.sessions() as session:
        keys = {(k.name, k.key, k.look_alike) for k in session.scalars(select(PaperKey))}
        assert keys == {("bol_number", "06141411", "06141411"), ("purchase_order", "4XK2P9QR", "4XK2P90R")}
        (hit,) = find(session, "scan_7 0614-1411").hits
        assert (hit.noun, hit.noun_id) == ("paper", session.scalars(select(Paper.id)).one())


@pytest.mark.both_engines
def test_a_paper_that_a_later_reading_does_not_find_is_kept_as_gone(office: Office) -> None:
    document = office.receive("a.pdf", b"%PDF").document.id
    two = [paper(DocumentKind.PROOF_OF_DELIVERY, pages=(n,), bol_number=seen(f"0614{n}")) for n in (1, 2)]
    post_papers(office, document, *two)
    post_papers(office, document, two[0], reader="two")
    assert [(p.position, p.gone) for p in office.papers(document)] == [(0, False), (1, True)]
    assert len(office.facts().readings[0].documents) == 1
    assert any("06142" in keys for _, _, keys in touches(office))


@pytest.mark.both_engines
def test_what_databases_refuse_never_reaches_them(office: Office) -> None:
    document = office.receive("a\x00\ud800.pdf", b"%PDF").document.id
    post_papers(office, document, paper(DocumentKind.PROOF_OF_DELIVERY, exceptions=seen("2 short\x00 \ud83d of 10", "…")))
    (reading,) = office.facts().readings
    assert reading.documents[0].text("exceptions") == "2 short ? of 10"
    assert storable({"a\x00": ["\x00b", 1, None, True, 1.5]}) == {"a": ["b", 1, None, True, 1.5]}


def test_a_reading_without_bytes_fails_by_name(office: Office) -> None:
    received = office.receive("a.csv", SHORTAGES).document
    office.files.delete(received.sha256)
    with pytest.raises(MissingBytesError, match=r"a\.csv"):
        office.read_all()


def test_a_file_too_large_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.intake.receiving.FILE_LIMIT", 10)
    with pytest.raises(FileTooLargeError, match=r"a\.csv"):
        office.receive("a.csv", SHORTAGES)
    assert FILE_LIMIT > 10


def test_a_batch_names_what_it_refused_and_what_could_not_be_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.intake.receiving.FILE_LIMIT", 500)
    contents = [("a.csv", SHORTAGES), ("big.csv", b"x" * 501), ("b.pdf", b"%PDF broken"), ("copy.csv", SHORTAGES)]
    with office.sessions.begin() as session:
        batch = receive_batch(
            session, office.files, office.work, contents, supplier_id=office.supplier_id, account_id=office.account_id, via="upload",
            source="browser", actor=CLERK, now=office.now,
        ).batch  # fmt: skip
    office.read_all()
    with office.sessions() as session:
        outcome = outcome_of(session, batch.id)
    assert (outcome["files"], outcome["new"], outcome["known"], outcome["failed"]) == (4, 2, 1, 2)
    assert [problem["file"] for problem in outcome["problems"]] == ["big.csv", "b.pdf"]
    assert outcome["states"] == {"read": 2, "failed": 1}
    assert journal(office) == [("received", "batch")]


@pytest.mark.both_engines
def test_two_who_send_the_same_at_the_same_moment_make_one_document(office: Office) -> None:
    contents = [SHORTAGES, COSTS, SHORTAGES + b"\n"]

    def send(turn: int) -> None:
        office.receive("same name.csv", contents[turn % 3])

    in_parallel(9, send)
    office.read_all()
    assert len(rows(office, Document)) == 3
    assert sorted(origins(office)) == ["same name (2).csv", "same name (3).csv", "same name.csv"]
    with office.sessions() as session:
        assert not list(broken_links(session, chain_of(office.supplier_id)))


def in_parallel(times: int, work: Callable[[int], None]) -> None:
    failures: list[BaseException] = []

    def run(turn: int) -> None:
        try:
            work(turn)
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures


@given(st.text(max_size=1500))
def test_no_name_leads_out_of_its_batch_or_breaks_a_row(name: str) -> None:
    path = harmless_path(name)
    assert 0 < len(path) <= LONGEST_PATH
    assert not path.startswith("/")
    assert not {"..", ".", ""} & set(path.split("/"))
    assert path.isprintable() or not any(c < " " for c in path)
    path.encode()
    assert harmless_path(path) == path
    assert len(beside(path, 12)) <= LONGEST_PATH
    assert len(part_path(path, path)) <= LONGEST_PATH


def test_a_reading_is_kept_in_the_form_of_the_contract() -> None:
    read = ReadFile(FileReading("a.pdf", "00", (paper(DocumentKind.INVOICE, invoice_number=seen("INV1")),), container="a.zip"))
    content = content_of(read)
    assert set(content) == {"documents"}
    assert content["documents"][0]["fields"]["invoice_number"]["value"] == "INV1"


@pytest.mark.slow
def test_a_hundred_thousand_facts_come_back_in_seconds(office: Office, tmp_path: Path) -> None:
    import time  # noqa: PLC0415 - only here

    lines = b"".join(b"C%d,INV%d,PO%d,B0ABCDEF12,120,%d,%d,4.17,500.40\n" % (n, n, n % 977, n % 120, 120 - n % 120) for n in range(100_000))
    office.take_in("a.csv", SHORTAGES.splitlines(keepends=True)[0] + lines)
    started = time.perf_counter()
    with office.sessions() as session:
        facts = facts_of(session, office.account_id)
    taken = time.perf_counter() - started
    assert facts.tables[0][1].height == 100_000
    assert taken < 10, f"{taken:.1f} s"
    assert tmp_path.exists()
