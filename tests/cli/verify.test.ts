import { afterEach, describe, expect, it } from 'vitest';
import type { ExecutionProof } from '../../src/api/methods.ts';
import { PccError } from '../../src/base/errors.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

const good: ExecutionProof = {
  uuid: '0b8f2c1e-1111-4222-8333-444455556666',
  execution: '7d1e0c44-1111-4222-8333-444455556666',
  n: 2,
  ok: true,
  faults: [],
  notes: ["'src/a\u001b[31m.ts' was changed since."],
};
const bad: ExecutionProof = { ...good, n: 3, ok: false, faults: ["Forged: '/r/3.md' is not as it was written."] };

describe('pcc verify', () => {
  let daemon: FakeDaemon;

  afterEach(async () => {
    await daemon.dispose();
  });

  async function verify(proofs: ExecutionProof[], ...args: string[]): ReturnType<typeof ran> {
    daemon = await fakeDaemon({ 'execution.verify': () => ({ proofs }) });
    return await ran({ home: daemon.home }, 'verify', ...args);
  }

  it('tells that all is good, with what has changed since', async () => {
    const { status, out } = await verify([good], '--last', '3');
    expect(status).toBe(0);
    expect(daemon.calls).toContainEqual({ method: 'execution.verify', params: { last: 3 } });
    for (const words of ['good', good.uuid, 'task 2 of 7d1e0c44', 'was changed since', '1 task checked, all good.'])
      expect(out).toContain(words);
    expect(out).not.toContain('\u001b');
  });

  it('tells each fault, and fails', async () => {
    const { status, out } = await verify([good, bad], '0b8f2c1e');
    expect(status).toBe(1);
    expect(daemon.calls).toContainEqual({ method: 'execution.verify', params: { id: '0b8f2c1e' } });
    for (const words of ['FAULT', 'is not as it was written', '2 tasks checked, 1 with faults.'])
      expect(out).toContain(words);
  });

  it('prints what it was told for programs', async () => {
    const { status, out } = await verify([good, bad], '--json');
    expect([status, JSON.parse(out)]).toEqual([1, [good, bad]]);
  });

  it('says when nothing matches', async () => {
    const none = expect.stringContaining('No task') as string;
    expect(await verify([])).toMatchObject({ status: 0, out: none });
    expect(await verify([], '0b8f2c1e')).toMatchObject({ status: 3, out: none });
    await daemon.dispose();
    daemon = await fakeDaemon({
      'execution.verify': () => {
        throw new PccError('not_found', "No list of tasks has the id 'x'.");
      },
    });
    expect(await ran({ home: daemon.home }, 'verify', 'x')).toMatchObject({ status: 3 });
  });

  it('refuses a number that is none', async () => {
    expect(await verify([], '--last', 'many')).toMatchObject({
      status: 2,
      err: expect.stringContaining('no number') as string,
    });
  });
});
