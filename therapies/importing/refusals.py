"""What can be wrong with what others publish."""


class UnusableError(Exception):
    """A service or a file of which nothing more can be read: which, and why."""


class RefusedRecordError(Exception):
    """One record that is not taken: why, in the words of whoever looks it up."""


class PassedOverError(Exception):
    """A record that is in order and not for us, with the reason."""
