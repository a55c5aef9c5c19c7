"""The reference for programs: read-only, public, made from the same lists as the pages."""
