/** Whether there is a process of that number on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
