"""The state folder: one instance at a time, and an account id of its own."""

import fcntl
import os
import secrets
import shutil
import time
from pathlib import Path

import snapshots

_claim = None


def claim(folder, starter, patience):
    """Locks the folder for the life of this process; the holder's process id if a living one has it.

    A holder whose starter is dead, or that is stopping, is still saving: it gets `patience` seconds to finish.
    """
    global _claim
    _claim = open(Path(folder, "lock"), "a+")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(_claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            holder = _holder()
            if time.monotonic() > deadline or (holder and _lives(holder)):
                return holder or 0
            time.sleep(0.02)
    _write(str(starter))
    return None


def stopping():
    """Tells who waits that the folder is free as soon as the state is saved."""
    _write("")


def prepare(folder, fresh):
    """Nothing of an earlier run's workers stays, nor what was changed after the last save; with `fresh`, nothing at all."""
    tmp = Path(folder, "tmp")
    shutil.rmtree(tmp, ignore_errors=True)
    tmp.mkdir(exist_ok=True)
    if fresh:
        snapshots.forget(folder)
        Path(folder, "account").unlink(missing_ok=True)
    snapshots.restore(folder)
    # A worker's script is CommonJS in a .js file; the package.json of a checkout above would make it an ES module.
    Path(tmp, "package.json").write_text('{ "type": "commonjs" }\n')


def account(folder):
    """The folder's account id, drawn at its first start so that nothing can rely on a known one."""
    file = Path(folder, "account")
    known = file.read_text().strip() if file.exists() else ""
    if len(known) == 12 and known.isdecimal() and known.isascii():
        return known
    drawn = str(10**11 + secrets.randbelow(9 * 10**11))
    Path(folder, "tmp", "account").write_text(drawn + "\n")
    Path(folder, "tmp", "account").replace(file)
    return drawn


def _write(text):
    _claim.seek(0)
    _claim.truncate()
    _claim.write(text)
    _claim.flush()


def _holder():
    _claim.seek(0)
    text = _claim.read().strip()
    return int(text) if text.isdecimal() else None


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
