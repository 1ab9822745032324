"""Rebates as work: partners, agreements in versions, statements, claims and payouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The change."""
    op.create_table(
        "partner",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("contact", sa.String(length=320), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_partner_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("supplier_id", "name", "role", name=op.f("uq_partner_supplier_id_name_role")),
    )
    op.create_table(
        "rebate_customer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("territory", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("buying_group", sa.String(length=200), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_until", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_customer_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_customer")),
        sa.UniqueConstraint("supplier_id", "name", name=op.f("uq_rebate_customer_supplier_id_name")),
    )
    op.create_table(
        "bank_detail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("routing", sa.String(length=40), nullable=False),
        sa.Column("bank", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_bank_detail_partner_id_partner"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_detail")),
        sa.UniqueConstraint("partner_id", "version", name=op.f("uq_bank_detail_partner_id_version")),
    )
    op.create_table(
        "rebate_contract",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("in_force_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("mechanism", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rebate_contract_account_id_account")),
        sa.ForeignKeyConstraint(
            ["in_force_id"], ["contract_version.id"], name=op.f("fk_rebate_contract_in_force_id_contract_version"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_rebate_contract_partner_id_partner")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_contract_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_contract")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_rebate_contract_account_id_key")),
    )
    with op.batch_alter_table("rebate_contract", schema=None) as batch_op:
        batch_op.create_index("ix_rebate_contract_partner_id", ["partner_id"], unique=False)
        batch_op.create_index("ix_rebate_contract_supplier_id_id", ["supplier_id", "id"], unique=False)

    op.create_table(
        "contract_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("to_review", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("editors", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(length=320), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=320), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["rebate_contract.id"], name=op.f("fk_contract_version_contract_id_rebate_contract"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_contract_version_document_id_document"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_contract_version_paper_id_paper"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_version")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_version_contract_id_number")),
    )
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.create_index("ix_contract_version_paper_id", ["paper_id"], unique=False)

    op.create_table(
        "customer_scope",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("include", sa.Boolean(), nullable=False),
        sa.Column("customer", sa.String(length=200), nullable=False),
        sa.Column("territory", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=320), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["rebate_contract.id"], name=op.f("fk_customer_scope_contract_id_rebate_contract"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_scope")),
    )
    with op.batch_alter_table("customer_scope", schema=None) as batch_op:
        batch_op.create_index("ix_customer_scope_contract_id", ["contract_id"], unique=False)

    op.create_table(
        "rebate_statement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("transactions", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=False),
        sa.Column("accrued_minor", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("near_threshold", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["rebate_contract.id"], name=op.f("fk_rebate_statement_contract_id_rebate_contract"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_statement_supplier_id_supplier")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["contract_version.id"], name=op.f("fk_rebate_statement_version_id_contract_version"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_statement")),
    )
    with op.batch_alter_table("rebate_statement", schema=None) as batch_op:
        batch_op.create_index("ix_rebate_statement_contract_id_as_of", ["contract_id", "as_of"], unique=False)
        batch_op.create_index("ix_rebate_statement_contract_id_id", ["contract_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rebate_statement_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "rebate_claim",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("claimed_base", sa.String(length=40), nullable=True),
        sa.Column("claimed_minor", sa.BigInteger(), nullable=False),
        sa.Column("calculated_minor", sa.BigInteger(), nullable=True),
        sa.Column("difference_minor", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("difference_reason", sa.String(length=60), nullable=False),
        sa.Column("difference_why", sa.Text(), nullable=False),
        sa.Column("agreed_minor", sa.BigInteger(), nullable=True),
        sa.Column("settled_minor", sa.BigInteger(), nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("claim_by", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=320), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=320), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=320), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_rebate_claim_case_id_case_file"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["contract_id"], ["rebate_contract.id"], name=op.f("fk_rebate_claim_contract_id_rebate_contract")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_rebate_claim_partner_id_partner")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["rebate_statement.id"], name=op.f("fk_rebate_claim_statement_id_rebate_statement"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_claim_supplier_id_supplier")),
        sa.ForeignKeyConstraint(["version_id"], ["contract_version.id"], name=op.f("fk_rebate_claim_version_id_contract_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_claim")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_rebate_claim_contract_id_number")),
    )
    with op.batch_alter_table("rebate_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rebate_claim_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_rebate_claim_partner_id", ["partner_id", "id"], unique=False)
        batch_op.create_index("ix_rebate_claim_supplier_id_state", ["supplier_id", "state", "id"], unique=False)

    op.create_table(
        "rebate_month",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=False),
        sa.Column("accrued_minor", sa.BigInteger(), nullable=False),
        sa.Column("true_up_minor", sa.BigInteger(), nullable=False),
        sa.Column("claw_back_minor", sa.BigInteger(), nullable=False),
        sa.Column("to_date_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["rebate_contract.id"], name=op.f("fk_rebate_month_contract_id_rebate_contract"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["rebate_statement.id"], name=op.f("fk_rebate_month_statement_id_rebate_statement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_month_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_month")),
        sa.UniqueConstraint("contract_id", "starts_on", name=op.f("uq_rebate_month_contract_id_starts_on")),
    )
    with op.batch_alter_table("rebate_month", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rebate_month_statement_id"), ["statement_id"], unique=False)
        batch_op.create_index("ix_rebate_month_supplier_id_month", ["supplier_id", "month"], unique=False)

    op.create_table(
        "claim_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_by", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["rebate_claim.id"], name=op.f("fk_claim_file_claim_id_rebate_claim"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_claim_file_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_file")),
        sa.UniqueConstraint("claim_id", "document_id", name=op.f("uq_claim_file_claim_id_document_id")),
    )
    with op.batch_alter_table("claim_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_file_document_id"), ["document_id"], unique=False)

    op.create_table(
        "claim_hold",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signal", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=320), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["rebate_claim.id"], name=op.f("fk_claim_hold_claim_id_rebate_claim"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_hold")),
        sa.UniqueConstraint("claim_id", "signal", "key", name=op.f("uq_claim_hold_claim_id_signal_key")),
    )
    op.create_table(
        "rebate_payout",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("claim_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("bank_detail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("payment_number", sa.String(length=80), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=320), nullable=False),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reconciled_by", sa.String(length=320), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bank_detail_id"], ["bank_detail.id"], name=op.f("fk_rebate_payout_bank_detail_id_bank_detail")),
        sa.ForeignKeyConstraint(["claim_id"], ["rebate_claim.id"], name=op.f("fk_rebate_payout_claim_id_rebate_claim"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contract_id"], ["rebate_contract.id"], name=op.f("fk_rebate_payout_contract_id_rebate_contract")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_rebate_payout_partner_id_partner")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_rebate_payout_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_payout")),
    )
    with op.batch_alter_table("rebate_payout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rebate_payout_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rebate_payout_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rebate_payout_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index("ix_rebate_payout_supplier_id_state", ["supplier_id", "state", "id"], unique=False)

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_role_grant_user_id_role_supplier_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_role_grant_user_id_role_supplier_id_partner_id"), ["user_id", "role", "supplier_id", "partner_id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_role_grant_partner_id_partner"), "partner", ["partner_id"], ["id"], ondelete="CASCADE")
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            "fk_rebate_contract_in_force_id_contract_version", "rebate_contract", "contract_version", ["in_force_id"], ["id"]
        )


def downgrade() -> None:
    """Back again."""
    op.execute("DELETE FROM role_grant WHERE role = 'partner'")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_rebate_contract_in_force_id_contract_version", "rebate_contract", type_="foreignkey")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_role_grant_partner_id_partner"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_role_grant_user_id_role_supplier_id_partner_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_role_grant_user_id_role_supplier_id"), ["user_id", "role", "supplier_id"])
        batch_op.drop_column("partner_id")

    with op.batch_alter_table("rebate_payout", schema=None) as batch_op:
        batch_op.drop_index("ix_rebate_payout_supplier_id_state")
        batch_op.drop_index(batch_op.f("ix_rebate_payout_partner_id"))
        batch_op.drop_index(batch_op.f("ix_rebate_payout_contract_id"))
        batch_op.drop_index(batch_op.f("ix_rebate_payout_claim_id"))

    op.drop_table("rebate_payout")
    op.drop_table("claim_hold")
    with op.batch_alter_table("claim_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_file_document_id"))

    op.drop_table("claim_file")
    with op.batch_alter_table("rebate_month", schema=None) as batch_op:
        batch_op.drop_index("ix_rebate_month_supplier_id_month")
        batch_op.drop_index(batch_op.f("ix_rebate_month_statement_id"))

    op.drop_table("rebate_month")
    with op.batch_alter_table("rebate_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_rebate_claim_supplier_id_state")
        batch_op.drop_index("ix_rebate_claim_partner_id")
        batch_op.drop_index(batch_op.f("ix_rebate_claim_case_id"))

    op.drop_table("rebate_claim")
    with op.batch_alter_table("rebate_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rebate_statement_supplier_id"))
        batch_op.drop_index("ix_rebate_statement_contract_id_id")
        batch_op.drop_index("ix_rebate_statement_contract_id_as_of")

    op.drop_table("rebate_statement")
    with op.batch_alter_table("customer_scope", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_scope_contract_id")

    op.drop_table("customer_scope")
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_version_paper_id")

    op.drop_table("contract_version")
    with op.batch_alter_table("rebate_contract", schema=None) as batch_op:
        batch_op.drop_index("ix_rebate_contract_supplier_id_id")
        batch_op.drop_index("ix_rebate_contract_partner_id")

    op.drop_table("rebate_contract")
    op.drop_table("bank_detail")
    op.drop_table("rebate_customer")
    op.drop_table("partner")
