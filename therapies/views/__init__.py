"""Pages: `base` says what all do, `lists` and `details` declare them, `site` holds the rest."""
