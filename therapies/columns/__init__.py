"""The columns of every download, by subject. Their names are published: they are kept."""
