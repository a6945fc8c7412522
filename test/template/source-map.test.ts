import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
import { test } from 'node:test';
import { build } from 'esbuild';
import { keepSources } from '../../scripts/template/source-map.ts';
import { repository } from './fixture.ts';

const FILES = {
  'index.ts':
    "import { far } from './package.ts';\n\nexport const first = () => far('1');\nexport const last = () => { throw new Error('last'); };\n",
  'package.ts': `${'\n'.repeat(40)}export const far = (value: string) => 'package' + value;\n`,
};

async function bundled(root: string) {
  const made = await build({
    absWorkingDir: root,
    entryPoints: ['index.ts'],
    outfile: 'out.mjs',
    bundle: true,
    write: false,
    format: 'esm',
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
  });
  const [map, code] = made.outputFiles;
  return { map: JSON.parse(map?.text ?? ''), code: code?.text ?? '' };
}

/** Where Node says that a piece of the code comes from. */
function origin(map: unknown, code: string, needle: string): [source: unknown, line: unknown, column: unknown] {
  const offset = code.indexOf(needle);
  assert.ok(offset >= 0, code);
  const before = code.slice(0, offset).split('\n');
  const nodeMap = new SourceMap(map as ConstructorParameters<typeof SourceMap>[0]);
  const entry: Record<string, unknown> = { ...nodeMap.findEntry(before.length - 1, before.at(-1)?.length ?? 0) };
  return [entry.originalSource, entry.originalLine, entry.originalColumn];
}

test('keeps what maps to the sources that stay, and no more', async (t) => {
  const { map, code } = await bundled(await repository(t, FILES));
  const kept = keepSources(map, (source) => source === 'index.ts');
  assert.deepEqual(kept.sources, ['index.ts']);
  for (const needle of ['new Error', '"last"', '"1"']) {
    const found = origin(kept, code, needle);
    assert.equal(found[0], 'index.ts');
    assert.deepEqual(found, origin(map, code, needle));
  }
  assert.equal(origin(map, code, '"package"')[0], 'package.ts');
  assert.equal(origin(kept, code, '"package"')[0], undefined);
  assert.ok(kept.mappings.length < map.mappings.length);
});

test('keeping everything changes nothing that is found', async (t) => {
  const { map, code } = await bundled(await repository(t, FILES));
  const kept = keepSources(map, () => true);
  assert.equal(kept.mappings, map.mappings);
  assert.deepEqual(kept.sources, map.sources);
  assert.deepEqual(origin(kept, code, '"package"').slice(0, 2), ['package.ts', 40]);
});

test('keeping nothing leaves an empty map', () => {
  const map = { version: 3, sources: ['a'], names: ['n'], mappings: 'AAAAA;;AACA' };
  assert.deepEqual(
    keepSources(map, () => false),
    { version: 3, sources: [], names: [], mappings: ';;' },
  );
});

test('a segment without a source ends the last that stays; numbers of any size survive', () => {
  const map = { version: 3, sources: ['a', 'b'], names: ['x', 'y'], mappings: 'AAAAA,gggBCggggBDC,KDDA' };
  const kept = keepSources(map, (source) => source === 'b');
  assert.deepEqual(kept, { version: 3, sources: ['b'], names: ['y'], mappings: 'gggBAggggBDA,K' });
});
