"""The command line in processes that are forked from one which has loaded it: as separate as others, but begun in a moment.

This file, run as a script, is that process. It has one thread and holds no graph; over the socket that is its
standard input come the words, the working folder and the environment of a command, with the write ends of two pipes.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Final

_LONGEST: Final = 1 << 20
_SECONDS: Final = 300
_STATUS: Final = 4


class CommandForker:
    """Runs `kentgraf` with the words, in a process of its own."""

    def __init__(self) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen([sys.executable, __file__], stdin=theirs.fileno())
        self._requests.settimeout(_SECONDS)

    def run(self, words: Sequence[str], cwd: Path | None, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Return how the command ended, with its output. The status of one that a signal ended is below zero."""
        pipes = [os.pipe(), os.pipe()]
        message = json.dumps([list(words), str(cwd or Path.cwd()), dict(env)]).encode()
        socket.send_fds(self._requests, [message], [write for _, write in pipes])
        for _, write in pipes:
            os.close(write)
        read = ["", ""]

        def read_pipe(place: int) -> None:
            with open(pipes[place][0], encoding="utf-8") as told:  # noqa: PTH123 (a descriptor has no path)
                read[place] = told.read()

        readers = [Thread(target=read_pipe, args=(place,)) for place in (0, 1)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        status = int.from_bytes(self._requests.recv(_STATUS), "big", signed=True)
        return subprocess.CompletedProcess(["kentgraf", *words], status, *read)

    def close(self) -> None:
        """End the process."""
        self._requests.close()
        self._process.wait(_SECONDS)


def main() -> None:
    """Load the commands, and fork for each that is asked for."""
    from kentgraf.api import cli
    from kentgraf.api.commands.app import make_app

    make_app(None)  # loads all commands
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as requests:
        while True:
            message, descriptors, _, _ = socket.recv_fds(requests, _LONGEST, 2)
            if not message:
                return
            child = os.fork()
            if child == 0:
                requests.close()
                words, cwd, env = json.loads(message)
                _become(cwd, env, *descriptors)
                sys.argv = ["kentgraf", *words]
                cli.main()
            for descriptor in descriptors:
                os.close(descriptor)
            _, status = os.waitpid(child, 0)
            requests.send(os.waitstatus_to_exitcode(status).to_bytes(_STATUS, "big", signed=True))


def _become(cwd: str, env: Mapping[str, str], out: int, err: int) -> None:
    """Take over what a process gets from its parent."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, standard in ((nothing, 0), (out, 1), (err, 2)):
        os.dup2(ours, standard)
        os.close(ours)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115


if __name__ == "__main__":
    main()
