"""corrected claims, parts of periods, withdrawals by two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The change."""
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawal_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_asked_by", sa.String(length=320), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_reason", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("rebate_claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("period_starts_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("period_ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("to_date_minor", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_rebate_claim_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_rebate_claim_replaces_id_rebate_claim"), "rebate_claim", ["replaces_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    """Back again."""
    with op.batch_alter_table("rebate_claim", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_rebate_claim_replaces_id_rebate_claim"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_rebate_claim_replaces_id"))
        batch_op.drop_column("to_date_minor")
        batch_op.drop_column("period_ends_on")
        batch_op.drop_column("period_starts_on")
        batch_op.drop_column("replaces_id")

    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.drop_column("withdrawal_reason")
        batch_op.drop_column("withdrawal_asked_by")
        batch_op.drop_column("withdrawal_asked_at")
