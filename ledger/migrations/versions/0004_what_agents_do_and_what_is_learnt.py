"""What agents do, and what is learnt from cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The change."""
    op.create_table(
        "odds_cell",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("chance_ppm", sa.Integer(), nullable=False),
        sa.Column("share_ppm", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("fit", sa.String(length=60), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_odds_cell_supplier_id_supplier"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_odds_cell")),
        sa.UniqueConstraint("key", name=op.f("uq_odds_cell_key")),
    )
    with op.batch_alter_table("odds_cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_odds_cell_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "agent_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("noun_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("graph", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("ordered", sa.JSON(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("brief_hash", sa.String(length=64), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("partial", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(length=320), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_agent_run_case_id_case_file"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_agent_run_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_run")),
        sa.UniqueConstraint("key", name=op.f("uq_agent_run_key")),
    )
    with op.batch_alter_table("agent_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agent_run_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_agent_run_noun_noun_id", ["noun", "noun_id", "id"], unique=False)
        batch_op.create_index("ix_agent_run_supplier_id_id", ["supplier_id", "id"], unique=False)

    op.create_table(
        "cause_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("preventable_minor", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=320), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cause_note_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_cause_note_case_id_case_file"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_cause_note_run_id_agent_run"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_cause_note_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_note")),
        sa.UniqueConstraint("supplier_id", "key", "version", name=op.f("uq_cause_note_supplier_id_key_version")),
    )
    with op.batch_alter_table("cause_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cause_note_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_cause_note_supplier_id_state", ["supplier_id", "state"], unique=False)

    op.create_table(
        "evidence_proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("need", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=320), nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_evidence_proposal_case_id_case_file"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_evidence_proposal_document_id_document")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_evidence_proposal_mail_id_mail")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_evidence_proposal_paper_id_paper")),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_evidence_proposal_run_id_agent_run"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_evidence_proposal_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_proposal")),
        sa.UniqueConstraint("case_id", "key", name=op.f("uq_evidence_proposal_case_id_key")),
    )
    with op.batch_alter_table("evidence_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_proposal_state_follow_up_on", ["state", "follow_up_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_proposal_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "model_call",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("model_id", sa.String(length=200), nullable=False),
        sa.Column("brief_hash", sa.String(length=64), nullable=False),
        sa.Column("prompt_hash", sa.String(length=64), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("stop_reason", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("reserved_micros", sa.BigInteger(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_model_call_case_id_case_file"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_model_call_run_id_agent_run"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_model_call_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_call")),
        sa.UniqueConstraint("key", name=op.f("uq_model_call_key")),
    )
    with op.batch_alter_table("model_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_call_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_model_call_day", ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_call_run_id"), ["run_id"], unique=False)
        batch_op.create_index("ix_model_call_supplier_id_day", ["supplier_id", "day"], unique=False)

    op.create_table(
        "pointed_field",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=320), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_pointed_field_document_id_document"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_pointed_field_paper_id_paper")),
        sa.ForeignKeyConstraint(["run_id"], ["agent_run.id"], name=op.f("fk_pointed_field_run_id_agent_run"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_pointed_field_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pointed_field")),
    )
    with op.batch_alter_table("pointed_field", schema=None) as batch_op:
        batch_op.create_index("ix_pointed_field_document_id_state", ["document_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_pointed_field_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "corrective_action",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("worth_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("external_keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_corrective_action_account_id_account")),
        sa.ForeignKeyConstraint(["note_id"], ["cause_note.id"], name=op.f("fk_corrective_action_note_id_cause_note"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_corrective_action_owner_id_user_account")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_corrective_action_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
    )
    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.create_index("ix_corrective_action_supplier_id_state", ["supplier_id", "state", "due_on"], unique=False)

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chance_ppm", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("expected_minor", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("worth_per_hour_minor", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("odds_key", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("minutes_left", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_case_file_worth",
            [
                "supplier_id",
                "closed",
                "currency",
                "worth_per_hour_minor",
                "id",
                "state",
                "type",
                "retailer",
                "evidence_state",
                "assignee_id",
                "next_due",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_case_file_worth_all",
            [
                "closed",
                "currency",
                "worth_per_hour_minor",
                "id",
                "state",
                "type",
                "retailer",
                "evidence_state",
                "assignee_id",
                "next_due",
                "supplier_id",
            ],
            unique=False,
        )

    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("evidence_state", sa.String(length=20), nullable=False, server_default=""))
    # What was filed before is compared by what is known of its case now.
    op.execute(
        "UPDATE filing SET evidence_state = CASE WHEN channel = 'imported' THEN 'on_record' ELSE"
        " (SELECT case_file.evidence_state FROM case_file WHERE case_file.id = filing.case_id) END,"
        " reason = COALESCE((SELECT finding.reason FROM finding WHERE finding.case_id = filing.case_id AND finding.gone_at IS NULL"
        " ORDER BY finding.recoverable_minor DESC, finding.id LIMIT 1), '')"
    )

    with op.batch_alter_table("paper_link", schema=None) as batch_op:
        batch_op.create_index("ix_paper_link_account_id_how", ["account_id", "how"], unique=False)
        batch_op.create_index("ix_paper_link_account_id_bol_number", ["account_id", "bol_number"], unique=False)


def downgrade() -> None:
    """Back again."""
    with op.batch_alter_table("paper_link", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_link_account_id_bol_number")
        batch_op.drop_index("ix_paper_link_account_id_how")

    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_column("evidence_state")
        batch_op.drop_column("reason")

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_worth_all")
        batch_op.drop_index("ix_case_file_worth")
        batch_op.drop_column("minutes_left")
        batch_op.drop_column("odds_key")
        batch_op.drop_column("worth_per_hour_minor")
        batch_op.drop_column("expected_minor")
        batch_op.drop_column("chance_ppm")

    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.drop_index("ix_corrective_action_supplier_id_state")

    op.drop_table("corrective_action")
    with op.batch_alter_table("pointed_field", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pointed_field_supplier_id"))
        batch_op.drop_index("ix_pointed_field_document_id_state")

    op.drop_table("pointed_field")
    with op.batch_alter_table("model_call", schema=None) as batch_op:
        batch_op.drop_index("ix_model_call_supplier_id_day")
        batch_op.drop_index(batch_op.f("ix_model_call_run_id"))
        batch_op.drop_index("ix_model_call_day")
        batch_op.drop_index(batch_op.f("ix_model_call_case_id"))

    op.drop_table("model_call")
    with op.batch_alter_table("evidence_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_proposal_supplier_id"))
        batch_op.drop_index("ix_evidence_proposal_state_follow_up_on")

    op.drop_table("evidence_proposal")
    with op.batch_alter_table("cause_note", schema=None) as batch_op:
        batch_op.drop_index("ix_cause_note_supplier_id_state")
        batch_op.drop_index(batch_op.f("ix_cause_note_case_id"))

    op.drop_table("cause_note")
    with op.batch_alter_table("agent_run", schema=None) as batch_op:
        batch_op.drop_index("ix_agent_run_supplier_id_id")
        batch_op.drop_index("ix_agent_run_noun_noun_id")
        batch_op.drop_index(batch_op.f("ix_agent_run_case_id"))

    op.drop_table("agent_run")
    with op.batch_alter_table("odds_cell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_odds_cell_supplier_id"))

    op.drop_table("odds_cell")
