import { afterEach, describe, expect, it } from 'vitest';
import type { Result } from '../../src/api/methods.ts';
import { PccError } from '../../src/base/errors.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

type Found = Result<'receipt.get'>;

const hash = 'a'.repeat(64);
const found: Found = {
  task: 'app-1.2',
  path: '/srv/pcc/receipts/app-1/app-1.2.json',
  receipt: {
    schema: 1,
    session: 'app-1',
    task: { id: 'app-1.2', text: 'add a \u001b[31muser', verify: 'npm test' },
    state: 'done',
    states: [{ state: 'running', at: '2026-03-01T09:00:00.000Z' }],
    claude: { version: '2.1.98', sessions: ['11111111-2222-4333-8444-555555555555'] },
    prompts: [{ at: '2026-03-01T09:00:00.000Z', role: 'feedback', text: 'it said: red', sha256: hash, whole: true }],
    decisions: [{ id: 'app-1#1', seq: 1, outcome: 'confirmed' }],
    verifications: [
      {
        at: '2026-03-01T09:01:00.000Z',
        command: 'npm test',
        ok: true,
        how: 'ended with exit code 0',
        exitStatus: 0,
        sha256: hash,
      },
    ],
    tokens: { input: 10, output: 20, cacheRead: 30, cacheWrite: 2 },
    result: 'All is well.',
    transcripts: [{ path: '/home/me/t.jsonl', from: 7, to: 22, sha256: hash }],
    chain: { seq: 4, hash },
  },
};

describe('pcc receipt', () => {
  let daemon: FakeDaemon;

  afterEach(async () => {
    await daemon.dispose();
  });

  async function receipt(answer: Found, ...args: string[]): ReturnType<typeof ran> {
    daemon = await fakeDaemon({ 'receipt.get': () => answer });
    return await ran({ home: daemon.home }, 'receipt', 'app-1', '2', ...args);
  }

  it('tells what a task was and what came of it, with nothing that moves the terminal', async () => {
    const { status, out } = await receipt(found);
    expect(status).toBe(0);
    expect(daemon.calls).toContainEqual({ method: 'receipt.get', params: { id: 'app-1', task: '2', check: false } });
    for (const words of [
      'app-1.2',
      'it said: red',
      'npm test ended with exit code 0',
      'All is well.',
      'row 4',
      found.path,
    ])
      expect(out.replace(/\s+/g, ' ')).toContain(words);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('fits');
  });

  it('says that it fits, or what does not', async () => {
    const good = await receipt({ ...found, faults: [] }, '--check');
    expect(good).toMatchObject({ status: 0, out: expect.stringContaining('it fits the audit') as string });
    await daemon.dispose();
    const bad = await receipt({ ...found, faults: ['Row 4 of the audit has another hash.'] }, '--check');
    expect(bad).toMatchObject({ status: 1, out: expect.stringContaining('Row 4 of the audit') as string });
    await daemon.dispose();
    const gone = await receipt({ ...found, receipt: null, faults: ['It is gone.'] }, '--check', '--json');
    expect(gone.status).toBe(1);
    expect(JSON.parse(gone.out)).toEqual({ ...found, receipt: null, faults: ['It is gone.'] });
  });

  it('has nothing to show where there is none', async () => {
    daemon = await fakeDaemon({
      'receipt.get': () => {
        throw new PccError('not_found', "Task 'app-1.2' is queued.");
      },
    });
    const { status, err } = await ran({ home: daemon.home }, 'receipt', 'app-1', '2');
    expect({ status, err }).toMatchObject({ status: 3, err: expect.stringContaining('is queued') as string });
  });
});
