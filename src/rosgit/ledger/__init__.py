"""The record of what was applied last: how it is sealed, written into scripts and read again. Pure."""
