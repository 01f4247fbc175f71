"""The socket that the server listens at."""

import socket

from runtime.server.serve import listen


def test_a_connection_sends_at_once_what_it_is_given() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as browser:
        connection, _ = listener.accept()
        with connection:
            assert connection.getpeername() == browser.getsockname()
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
