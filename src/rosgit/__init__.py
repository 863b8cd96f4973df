"""rosgit: a declarative GitOps compiler and applier for MikroTik RouterOS hotspots."""

__version__ = "0.1.0"
