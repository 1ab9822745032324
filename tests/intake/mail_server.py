"""A small mail server on the loopback: as much of IMAP (RFC 3501) as a client needs that reads one folder."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import dataclass, field
from typing import Self


@dataclass
class MailServer:
    """Mails by number; renumbering starts anew under another validity. `password` is the one that it takes."""

    password: str = "made-up"
    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 7
    fetched: list[int] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    def deliver(self, content: bytes) -> int:
        number = max(self.mails, default=0) + 1
        self.mails[number] = content
        return number

    def renumber(self) -> None:
        self.validity += 1
        self.mails = {number + 100: content for number, content in self.mails.items()}

    def _run(self, started: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(started))

    async def _serve(self, started: threading.Event) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await self._stop.wait()
        server.close()
        await server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.commands.append(command if not command.startswith("LOGIN") else "LOGIN")
            for answer in self._answers(command):
                writer.write(answer)
            refused = command.startswith("LOGIN") and f'"{self.password}"' not in command
            writer.write(f"{tag} {f'NO wrong password {command}' if refused else 'OK done'}\r\n".encode())
            await writer.drain()
            if command == "LOGOUT":
                break
        writer.close()

    def _answers(self, command: str) -> list[bytes]:
        match command.split():
            case ["CAPABILITY"]:
                return [b"* CAPABILITY IMAP4rev1\r\n"]
            case ["SELECT" | "EXAMINE", _]:
                head = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] numbers hold\r\n"
                return [head.encode() + (b"* OK [READ-ONLY] looked at\r\n" if command.startswith("EXAMINE") else b"")]
            case ["UID", "SEARCH", "UID", numbers]:
                first = int(numbers.partition(":")[0])
                # A range up to `*` always holds the last mail, however high its beginning (RFC 3501, 6.4.8).
                found = [n for n in sorted(self.mails) if n >= first or n == max(self.mails)]
                return [f"* SEARCH {' '.join(map(str, found))}\r\n".encode()]
            case ["UID", "FETCH", number, what]:
                return self._fetch(int(number), what)
            case ["UID", "STORE", number, *_]:
                self.seen.add(int(number))
                return []
            case ["LOGOUT"]:
                return [b"* BYE\r\n"]
            case _:
                return []

    def _fetch(self, number: int, what: str) -> list[bytes]:
        content = self.mails[number]
        if re.fullmatch(r"\(RFC822\.SIZE\)", what):
            return [f"* 1 FETCH (UID {number} RFC822.SIZE {len(content)})\r\n".encode()]
        self.fetched.append(number)
        return [f"* 1 FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode() + content + b")\r\n"]
