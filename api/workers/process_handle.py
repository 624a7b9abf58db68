"""A process that is no child of ours, and that can be ended without meeting another one that got its number."""

from __future__ import annotations

import os
import signal
from contextlib import suppress


class ProcessHandle:
    """Holds a process by a descriptor where the system has them (Linux), else by its number."""

    def __init__(self, pid: int) -> None:
        """Take hold of a process that is running. Raises OSError if it has ended, or if there is no descriptor left."""
        self.pid = pid
        self._descriptor = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None

    def kill(self) -> None:
        """End the process, also a stopped one, and let go of it. Nothing happens if it has ended already."""
        with suppress(OSError):
            if self._descriptor is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
        self.release()

    def release(self) -> None:
        """Let go of the process, which goes on."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
