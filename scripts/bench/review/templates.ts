import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseTemplate } from '../../template/source.ts';
import { randomFrom } from '../iam/random.ts';
import { BLOCKS } from './blocks.ts';

/** Each file has about that many characters: thirty make 520 KB. */
const LENGTH = 17_400;

/** One in four is JSON, as among public templates. */
const JSON_SHARE = 4;

const HEAD = `AWSTemplateFormatVersion: '2010-09-09'
Description: Roles, buckets, functions, queues and their policies

Parameters:
  Stage:
    Type: String
    Default: trial
    AllowedValues: [trial, live]

Conditions:
  IsLive: !Equals [!Ref Stage, live]

Resources:`;

/** A valid template; the same number gives the same one in every run, another number another one. */
export function templateNumbered(number: number): { file: string; text: string } {
  const random = randomFrom(number + 1);
  const isJson = number % JSON_SHARE === JSON_SHARE - 1;
  let text = HEAD;
  // The long form of JSON takes about twice the room.
  for (let count = 0; text.length < (isJson ? LENGTH / 2 : LENGTH); count++) {
    const block = BLOCKS[(number + count) % BLOCKS.length] as (typeof BLOCKS)[number];
    text += block(`Part${count}N${number}`, random);
  }
  const name = `stack-${String(number).padStart(4, '0')}`;
  if (!isJson) return { file: `${name}.yaml`, text };
  return { file: `${name}.json`, text: `${JSON.stringify(parseTemplate(text, `${name}.yaml`).value, null, 2)}\n` };
}

/** Writes files into a folder that is made. */
export async function writeFiles(folder: string, files: readonly { file: string; text: string }[]): Promise<void> {
  for (const { file, text } of files) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
