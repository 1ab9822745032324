"""How a claim came about: who filed it, which account it goes to, papers and terms changed after the fact, goods that moved on."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from matchers.frames import row_evidence
from matchers.rebates.periods import DAY
from matchers.rebates.signals.signal import Looked, PaperTrace, Signal, shown


def unusual_filer(looked: Looked) -> Iterator[Signal]:
    """Somebody filed this claim who never filed one, where others always did."""
    told = looked.told
    filed = sum(told.earlier_filers.values())
    if told.filed_by and filed >= looked.limits.usual_filings and not told.earlier_filers.get(told.filed_by):
        said = f"{told.filed_by} never filed a claim here; the {filed} before came from {', '.join(sorted(told.earlier_filers)[:3])}"
        yield Signal("unusual_filer", said, evidence=(looked.claim.evidence,))


def bank_account_changed(looked: Looked) -> Iterator[Signal]:
    """The account that is to be paid was changed shortly before the payout."""
    changed = looked.told.bank_changed_on
    due = looked.told.payout_on or looked.claim.filed_on
    if changed is None or due is None or changed < due - looked.limits.bank_days * DAY:
        return
    when = f"{(due - changed).days} days before the payout" if changed <= due else f"{(changed - due).days} days after the claim"
    yield Signal("bank_account_changed", f"the bank account was changed on {changed}, {when}", evidence=(looked.claim.evidence,))


def agreement_after_the_fact(looked: Looked) -> Iterator[Signal]:
    """An agreement that was signed or changed only after the period that it pays for, by a person or, as it says itself, in its file."""
    if looked.period is None:
        return
    signed = looked.told.agreement_signed_on or (looked.terms.signed_on if looked.terms is not None else None)
    edited = looked.told.agreement_edited_on
    file = looked.contract.paper.document.changed_on if looked.contract is not None else None
    for day, said in ((signed, "was signed"), (edited, "was last changed"), (file, "was changed in its file")):
        if day is not None and day > looked.period.end:
            where = looked.contract.evidence("signed_on", f"{said} on {day}") if looked.contract is not None else looked.claim.evidence
            sentence = f"the agreement {said} on {day}, after the period that ended on {looked.period.end}"
            yield Signal("agreement_after_the_fact", sentence, evidence=(where,))


def edited_file(looked: Looked) -> Iterator[Signal]:
    """A file that says of itself that it was changed after it was made."""
    for trace in looked.told.files:
        if trace.created is not None and trace.modified is not None and trace.modified > trace.created:
            by = f" with {_plain(trace)}" if trace.producer else ""
            said = f"{trace.file} was made on {trace.created} and changed on {trace.modified}{by}"
            yield Signal("edited_file", said, evidence=(looked.claim.evidence,))


def _plain(trace: PaperTrace) -> str:
    """The name of a program as a file states it, bounded and without control characters: it comes from outside."""
    return "".join(c for c in trace.producer if c.isprintable())[:60]


def resold_elsewhere(looked: Looked) -> Iterator[Signal]:
    """An end customer who gets the same item from this customer and, in another territory, from another one."""
    rows = looked.rows
    if rows.is_empty() or rows["end_customer"].null_count() == rows.height:
        return
    named = rows.filter(pl.col("end_customer").is_not_null() & pl.col("territory").is_not_null() & ~pl.col("is_return"))
    keys = named.select("end_customer", "sku", pl.col("territory").alias("_here"), pl.col("customer").alias("_by")).unique()
    beside = looked.sold.filter(~pl.col("is_return")).join(keys, on=["end_customer", "sku"], how="inner", maintain_order="left")
    beside = beside.filter((pl.col("customer") != pl.col("_by")) & (pl.col("territory") != pl.col("_here")))
    if not beside.is_empty():
        first = beside.row(0, named=True)
        said = f"{first['end_customer']} gets {first['sku']} from {first['customer']} in {first['territory']} as well"
        places = [row_evidence(row, f"{row['transaction_id']}: sold by {row['customer']}") for row in beside.head(6).iter_rows(named=True)]
        yield Signal("resold_elsewhere", said, evidence=shown(places))
