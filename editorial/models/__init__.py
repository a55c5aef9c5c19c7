"""The publishing machinery. Nothing here knows what the content is about."""

from editorial.models.append_only import AppendOnly, AppendOnlyError, AppendOnlyQuerySet
from editorial.models.audit import AuditEvent
from editorial.models.history import Confirmation, ContentVersion, HistoryHead, Version
from editorial.models.people import User
from editorial.models.proposals import Comment, Proposal
from editorial.models.publishable import REVIEW_EVERY, Publishable, PublishableQuerySet
from editorial.models.reports import ErrorReport

__all__ = [
    "REVIEW_EVERY",
    "AppendOnly",
    "AppendOnlyError",
    "AppendOnlyQuerySet",
    "AuditEvent",
    "Comment",
    "Confirmation",
    "ContentVersion",
    "ErrorReport",
    "HistoryHead",
    "Proposal",
    "Publishable",
    "PublishableQuerySet",
    "User",
    "Version",
]
