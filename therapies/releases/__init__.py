"""Releases: what is published, in files that anybody can take, check and rebuild the site from.

`making` makes one and `rebuilding` builds a site from one; `shelf` knows which there are.
"""
