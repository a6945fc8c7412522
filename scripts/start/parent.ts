const CHECK_EVERY_MS = 500;

/**
 * Calls back when the process that started this one is gone. npm that is killed (kill -9) takes nothing with it, so
 * without this the embedded AWS would stay. Set-up notes the parent before it installs anything (STACKWARDEN_PARENT). Only under npm: a person who runs the bundle with nohup wants it to stay.
 * @returns stops watching
 */
export function whenParentEnds(onEnd: () => void, env = process.env): () => void {
  if (!env.npm_lifecycle_event) return () => {};
  const parent = Number(env.STACKWARDEN_PARENT ?? process.ppid);
  const check = () => {
    if (process.ppid !== parent) onEnd();
  };
  check();
  const timer = setInterval(check, CHECK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
