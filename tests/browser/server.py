"""A program that serves pages, as a process of its own, which a test may kill and bring back."""

import re
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Self

START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 10

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


class NeverServed(Exception):
    """The program ended, or kept silent, before it printed an address."""

    def __init__(self, command: tuple[str, ...], said: str) -> None:
        super().__init__(f"`{' '.join(command)}` printed no address within {START_SECONDS_MAX} s, but this:\n{said}")


@dataclass(slots=True)
class Server:
    """One program; it runs inside the `with` block, and is killed at its end.

    command: program and arguments. `--port` is added: 0 at first, then the port that it got, so that addresses
             outlive a restart. The program prints a line with its address as soon as it answers there.
    output:  file that collects what it prints, over all its starts.
    """

    command: tuple[str, ...]
    output: Path
    port: int = field(default=0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()

    @property
    def url(self) -> str:
        """Where it serves, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start the program and wait for its address. Raises NeverServed."""
        assert self._process is None, "it is running: kill or stop it first"
        # A file, not a pipe: a pipe that nobody empties would stop a talkative server.
        with self.output.open("ab") as output:
            before = output.tell()
            command = (*self.command, "--port", str(self.port))
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.port = self._wait_for_port(before)

    def kill(self) -> None:
        """End it as a crash would: at once, in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would, with time to finish what it began."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Bring it back on the same port with the same arguments, the store among them."""
        if self._process is not None:
            self.stop()
        self.start()

    def _wait_for_port(self, before: int) -> int:
        """The port in the address that is printed after `before` bytes of the output."""
        assert self._process is not None
        deadline = monotonic() + START_SECONDS_MAX
        while monotonic() < deadline:
            ended = self._process.poll() is not None
            said = self.output.read_bytes()[before:].decode(errors="replace")
            if address := _ADDRESS.search(said):
                return int(address[1])
            if ended:
                break
            sleep(0.02)
        self.kill()
        raise NeverServed(self.command, self.output.read_text(errors="replace"))

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None, "it is not running"
        process, self._process = self._process, None
        process.send_signal(how)
        process.wait(STOP_SECONDS_MAX)
