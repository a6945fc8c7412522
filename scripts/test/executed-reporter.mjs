/**
 * Fails the run when it executed no test. Node's runner counts a file without tests as one that passed, so events of
 * files do not count.
 */
export default async function* executed(events) {
  let count = 0;
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const isFile = data.nesting === 0 && data.file !== undefined && data.name.endsWith('.test.ts');
    if (!isFile && data.details?.type !== 'suite') count += data.skip === undefined && data.todo === undefined ? 1 : 0;
  }
  if (count > 0) return;
  process.exitCode = 1;
  yield 'no test was executed: the run fails\n';
}
