"""Brings Tieout up on one machine: installation, embedded engines, processes, checks. Not part of the product."""
