"""The bookkeeper's window: what is in a company's books and what arrived, and the deeds of somebody there."""
