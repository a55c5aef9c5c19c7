"""Answers that are the same for everybody: marked so that others may keep them, and kept here."""
