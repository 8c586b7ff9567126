"""A mail server for the tests, on the loopback: it speaks SMTP, keeps the messages and refuses some recipients."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """The messages that the server took, and its answer for each address it refuses.

    Example of `refused`: {"bob@example.org": "550 No such user"}.
    """

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            if not self.answer(line.decode().strip()):
                return

    def answer(self, line: str) -> bool:
        verb = line[:4].upper()
        if verb == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            self.say(self.mailbox.refused.get(address, "250 ok"))
        elif verb == "DATA":
            self.say("354 go on")
            self.take()
        else:
            self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            # SMTP doubles a dot that begins a line (RFC 5321, 4.5.2).
            lines.append(line.removeprefix(b"."))
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mailbox.taken.append(message)
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    @property
    def mailbox(self) -> Mailbox:
        return self.server.mailbox  # type: ignore[attr-defined,no-any-return]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True  # a client that never says QUIT does not keep the tests from ending
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A server that listens until the end of the block, on a free port."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.mailbox = Mailbox(server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.mailbox  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()
