"""Claims as spreadsheets: written from what is live, read back as proposals, never as live rows."""
