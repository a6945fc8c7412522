import { after, type TestContext } from 'node:test';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { remove, start, temporaryFolder } from './fixture.ts';

/** For a `before`: an embedded AWS until the tests of the file are over. */
export async function awsForFile(): Promise<EmbeddedAws> {
  const { aws, end } = await inFolder();
  ends.push(end);
  return aws;
}

const ends: (() => Promise<void>)[] = [];
after(async () => {
  for (const end of ends) await end();
});

/** An embedded AWS until the test is over. */
export async function awsFor(t: TestContext): Promise<EmbeddedAws> {
  const { aws, end } = await inFolder();
  t.after(end);
  return aws;
}

async function inFolder() {
  const folder = await temporaryFolder();
  const aws = await start(folder).catch(async (error: unknown) => {
    await remove(folder);
    throw error;
  });
  const end = async () => {
    await aws.stop();
    await remove(folder);
  };
  return { aws, end };
}
