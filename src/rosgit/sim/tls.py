"""The simulator's certificate: a fixed self-signed one beside this file, for api-ssl on loopback.

Its private key is public: it stands in the source and guards nothing. No real router may use it.
"""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

BUNDLED = Path(__file__).parent / "simulator.pem"
"""Key and certificate (CN rosgit-simulator)."""


def context(certificate: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS with this PEM file of key and certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def fingerprint(certificate: Path) -> str:
    """SHA-256 of the first certificate of a PEM file (its DER), lower-case hex."""
    text = certificate.read_text()
    start = text.index("-----BEGIN CERTIFICATE-----")
    end = text.index("-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text[start:end])).hexdigest()
