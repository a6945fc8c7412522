"""Saves the state when asked to, some seconds after it changed, and at the end.

MiniStack by itself saves at the end alone, so that a hard end would lose a whole session.
"""

import asyncio
import hashlib
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path

import snapshots

# Seconds between two saves that nobody asked for; after an expensive one, as many times what it took.
INTERVAL = 5
SPARING = 20
# Seconds that a save waits for requests to be answered, and for operations on stacks to end.
PATIENCE = 5
# A service may change its tables from a thread of its own while they are copied.
ATTEMPTS = 10

_saving = threading.Lock()
# The digest of what each service's file holds: most services have not changed since the last save.
_written = {}
_changed = False
_in_flight = 0


class NotSaved(Exception):
    pass


def watched(app):
    """The application, noting that requests may change the state."""

    async def application(scope, receive, send):
        global _changed, _in_flight
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        _changed = True
        _in_flight += 1
        try:
            await app(scope, receive, send)
        finally:
            _changed = True
            _in_flight -= 1

    return application


async def save_at_intervals(folder, ministack):
    wait = INTERVAL
    while True:
        await asyncio.sleep(wait)
        began = time.monotonic()
        try:
            await settled(lambda: _in_flight or stacks_in_progress())
            began = time.monotonic()
            save(folder, ministack)
        except NotSaved:
            pass  # it is tried again
        except Exception:
            traceback.print_exc()
        wait = max(INTERVAL, SPARING * (time.monotonic() - began))


async def save_now(folder, ministack):
    """What kept it from saving, or None."""
    await settled(lambda: _in_flight or stacks_in_progress())
    try:
        save(folder, ministack)
    except NotSaved as reason:
        return str(reason)
    except Exception as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error}"
    return None


def save_at_end(folder, ministack):
    global _changed
    _changed = True  # without a request too: logs, the place in a stream
    try:
        save(folder, ministack)
    except NotSaved as reason:
        print(f"The state stays as it was last saved: {reason}", file=sys.stderr)
    except Exception:
        traceback.print_exc()


async def settled(busy, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while busy() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def save(folder, ministack):
    """Runs on the event loop: no request begins meanwhile."""
    global _changed
    with _saving:
        if not _changed:
            return
        # Nothing would go on with the operation after a start, and the stack would stay locked by it.
        if stacks := stacks_in_progress():
            raise NotSaved(f"stack {stacks[0]} is still being changed")
        _changed = False
        try:
            write_state(Path(folder, "state"), ministack._build_persistence_save_dict())
            snapshots.keep(folder)
        except BaseException:
            _changed = True
            raise


def stacks_in_progress():
    cloudformation = sys.modules.get("ministack.services.cloudformation")
    stacks = list(cloudformation._stacks._data.values()) if cloudformation else []
    return [stack["StackName"] for stack in stacks if in_progress(stack.get("StackStatus") or "")]


def in_progress(status):
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def write_state(directory, services):
    """As `ministack.core.persistence.save_all`, which leaves out a service that changes meanwhile or finds no room."""
    for name, get_state in services.items():
        try:
            text = serialized(name, get_state)
        except Exception:
            # One service that cannot be saved must not keep the others from it; its last state stays.
            traceback.print_exc()
            continue
        file = directory / f"{name}.json"
        digest = None if text is None else hashlib.sha256(text.encode()).digest()
        if text is None or (_written.get(name) == digest and file.exists()):
            continue
        write(file, text)
        _written[name] = digest


def serialized(name, get_state):
    from ministack.core import persistence

    for attempt in range(ATTEMPTS):
        try:
            state = get_state()
            if state is None:
                return None
            version = persistence._state_format_version(name)
            wrapped = {"__ministack_format__": version, "payload": state}
            return json.dumps(wrapped, default=persistence._json_default)
        except RuntimeError:  # "dictionary changed size during iteration"
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(0.01)


def write(file, text):
    temporary = file.with_suffix(".tmp")
    with open(temporary, "w", encoding="utf-8") as output:
        output.write(text)
        output.flush()
        # A save that counts must not turn out empty after the power failed.
        os.fsync(output.fileno())
    temporary.replace(file)
