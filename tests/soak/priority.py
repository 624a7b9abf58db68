"""Who gives way to whom in a soak, where all stand on one machine that strangers' clients would not share with the server."""

from __future__ import annotations

import os
import threading
from typing import Final

_NICENESS: Final = 10


def give_way() -> None:
    """Give way with this thread, and all that it starts, to the server and the client whose waiting is measured."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
