"""Lines of remittances that need no story: an invoice paid, a claim taken once, its money given back once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from facts.finding import FindingType
from matchers.columns.keys import number_keys, places_of, repeated
from matchers.finding_table import WORD
from matchers.grammar import Phrases, mentioned, number_key, phrase
from matchers.payments import Payment
from matchers.suffixes import strips
from rules.grammar import ClaimToken, Grammar, LineRole

INVOICE, CLAIM, REVERSAL = 1, 2, 3
"""What a plain line is."""
_NO_TYPE: Final = ""
_DIGITS: Final = r"\d+"


@dataclass(frozen=True, slots=True)
class PlainLines:
    """The lines of remittances with their `key`, `payment`, `root` (its place among our invoices), `form` and `kind`.

    `own` is the place of the number itself, `cut` that of the number without its last suffix. `form` is null where a line needs a
    story. `unusual` are the places of invoices of which some line does.
    """

    lines: pl.DataFrame
    unusual: pl.Series


def spoken_lines(lines: pl.DataFrame, payments: Mapping[str, Payment], grammar: Grammar) -> pl.DataFrame:
    """What number, words and payment say of each line, as `plain_lines` takes it: for this no invoice need be known."""
    found = lines.with_columns(number_keys(lines["invoice_number"]).alias("key"), number_keys(lines["payment_number"]).alias("payment"))
    found = _with_tokens(found, grammar)
    found = _with_words(found, grammar)
    found = _with_payments(found, payments)
    # Columns, as several ask for them: an expression would be worked out anew for each.
    once = found.with_columns(_once(found).alias("once"), pl.col("invoice_number").str.to_uppercase().alias("upper"))
    return found.with_columns(once.select(_sound(grammar).alias("sound")).to_series())


def plain_lines(spoken: pl.DataFrame, invoices: pl.Series, grammar: Grammar) -> PlainLines:
    """Reads what each line is, where number, words and sign leave one reading. `invoices` are the different keys of our invoices."""
    found = spoken.drop("rest").with_columns(
        places_of(spoken["key"], invoices).alias("own"), places_of(spoken["rest"], invoices).alias("cut")
    )
    found = found.with_columns(_form(found)).drop("sound")
    found = found.with_columns(
        pl.when(pl.col("form").is_in([CLAIM, REVERSAL])).then("token_kind").alias("kind"),
        pl.coalesce("own", "cut").alias("root"),
    )
    return PlainLines(found, _unusual(found, invoices, grammar))


def _with_tokens(lines: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """`rest` is the number without its last suffix as it is compared, `token_kind` and `token_role` what that suffix says."""
    stripped = lines.select(_stripped(grammar.tokens).alias("rest"), _token(grammar.tokens).alias("token"))
    tokens = pl.DataFrame(
        {
            "token": range(len(grammar.tokens)),
            "token_kind": [t.type.value for t in grammar.tokens],
            "token_role": [t.role.value for t in grammar.tokens],
        },
        schema={"token": pl.Int32, "token_kind": WORD, "token_role": WORD},
    )
    told = stripped.select("token").join(tokens, on="token", how="left", maintain_order="left")
    return lines.with_columns(number_keys(stripped["rest"]), told["token_kind"], told["token_role"])


def _ends(token: ClaimToken) -> pl.Expr:
    key = pl.col("key")
    return key.str.ends_with(token.token) & (key.str.len_bytes() >= len(token.token) + 2)


def _stripped(tokens: Iterable[ClaimToken]) -> pl.Expr:
    found = pl.lit(None, dtype=pl.String)
    for token in reversed(tuple(tokens)):
        found = pl.when(_ends(token)).then(pl.col("key").str.strip_suffix(token.token)).otherwise(found)
    return found


def _token(tokens: Iterable[ClaimToken]) -> pl.Expr:
    found = pl.lit(None, dtype=pl.Int32)
    for number, token in reversed(list(enumerate(tokens))):
        found = pl.when(_ends(token)).then(pl.lit(number, dtype=pl.Int32)).otherwise(found)
    return found


def _with_words(lines: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """`said_role` and `said_type` by the words of the description, or of the transaction type where there is none."""
    texts = lines.select(_without_numbers(lines["description"]).alias("text"), _without_numbers(lines["transaction_type"]).alias("typed"))
    phrases = Phrases()
    rows = []
    for text, typed in texts.unique().iter_rows():
        role, named = phrase(text, grammar, phrases)
        if not text.strip():
            named = phrase(typed, grammar, phrases)[1]
        rows.append((text, typed, role.value if role else _NO_TYPE, named.value if named else _NO_TYPE))
    schema: dict[str, pl.DataType] = {"text": pl.String(), "typed": pl.String(), "said_role": WORD, "said_type": WORD}
    told = texts.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["text", "typed"], how="left", maintain_order="left")
    return lines.with_columns(told["said_role"], told["said_type"])


def _without_numbers(texts: pl.Series) -> pl.Expr:
    told = pl.col(texts.name).fill_null("")
    return told if texts.null_count() == texts.len() else told.str.replace_all(_DIGITS, "0")


def _with_payments(lines: pl.DataFrame, payments: Mapping[str, Payment]) -> pl.DataFrame:
    """The day of the payment, and whether it is known and stands."""
    table = pl.DataFrame(
        [(key, p.date, not p.void, p.currency) for key, p in payments.items()],
        schema={"payment": pl.String, "paid_on": pl.Date, "stands": pl.Boolean, "payment_currency": pl.String},
        orient="row",
    )
    return lines.join(table, on="payment", how="left", maintain_order="left").with_columns(pl.col("stands").fill_null(value=False))


def _form(lines: pl.DataFrame) -> pl.Series:
    """What a plain line is, null for all others: numbers known, sums whole, words that speak against nothing, one line to a number."""
    taken = lines.filter((pl.col("amount_paid") < 0) & pl.col("own").is_not_null())["own"].unique()
    back = pl.col("said_role").is_in([LineRole.REVERSAL.value, LineRole.REPAYMENT.value])
    known_type = pl.col("token_kind") != FindingType.UNCLASSIFIED.value
    agrees = pl.col("said_type").is_in([_NO_TYPE]) | (pl.col("said_type") == pl.col("token_kind"))
    suffixed = pl.col("sound") & pl.col("own").is_null() & pl.col("cut").is_not_null() & known_type & agrees
    named_invoice = pl.col("said_role") == LineRole.INVOICE.value
    paid = pl.col("sound") & pl.col("own").is_not_null() & (_SIGN > 0) & ~back & ~pl.col("own").is_in(taken.implode())
    found = (
        pl.when(paid)
        .then(INVOICE)
        .when(suffixed & (_SIGN < 0) & (pl.col("token_role") == LineRole.CLAIM.value))
        .then(CLAIM)
        .when(suffixed & ~named_invoice & (_SIGN > 0) & (pl.col("token_role") == LineRole.REVERSAL.value))
        .then(REVERSAL)
    )
    return lines.select(found.alias("form")).to_series()


_SIGN: Final = pl.when(pl.col("amount_paid") != 0).then("amount_paid").otherwise("invoice_amount")
"""The amount by whose sign a line is money taken or given."""


def _once(lines: pl.DataFrame) -> pl.Series:
    """True for lines whose number stands on their payment once: few numbers stand on several lines at all."""
    again = lines["key"].is_duplicated()
    several = lines.filter(again).select(pl.struct("payment", "key").is_duplicated()).to_series()
    return (~again).scatter(again.arg_true(), ~several) if several.len() else ~again


def _sound(grammar: Grammar) -> pl.Expr:
    """True for lines with nothing about them but a number and an amount that was paid or taken in whole."""
    asked = pl.col("invoice_amount")
    whole = asked.is_null() | (asked == pl.col("amount_paid"))
    nothing_beside = (
        (pl.col("terms_discount").fill_null(0) == 0) & (pl.col("withholding").fill_null(0) == 0)
        & (pl.col("remaining_amount").fill_null(0) == 0) & (pl.col("original_invoice_number").fill_null("") == "")
    )  # fmt: skip
    numbers = [p.pattern.pattern for p in grammar.patterns if p.role is LineRole.HOLDBACK and p.field == "number"]
    held = pl.any_horizontal(pl.col("upper").str.contains(p) for p in numbers) if numbers else pl.lit(value=False)
    provision = held | (pl.col("said_type") == FindingType.PROVISION.value)
    missed = pl.col("said_role") == LineRole.MISSED_ADJUSTMENT.value
    paid = pl.col("stands") & pl.col("paid_on").is_not_null() & (_SIGN != 0)
    return pl.col("once") & whole & nothing_beside & paid & ~pl.col("_review") & ~provision & ~missed


def _unusual(lines: pl.DataFrame, invoices: pl.Series, grammar: Grammar) -> pl.Series:
    """Places of the invoices that a line with a story belongs to or names, or that carry more than one plain line of a form and kind."""
    several = [_several(lines.select("root", "kind").filter(lines["form"] == form)) for form in (INVOICE, CLAIM, REVERSAL)]
    stories = lines.filter(pl.col("form").is_null())
    named: set[str] = set()
    for number, description, details, original in stories.select(
        "key", "description", "reference_details", "original_invoice_number"
    ).iter_rows():
        keys = {number, number_key(original), *mentioned(f"{description or ''} {details or ''}")}
        named |= keys | {root for key in keys for root, _ in strips(key, grammar.tokens)}
    told = places_of(pl.Series("key", sorted(named), dtype=pl.String), invoices).drop_nulls()
    return pl.concat([*several, stories["own"].drop_nulls(), stories["cut"].drop_nulls(), told]).unique()


def _several(lines: pl.DataFrame) -> pl.Series:
    """Places of invoices that carry more than one of these lines of a kind."""
    kinds = pl.col("kind").to_physical().fill_null((1 << 32) - 1)
    keyed = lines.select((pl.col("root").cast(pl.UInt64) * (1 << 32) + kinds).alias("key")).to_series()
    return lines["root"].filter(repeated(keyed))
