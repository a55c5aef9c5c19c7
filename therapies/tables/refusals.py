"""Why a file is not read at all."""


class RefusedFileError(Exception):
    """In the words of whoever sent the file."""
