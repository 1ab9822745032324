"""What an audit hands out: findings, readings, the report, workbooks, and a packet for each dispute."""

from cases.auditing.audit_result import AuditResult, PaperLink, PaperRequest, Scope, UnmatchedPaper, UntiedPayment
from cases.auditing.outputs.pictures import NoPictures, PicturePort, PictureRequest
from cases.auditing.outputs.replacement import OutputFolderError, check_output
from cases.auditing.outputs.summary import deadlines, disputes, root_causes, summary_table, to_do
from cases.auditing.outputs.writing import write_outputs

__all__ = [
    "AuditResult",
    "NoPictures",
    "OutputFolderError",
    "PaperLink",
    "PaperRequest",
    "PicturePort",
    "PictureRequest",
    "Scope",
    "UnmatchedPaper",
    "UntiedPayment",
    "check_output",
    "deadlines",
    "disputes",
    "root_causes",
    "summary_table",
    "to_do",
    "write_outputs",
]
