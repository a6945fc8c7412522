"""Serves MiniStack on a port of its own until it is told to stop, saves its state, and takes its workers along."""

import asyncio
import os
import signal
import socket
import threading

import accounts
import boundaries
import changes
import decisions
import factors
import folder
import guard
import objects
import saving
import streams
import unread
import variables

# Seconds that requests in flight get once a stop is asked for, and that the whole stop may take.
REQUESTS_GRACE = 1
STOP_GRACE = 5
# Seconds of it that operations on stacks get to end: what they changed is not saved otherwise.
STACKS_GRACE = 3

_save_soon = None
_tasks = []  # the loop itself keeps none


def run(order, account, report):
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listener.getsockname()[1]
    # MiniStack reads these when it is imported.
    os.environ.update(GATEWAY_PORT=str(port), MINISTACK_ACCOUNT_ID=account)
    raise_file_limit()
    from ministack import app as ministack

    streams.begin_anew()
    save_last = lambda *_: saving.save_at_end(order["folder"], ministack)  # noqa: E731
    ministack.save_all = save_last  # what MiniStack calls when it shuts down
    end = finisher(report)
    stop_late = threading.Timer(STOP_GRACE, lambda: (save_last(), end()))
    stop_late.daemon = True
    app = decisions.recorded(saving.watched(accounts.by_owner(ministack.app)), order["token"])
    accounts.separate_workers()
    boundaries.keep_boundaries()
    boundaries.name_boundaries()
    changes.read_changes()
    factors.see_factors()
    objects.ask_more()
    objects.keep_locks()
    variables.fill_conditions()
    unread.read_whole()  # outside of what records: it records what was read
    app = guard.guarded(app, order["token"], port)

    def ready():
        save_in_time(order["folder"], ministack, report)
        report("ready", pid=os.getpid(), port=port, account=account)

    asyncio.run(serve(following(app, ready, end), listener, stop_late))


def save_in_time(folder, ministack, report):
    """From now on the state is saved as it changes, and when `save_soon` asks for it."""
    global _save_soon
    loop = asyncio.get_running_loop()

    async def save(number):
        report("saved", number=number, failure=await saving.save_now(folder, ministack))

    _save_soon = lambda number: asyncio.run_coroutine_threadsafe(save(number), loop)  # noqa: E731
    _tasks.append(loop.create_task(saving.save_at_intervals(folder, ministack)))


def save_soon(number):
    """May be called by any thread."""
    if _save_soon is not None:
        _save_soon(number)


async def serve(app, listener, stop_late):
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    stopping = threading.Event()

    async def stop_settled():
        await saving.settled(saving.stacks_in_progress, STACKS_GRACE)
        stop.set()

    def begin_stop():
        if not stopping.is_set():
            stopping.set()
            folder.stopping()
            stop_late.start()
            _tasks.append(loop.create_task(stop_settled()))

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, begin_stop)
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.loglevel = "WARNING"
    config.graceful_timeout = REQUESTS_GRACE
    # The front drops idle connections earlier, so it never writes to one that is being closed here.
    config.keep_alive_timeout = 120
    await hypercorn(app, config, shutdown_trigger=stop.wait)


def following(app, started, stopped):
    """The application, telling when it has started and when its state is saved."""
    told = {"lifespan.startup.complete": started, "lifespan.shutdown.complete": stopped}

    async def application(scope, receive, send):
        async def tell(message):
            await send(message)
            if message["type"] in told:
                told[message["type"]]()

        await app(scope, receive, tell if scope["type"] == "lifespan" else send)

    return application


def finisher(report):
    def end():
        report("stopped")
        # Workers that are busy or ignore their end of input go too, and we with them.
        os.killpg(os.getpgrp(), signal.SIGKILL)

    return end


def raise_file_limit():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):
        pass  # macOS refuses an unlimited hard limit; the soft one stays
