import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Call, type Check, createCallRecord, roleNameOf } from '../../scripts/embedded/calls.ts';
import { byRole, denied } from './found-calls.ts';

function call(path: string, ...checks: Partial<Check>[]): Omit<Call, 'sequence'> {
  const whole = checks.map((check) => ({
    principal: 'arn:aws:sts::111122223333:assumed-role/Reader/session',
    action: 's3:GetObject',
    resource: '*',
    decision: 'Allowed' as const,
    reason: null,
    ...check,
  }));
  return { startedAt: 0, method: 'GET', host: 'h', path, status: 200, checks: whole, omitted: 0 };
}

const paths = (calls: Call[]) => calls.map(({ path }) => path);

describe('the record of calls', () => {
  it('gives what came after a mark, in order', () => {
    const record = createCallRecord();
    record.add(call('/1'));
    const mark = record.mark();
    record.add(call('/2'));
    record.add(call('/3'));
    assert.deepEqual(paths(record.since(mark)), ['/2', '/3']);
    assert.deepEqual(paths(record.since(0)), ['/1', '/2', '/3']);
    assert.deepEqual(record.since(record.mark()), []);
    assert.deepEqual(
      record.since(0).map(({ sequence }) => sequence),
      [1, 2, 3],
    );
  });

  it('keeps the last ones when it is full', () => {
    const record = createCallRecord(3);
    for (let i = 1; i <= 8; i++) record.add(call(`/${i}`));
    assert.deepEqual(paths(record.since(0)), ['/6', '/7', '/8']);
    assert.deepEqual(paths(record.since(7)), ['/8']);
  });

  it('waits for a call that is recorded already', async () => {
    const record = createCallRecord();
    record.add(call('/old'));
    const mark = record.mark();
    record.add(call('/new'));
    const found = await record.waitFor(() => true, { since: mark, timeoutMs: 1000 });
    assert.equal(found.path, '/new');
  });

  it('waits for a call that is still to come', async () => {
    const record = createCallRecord();
    const waiting = record.waitFor(({ path }) => path === '/wanted', { since: 0, timeoutMs: 5000 });
    record.add(call('/other'));
    record.add(call('/wanted'));
    assert.equal((await waiting).sequence, 2);
  });

  it('gives up when the time is over', async () => {
    const waiting = createCallRecord().waitFor(() => true, { since: 0, timeoutMs: 10 });
    await assert.rejects(waiting, /no such call within 10 ms/);
  });

  it('gives up when it is told to, before or while it waits', async () => {
    const record = createCallRecord();
    const stopper = new AbortController();
    const options = { since: 0, timeoutMs: 5000, signal: stopper.signal };
    const waiting = record.waitFor(() => true, options);
    stopper.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
    await assert.rejects(
      record.waitFor(() => true, options),
      /stopped/,
    );
  });
});

describe('reading the record', () => {
  const record = createCallRecord();
  record.add(call('/allowed', {}));
  record.add(call('/denied', {}, { decision: 'ImplicitlyDenied' }));
  record.add(call('/nobody', { principal: '*', decision: 'Unauthenticated' }));
  record.add(call('/unchecked'));
  record.add(call('/other', { principal: 'arn:aws:sts::111122223333:assumed-role/Writer/Reader' }));

  it('finds the calls that were denied', () => {
    assert.deepEqual(paths(denied(record.since(0))), ['/denied', '/nobody']);
  });

  it('finds the calls of a role', () => {
    assert.deepEqual(paths(byRole(record.since(0), 'Reader')), ['/allowed', '/denied']);
  });

  it('knows the role of a principal', () => {
    assert.equal(roleNameOf('arn:aws:sts::111122223333:assumed-role/Lab/i-1'), 'Lab');
    assert.equal(roleNameOf('arn:aws:iam::111122223333:role/service/deep/Lab'), 'Lab');
    assert.equal(roleNameOf('arn:aws:iam::111122223333:role/Lab'), 'Lab');
    assert.equal(roleNameOf('arn:aws:iam::111122223333:user/Lab'), null);
    assert.equal(roleNameOf('arn:aws:iam::111122223333:root'), null);
    assert.equal(roleNameOf('*'), null);
  });
});
