"""The verifier: deterministic checks of a letter against its brief and the situation it is filed in. No model anywhere."""

from cases.letters.verifier.situation import Attached, FieldText, Situation
from cases.letters.verifier.verdict import Remark, Severity, Verification
from cases.letters.verifier.verify import verify, verify_sentence

__all__ = ["Attached", "FieldText", "Remark", "Severity", "Situation", "Verification", "verify", "verify_sentence"]
