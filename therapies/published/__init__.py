"""What is published, held in memory and keyed by its version.

It changes only when something is published, so lists answer from sets of bits, one for each choice
of each facet, and from rows rendered once. An index is built from the same `listings` that a page
reads from the database, or from the names that searching reads; where there is none yet, the
database answers.
"""
