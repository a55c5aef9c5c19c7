"""SQLite, as a server process of many threads opens it."""
