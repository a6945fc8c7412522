"""What is kept of an account: `saved/<number>` holds MiniStack's state and S3's objects as they were at one moment.

A folder with a number for a name is complete, as only a complete one gets that name; the highest counts. MiniStack works
on copies of it, `state` and `s3`, which every start makes anew: objects are on disk as soon as they are put, the rest is
in memory, so after a hard end the two do not belong together.
"""

import os
import shutil
from pathlib import Path

PARTS = ("state", "s3")


def restore(folder):
    """Gives MiniStack the last save to work on, or nothing when there is none."""
    saved = Path(folder, "saved")
    if not saved.exists():
        adopt(folder)
    for name in PARTS:
        discard(folder, Path(folder, name))
    saved.mkdir(exist_ok=True)
    last = numbers(saved)[-1:]
    for entry in list(saved.iterdir()):
        if [entry.name] != [str(number) for number in last]:
            discard(folder, entry)
    for name in PARTS:
        Path(folder, name).mkdir()
        if last:
            link_tree(saved / str(last[0]) / name, Path(folder, name))


def keep(folder):
    """Makes what MiniStack works on the last save. An end half-way leaves the save before it."""
    saved = Path(folder, "saved")
    earlier = numbers(saved)
    number = (earlier or [0])[-1] + 1
    part = saved / f"{number}.part"
    if part.exists():
        discard(folder, part)
    for name in PARTS:
        link_tree(Path(folder, name), part / name)
    sync(part / "state")
    part.rename(saved / str(number))
    sync(saved)
    for old in earlier:
        discard(folder, saved / str(old))


def forget(folder):
    # The state first: without it, and without saves, `adopt` leaves the objects alone.
    for name in (*PARTS, "saved"):
        discard(folder, Path(folder, name))


def adopt(folder):
    """Takes over a folder from before there were saves, unless it never came to save its state."""
    if not any(Path(folder, "state").glob("*.json")):
        return
    adopted = Path(folder, "tmp", "adopted")
    for name in PARTS:
        link_tree(Path(folder, name), adopted / "1" / name)
    adopted.rename(Path(folder, "saved"))


def discard(folder, path):
    """Out of sight at once; a start clears what a hard end leaves in `tmp`."""
    if not path.exists():
        return
    gone = Path(folder, "tmp", f"gone-{path.name}")
    shutil.rmtree(gone, ignore_errors=True)
    path.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def numbers(saved):
    return sorted(int(entry.name) for entry in saved.iterdir() if entry.name.isdecimal())


def link_tree(source, target):
    """Both trees share their files: MiniStack replaces files and never writes into one."""
    target.mkdir(parents=True, exist_ok=True)
    if not source.is_dir():
        return
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                link_tree(Path(entry.path), target / entry.name)
            else:
                link(entry.path, target / entry.name)


def link(source, target):
    try:
        os.link(source, target)
    except FileNotFoundError:
        pass  # deleted meanwhile
    except OSError:
        shutil.copy2(source, target)  # a file system without hard links


def sync(directory):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems cannot do this for a directory
    finally:
        os.close(descriptor)
