class BackupError(Exception):
    """What keeps a backup from being made or put back, in words for who runs the command."""

    what_stands = "Nothing was changed"
