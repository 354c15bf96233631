"""Brings Tieout up on one machine: its packages, engines, processes and checks. No part of the product."""
