"""What is done to connections, one function per sentence. Knows no vendor."""
