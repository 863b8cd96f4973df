"""The tables, one file an area."""
