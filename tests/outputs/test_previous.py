import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.auditing.previous import ChangeKind, PreviousAuditError, compare, load_previous
from facts.finding import Finding, Verdict
from tests.outputs.made_up_audit import finding


def before(*findings: Finding) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(json.dumps([f.to_json() for f in findings]))
    return listed


def test_the_same_audit_twice_changes_nothing() -> None:
    changes = compare(before(finding()), [finding()])
    assert (changes.changes, changes.unchanged) == ((), 1)


def test_a_reversed_deduction_is_paid() -> None:
    (change,) = compare(before(finding()), [finding(verdict=Verdict.RESOLVED, recoverable_amount=Decimal(0))]).changes
    assert change.kind is ChangeKind.PAID
    assert [(d.name, d.before, d.after) for d in change.differences] == [
        ("verdict", "Dispute", "Already repaid"),
        ("recoverable", "500.40", "0"),
    ]


def test_a_moved_deadline_is_told_before_and_after() -> None:
    (change,) = compare(before(finding()), [finding(dispute_by=date(2028, 6, 1))]).changes
    assert change.kind is ChangeKind.CHANGED
    assert [(d.name, d.before, d.after) for d in change.differences] == [("dispute by", "2028-07-01", "2028-06-01")]


def test_new_and_gone_lines_are_told_apart() -> None:
    changes = compare(before(finding()), [finding(reference="INV9SC")])
    assert [(c.kind, c.reference) for c in changes.changes] == [(ChangeKind.NEW, "INV9SC"), (ChangeKind.GONE, "INV10482SC")]


def test_an_amount_written_otherwise_is_the_same_amount() -> None:
    old = before(finding())
    old[0]["claimed_amount"] = "500.4"
    assert compare(old, [finding()]).unchanged == 1


def test_several_lines_without_an_item_are_paired_in_order() -> None:
    lines = [finding(id=str(n), sku="", claimed_amount=Decimal(n)) for n in (1, 2)]
    changes = compare(before(*lines), [*lines, finding(id="3", sku="", claimed_amount=Decimal(3))])
    assert [(c.kind, c.claimed) for c in changes.changes] == [(ChangeKind.NEW, Decimal(3))]
    assert changes.unchanged == 2


def test_an_audit_of_an_older_release_is_still_compared() -> None:
    assert compare([{"reference": "INV10482SC", "sku": "B0ABCDEF12", "retailer": "amazon_us"}], [finding()]).counts[ChangeKind.CHANGED] == 1


@pytest.mark.parametrize("content", [None, "{}", "[1]", "not json", '[{"id": 1}]'])
def test_what_is_no_earlier_audit_is_refused_with_its_place(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "findings.json").write_text(content)
    with pytest.raises(PreviousAuditError, match="name the output folder of an earlier audit"):
        load_previous(tmp_path)


def test_the_folder_or_its_findings_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "findings.json").write_text(json.dumps(before(finding())))
    assert load_previous(tmp_path) == load_previous(tmp_path / "findings.json") == before(finding())
