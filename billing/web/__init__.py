"""The pages: thin views over services and queries."""
