"""Records as QuickBooks Online has them. Pure: documents in, bodies out."""
