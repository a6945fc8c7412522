"""Runs MiniStack for one folder and never outlives the process that started it.

stdin carries one line of JSON (the order), then a number for each save that is asked for; its end means that the starter
is gone, `kill -9` included. stdout carries one line of JSON for each event: `ready`, `refused`, `saved`, `stopped`. stderr is the log file.
"""

import json
import os
import signal
import sys
import threading

# Python starts us in isolated mode, which leaves our own folder out; and no __pycache__ belongs beside our sources.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import folder
import server

sys.dont_write_bytecode = False

# What guard.py and decisions.py were written against; requirements.txt pins the same.
MINISTACK_VERSION = "1.5.33"


def main():
    orders, report = take_pipes()
    line = orders.readline()
    if not line:
        return  # the starter is gone already
    order = json.loads(line)
    # Workers of Lambda functions join this group, which is killed as a whole at the end.
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    threading.Thread(target=follow_starter, args=(orders,), daemon=True).start()
    found = installed_version()
    if found != MINISTACK_VERSION:
        refuse(report, reason="version", found=found, wanted=MINISTACK_VERSION)
    holder = folder.claim(order["folder"], order["starter"], order["patience"])
    if holder is not None:
        refuse(report, reason="locked", holder=holder)
    os.ftruncate(2, 0)
    folder.prepare(order["folder"], order["fresh"])
    server.run(order, folder.account(order["folder"]), report)


def take_pipes():
    """Keeps stdin and stdout to ourselves; what anything else prints goes to the log."""
    orders = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)

    def report(event, **details):
        try:
            events.write(json.dumps({"event": event, **details}) + "\n")
            events.flush()
        except OSError:
            pass  # nobody is left to tell

    return orders, report


def follow_starter(orders):
    for line in orders:
        server.save_soon(int(line))
    os.kill(os.getpid(), signal.SIGTERM)


def installed_version():
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("ministack")
    except PackageNotFoundError:
        return None


def refuse(report, **details):
    report("refused", **details)
    sys.exit(3)


main()
