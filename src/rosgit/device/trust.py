"""TLS: whom we trust, decided before a byte of ours is sent."""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl

from rosgit.device.deadline import Deadline
from rosgit.device.errors import TlsRefused
from rosgit.device.seam import Step, seam
from rosgit.model.target import Tls


def secured(sock: socket.socket, tls: Tls, host: str, peer: str, deadline: Deadline) -> ssl.SSLSocket:
    """The socket inside TLS, its certificate proven. Raises TlsRefused, Timeout, ConnectionLost."""
    context = _context(tls, peer)
    with seam(Step.TRUST, peer):
        sock.settimeout(deadline.left())
        wrapped = context.wrap_socket(sock, server_hostname=host)
    try:
        _compare(wrapped, tls, peer)
    except TlsRefused:
        wrapped.close()
        raise
    return wrapped


def shown(sock: socket.socket, host: str, peer: str, deadline: Deadline) -> str:
    """The SHA-256 fingerprint of whatever certificate is shown, trusted or not, in lower case hex.

    Only for people to compare: nothing may be sent on this connection. Raises as ``secured`` does.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with seam(Step.TRUST, peer):
        sock.settimeout(deadline.left())
        with context.wrap_socket(sock, server_hostname=host) as wrapped:
            certificate = wrapped.getpeercert(binary_form=True)
    if not certificate:
        raise TlsRefused("the router showed no certificate", peer=peer, shown=False)
    return hashlib.sha256(certificate).hexdigest()


def normal(fingerprint: str) -> str:
    """A SHA-256 fingerprint as lower case hex, whatever separators and prefix it was written with."""
    bare = fingerprint.strip().lower().removeprefix("sha256:")
    return bare.replace(":", "").replace(" ", "")


def _context(tls: Tls, peer: str) -> ssl.SSLContext:
    if tls.fingerprints:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # _compare is the verification
    else:
        context = _by_authority(tls.ca, peer)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _by_authority(ca: str | None, peer: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, UnicodeError) as error:
        raise TlsRefused(f"the CA file {ca} cannot be used", peer=peer) from error
    # Python 3.13 made this a default: certificates made on a router need not have what it asks for
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _compare(wrapped: ssl.SSLSocket, tls: Tls, peer: str) -> None:
    if not tls.fingerprints:
        return
    shown = wrapped.getpeercert(binary_form=True)
    if not shown:
        raise TlsRefused("the router showed no certificate", peer=peer, shown=False)
    seen = hashlib.sha256(shown).hexdigest()
    pins = [normal(pin).encode() for pin in tls.fingerprints]
    # every pin is compared, whether an earlier one fitted or not
    if not sum(hmac.compare_digest(seen.encode(), pin) for pin in pins):
        words = f"the router showed a certificate with fingerprint sha256:{seen}, which is not pinned"
        raise TlsRefused(words, peer=peer, seen=seen)
