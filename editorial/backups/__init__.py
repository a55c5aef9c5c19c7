"""The database and the files beside it as one archive that is checked before it is put back.

`archive` reads and writes archives, `encryption` passes them through GnuPG, `sqlite` and
`postgresql` are all that differs between the databases, `making` and `restoring` are the verbs.
"""
