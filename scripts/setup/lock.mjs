import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from './run-logged.mjs';

/** A lock without an owner is being written, or was left by a full disk; after this it counts as left. */
const WRITING_MS = 5_000;

/** The locks that this process has. */
const held = new Set();

/**
 * Runs `work` while no other process of this checkout does. The lock of a process that is gone (kill -9) is taken over,
 * after what it had started is ended too.
 * @param {string} file
 * @param {(note: (group: number) => void) => Promise<void>} work is given a way to note the process groups it starts
 */
export async function withLock(file, work) {
  await acquire(file);
  const groups = [];
  const note = (group) => {
    groups.push(group);
    writeFileSync(file, JSON.stringify({ pid: process.pid, groups }));
  };
  try {
    await work(note);
  } finally {
    held.delete(file);
    rmSync(file, { force: true });
  }
}

async function acquire(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = false; ; ) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, groups: [] }), { flag: 'wx' });
      held.add(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const lock = read(file);
    if (lock === null) continue;
    if (isLeft(file, lock)) {
      takeAway(file, lock);
      continue;
    }
    if (!waited) tell(file, lock);
    waited = true;
    await sleep(200);
  }
}

function tell(file, { owner }) {
  const who = owner ? `process ${owner.pid}` : 'its owner is not known yet';
  process.stderr.write(
    `setup: waiting for another set-up of this checkout (${who}); if there is none, delete ${file}\n`,
  );
}

/** Null when it is gone; `owner` is null while it is being written. */
function read(file) {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, writtenAt: statSync(file).mtimeMs, owner: ownerIn(text) };
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function ownerIn(text) {
  try {
    const { pid, groups } = JSON.parse(text);
    return Number.isInteger(pid) && Array.isArray(groups) ? { pid, groups } : null;
  } catch {
    return null;
  }
}

function isLeft(file, { owner, writtenAt }) {
  if (owner === null) return Date.now() - writtenAt > WRITING_MS;
  // Numbers start anew when the machine does, and ours cannot be somebody else's.
  return isBeforeBoot(writtenAt) || (owner.pid === process.pid ? !held.has(file) : !isAlive(owner.pid));
}

function isBeforeBoot(instant) {
  return instant < Date.now() - uptime() * 1000;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Renamed before it is removed, so that two waiters never remove a lock that one of them has just made. */
function takeAway(file, { text, owner, writtenAt }) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readFileSync(aside, 'utf8') !== text) return putBack(aside, file);
  rmSync(aside, { force: true });
  if (owner && !isBeforeBoot(writtenAt)) for (const group of owner.groups) endGroup(group);
}

/** A link, unlike a rename, does not replace a lock that a third process has made meanwhile. */
function putBack(aside, file) {
  try {
    linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
