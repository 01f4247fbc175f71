"""The place where `charm run` listens, and the addresses under which it answers there."""

from __future__ import annotations

import errno
import socket

from charm.failures import CommandError
from runtime.server.serve import listen

EVERYWHERE = ("0.0.0.0", "::", "")
"""Hosts that mean every network of the machine."""


def check_reach(host: str, origins: tuple[str, ...]) -> None:
    """CommandError for a host that anyone can reach, without word of the address by which they may.

    A page of another site could otherwise send events under a name that it made point here.
    """
    if host in EVERYWHERE and not origins:
        raise CommandError(
            f"--host {host} listens on every network, and charm answers only to addresses that it knows",
            "add the address that people will use, such as --origin http://192.168.1.20:8000",
        )


def listen_at(host: str, port: int) -> socket.socket:
    """A socket that listens there; on port 0 on a free one. Errors: CommandError when that cannot be."""
    try:
        return listen(host, port)
    except OSError as error:
        raise _refused(host, port, error) from error


def url_of(listening: socket.socket) -> str:
    """The address of a listening socket as a browser takes it, `http://127.0.0.1:8000/`."""
    host, port = listening.getsockname()[:2]
    # What means "every network" to listen on means nothing to a browser.
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def _refused(host: str, port: int, error: OSError) -> CommandError:
    match error.errno:
        case errno.EADDRINUSE:
            what, remedy = f"port {port} is taken", f"stop what listens there, or choose another: --port {port + 1}"
        case errno.EACCES:
            what, remedy = f"port {port} needs more rights than you have", "choose one above 1023"
        case _:
            what, remedy = f"charm cannot listen on {host}: {error.strerror}", "choose an address of this machine"
    return CommandError(what, remedy)
