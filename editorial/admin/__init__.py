"""The admin of the publishing machinery. Importing a module registers its models."""

from editorial.admin import accounts, audit, content

__all__ = ["accounts", "audit", "content"]
