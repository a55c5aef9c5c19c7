"""The drugs of the reference with their indications and undesirable effects in HL7 FHIR R5.

One Bundle of type collection, written from what is published. It is an export to read, not a
server: identifiers are natural keys, references are UUIDs made from them, so that the same content
gives the same bundle.
"""
