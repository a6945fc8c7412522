"""Serves MiniStack on a port of its own until it is told to stop, and takes its workers along."""

import asyncio
import os
import signal
import socket
import threading

import decisions
import folder
import guard

# Seconds that requests in flight get once a stop is asked for, and that the whole stop may take.
REQUESTS_GRACE = 1
STOP_GRACE = 5


def run(order, account, report):
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listener.getsockname()[1]
    # MiniStack reads these when it is imported.
    os.environ.update(GATEWAY_PORT=str(port), MINISTACK_ACCOUNT_ID=account)
    raise_file_limit()
    from ministack import app as ministack

    end = finisher(report)
    stop_late = threading.Timer(STOP_GRACE, save_and, args=(ministack, end))
    stop_late.daemon = True
    app = guard.guarded(decisions.recorded(ministack.app, order["token"]), order["token"], port)
    ready = lambda: report("ready", pid=os.getpid(), port=port, account=account)  # noqa: E731
    asyncio.run(serve(following(app, ready, end), listener, stop_late))


async def serve(app, listener, stop_late):
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    stop = asyncio.Event()

    def begin_stop():
        if not stop.is_set():
            folder.stopping()
            stop_late.start()
            stop.set()

    loop = asyncio.get_running_loop()
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


def save_and(ministack, end):
    """A request that never ends keeps the server from shutting down; the state is saved all the same."""
    ministack.save_all(ministack._build_persistence_save_dict())
    end()


def raise_file_limit():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):
        pass  # macOS refuses an unlimited hard limit; the soft one stays
