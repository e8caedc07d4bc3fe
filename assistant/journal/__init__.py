"""What was answered and what was thought of it, kept for a time: `Journal` is the way in."""

from assistant.journal.entries import Feedback, Reason, StoredFeedback, StoredReceipt
from assistant.journal.journal import Journal

__all__ = ["Feedback", "Journal", "Reason", "StoredFeedback", "StoredReceipt"]
