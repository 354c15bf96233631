"""Records from files: which columns a kind has, rows gathered into records, judged and written in batches."""
