"""Reads what registries and regulators publish, and proposes what follows for our entries.

Nothing here publishes: whatever is read ends as a proposal for somebody to look at.
"""
