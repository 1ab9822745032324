"""`python -m demo.make OUTDIR`: a made-up supplier's folder of exports and papers, and beside it what is right about them."""

from __future__ import annotations

import argparse
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from demo.chance import Chance
from demo.edi import Mailbox
from demo.exports import Exports
from demo.filing import Cabinet, sprinkle
from demo.names import LOCALES
from demo.oddments import write_broken, write_note
from demo.plan import SIZES, play
from demo.remittance import payments
from demo.truth import write_truth
from demo.workshop import Workshop

FIRST_DAY, LAST_DAY = date(2026, 2, 2), date(2026, 12, 14)
"""The folder is put together on a day between these, which the seed decides."""


def terms(shop: Workshop) -> dict[str, Any]:
    """What supplier and retailer have agreed, in the keys of terms.yaml."""
    agreed = shop.terms
    return {
        "retailer": shop.locale.retailer,
        "supplier": shop.supplier,
        "currency": shop.locale.currency,
        "source": "vendor terms and conditions in force",
        "payment": {
            "net_days": agreed.net_days,
            "terms_discount": {"rate": str(agreed.discount_rate), "within_days": agreed.discount_days, "only_if_invoice_grants": True},
        },
        "windows": {
            "shortage": {
                "opens": {"after": "invoice_due_date", "days": agreed.shortage_opens_days},
                "closes": {"after": "invoice_date", "years": agreed.shortage_closes_years},
            },
            "price_claim": {"closes": {"after": "invoice_due_date", "days": agreed.price_closes_days}},
        },
        "price_protection": {"covers": ["units_on_hand"], "claim_within_days": 90},
        "post_audit": {"claims_until": {"after": "audited_year_end", "years": 2}},
        "price": {"cost_in_force_on": "order_date", "rounding_per_unit": "0.01", "agreed_purchase_discount": str(agreed.purchase_discount)},
        "shortage": {
            "weak_counts": ["pallets_only", "shipper_load_and_count", "subject_to_count"],
            "proof": {"prepaid": "proof_of_delivery", "collect": "bill_of_lading"},
        },
    }


def _clear(out: Path) -> None:
    """Removes what an earlier run made; a folder that holds anything else is left alone and refused."""
    if (out / "truth").is_dir():
        for name in ("files", "truth"):
            shutil.rmtree(out / name, ignore_errors=True)
    elif (out / "files").exists():
        raise FileExistsError(f"{out / 'files'} was not made by this command; choose another folder")


def make(
    out: Path, *, seed: int = 1, size: str = "small", locale: str = "us", lines: int = 0, broken: bool = False, scanned: float = 1.0
) -> Workshop:
    """Writes OUT/files and OUT/truth anew; the same arguments give the same bytes.

    `lines` adds shortage claims without papers until there are that many deduction lines; `broken` adds files that no reader
    can open; `scanned` is the part of the usual scans that are scans here.
    """
    as_of = FIRST_DAY + timedelta(days=Chance("day", seed, locale).whole(0, (LAST_DAY - FIRST_DAY).days))
    shop = Workshop(seed, LOCALES[locale], as_of, SIZES[size].items)
    play(shop, size, lines)
    paid = payments(shop)
    sprinkle(shop, shop.chance.branch("sprinkle"), SIZES[size].papers)
    files = out / "files"
    _clear(out)
    for folder in (out / "truth", files):
        folder.mkdir(parents=True)
    (files / "terms.yaml").write_text(yaml.safe_dump(terms(shop), sort_keys=False, allow_unicode=True), encoding="utf-8")
    Exports(shop, files).write(paid)
    Mailbox(shop, files).write(SIZES[size].edi)
    write_note(files)
    if broken:
        write_broken(files)
    filed = Cabinet(shop, files, scanned=scanned).file(shop.ledger.wishes)
    write_truth(shop, out / "truth", filed.places, filed.readings, {"seed": seed, "size": size, "locale": locale})
    return shop


def main(argv: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m demo.make", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUTDIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--locale", choices=sorted(LOCALES), default="us")
    parser.add_argument(
        "--lines", type=int, default=0, metavar="N", help="at least N deduction lines; those beyond the stories have no papers"
    )
    parser.add_argument("--with-broken", action="store_true", help="add files that cannot be read")
    given = parser.parse_args(argv)
    try:
        shop = make(given.out, seed=given.seed, size=given.size, locale=given.locale, lines=given.lines, broken=given.with_broken)
    except FileExistsError as refused:
        parser.error(str(refused))
    print(f"{shop.supplier}: {given.out / 'files'}")
    print(f"as of {shop.as_of.isoformat()} (what is right: {given.out / 'truth'})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
