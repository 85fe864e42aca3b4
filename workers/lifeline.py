"""Ties a process to its parent's life, so that none is left behind when the parent is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
"""From <sys/prctl.h>: the signal to get when the parent dies."""


def die_with(parent: int) -> None:
    """Be killed when this parent dies. Called in the child, before it does anything else.

    Linux only; elsewhere a killed parent leaves its children to their own devices, and the lock on the
    data directory, which they do not hold, tells nothing of them.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)
