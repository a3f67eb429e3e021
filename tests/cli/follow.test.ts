import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine, Status } from '../../src/api/methods.ts';
import type { ApiClientHandle } from '../../src/api/server.ts';
import { run } from '../../src/cli/run.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { dangerous, fakeDaemon, session } from './fakeDaemon.ts';
import type { TestIo } from './testIo.ts';
import { testIo } from './testIo.ts';

describe('following a session', () => {
  const lines: LogLine[] = [];
  let status: Status;
  let daemon: FakeDaemon;
  let followers: ApiClientHandle[];

  beforeEach(async () => {
    lines.length = 0;
    followers = [];
    status = session({
      state: 'busy',
      queue: [
        { id: 't1', text: 'one', state: 'running' },
        { id: 't2', text: 'two', state: 'queued' },
      ],
    });
    daemon = await fakeDaemon({
      'session.start': () => ({ id: 'app-1' }),
      'session.status': () => status,
      'session.logs': ({ after, limit, follow }, client) => {
        if (follow === true) followers.push(client);
        const found = lines.filter((line) => line.seq > (after ?? 0));
        return { lines: limit === undefined ? found : found.slice(-limit) };
      },
    });
    mkdirSync(join(daemon.home, 'app'));
  });

  afterEach(() => daemon.dispose());

  /** Something happens; followers hear of it, unless they missed it. */
  function happens(text: string, heard = true): void {
    const line: LogLine = {
      seq: lines.length + 1,
      session: 'app-1',
      at: '2026-03-01T10:00:00.000Z',
      type: 'note',
      text,
    };
    lines.push(line);
    if (heard) for (const client of followers) client.notify('log', line);
  }

  async function until(claim: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!claim()) {
      if (Date.now() > deadline) throw new Error('it did not come');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const told = (io: TestIo): string[] =>
    io.printed.out.split('\n').map((line) => line.replace(/^[-\d]+ [\d:]+ {2}/, ''));

  it('start tells events and progress until the tasks are done and the session is idle', async () => {
    const io = testIo({ home: daemon.home });
    const ended = run(['start', 'app'], io);
    await until(() => followers.length === 1 && io.printed.out.includes('0 of 2'));
    happens('first');
    await until(() => io.printed.out.includes('first'));
    status = session({
      queue: [
        { id: 't1', text: 'one', state: 'done' },
        { id: 't2', text: 'two', state: 'done' },
      ],
    });
    happens('missed', false);
    happens('second');
    expect(await ended).toBe(0);
    expect(told(io)).toEqual([
      'app-1 started; Ctrl-C leaves it running.',
      '[░░░░░░░░░░░░░░░░░░░░] 0 of 2 tasks done',
      'note      first',
      'note      second',
      '[████████████████████] 2 of 2 tasks done',
      "app-1 is idle, all tasks are done; 'pcc send app-1 TEXT' gives it more.",
      '',
    ]);
  });

  it('ends with 1 when a task failed, or the session did', async () => {
    status = session({ queue: [{ id: 't1', text: 'one', state: 'failed' }] });
    const first = testIo({ home: daemon.home });
    expect(await run(['start', 'app'], first)).toBe(1);
    expect(first.printed.out).toContain("app-1 does nothing; 1 of its tasks failed (t1), see 'pcc queue app-1'.");
    status = session({
      state: 'draft',
      queue: [
        { id: 't1', text: 'one', state: 'failed' },
        { id: 't2', text: 'two', state: 'queued' },
      ],
    });
    expect(await run(['start', 'app'], testIo({ home: daemon.home }))).toBe(1);
    status = session({ phase: 'ended', exitCode: 2 });
    const second = testIo({ home: daemon.home });
    expect(await run(['start', 'app'], second)).toBe(1);
    expect(second.printed.out).toContain('app-1 ended with exit code 2.');
  });

  it('ends with 4 in a pipe when a human is needed, and says how to answer', async () => {
    status = { ...status, state: 'permission', pending: [dangerous] };
    const io = testIo({ home: daemon.home });
    expect(await run(['start', 'app'], io)).toBe(4);
    expect(io.printed.out).toContain('pcc respond 3 1');
  });

  it('goes on following on a terminal when a human is needed, asking once', async () => {
    status = { ...status, state: 'permission', pending: [dangerous] };
    const io = testIo({ home: daemon.home, columns: 100 });
    const ended = run(['start', 'app'], io);
    await until(() => io.printed.out.includes('pcc respond 3 1'));
    happens('still waiting');
    await until(() => io.printed.out.includes('still waiting'));
    status = session();
    happens('answered');
    expect(await ended).toBe(0);
    expect(io.printed.out.match(/pcc respond 3 1/g)).toHaveLength(1);
  });

  it('leaves the session running on Ctrl-C and says so', async () => {
    const io = testIo({ home: daemon.home });
    const ended = run(['start', 'app'], io);
    await until(() => followers.length === 1);
    io.interrupt();
    expect(await ended).toBe(0);
    expect(io.printed.out).toContain("app-1 goes on; 'pcc logs app-1 --follow' follows it, 'pcc stop app-1' ends it.");
    expect(daemon.calls.map(({ method }) => method)).not.toContain('session.stop');
  });

  it('logs --follow begins with the last lines and ends with the session, telling nothing twice', async () => {
    for (const text of ['a', 'b', 'c']) happens(text);
    const io = testIo({ home: daemon.home });
    const ended = run(['logs', 'app-1', '--follow', '--limit', '2'], io);
    await until(() => io.printed.out.includes('note      c'));
    happens('d');
    await until(() => io.printed.out.includes('note      d'));
    happens('unheard', false);
    status = session({ phase: 'ended', exitCode: 0 });
    followers[0]?.notify('log', lines[0] ?? { seq: 0, session: '', at: '', type: 'note' });
    expect(await ended).toBe(0);
    expect(told(io)).toEqual(['note      b', 'note      c', 'note      d', 'note      unheard', '']);
  });

  it('logs --follow tells a decision again when its keys and outcome are known', async () => {
    const decision: LogLine = {
      seq: 1,
      session: 'app-1',
      at: '2026-03-01T10:00:00.000Z',
      type: 'decision',
      action: 'approve',
      outcome: 'pending',
      keys: '',
    };
    lines.push(decision);
    const io = testIo({ home: daemon.home });
    const ended = run(['logs', 'app-1', '--follow', '--json'], io);
    await until(() => io.printed.out.includes('pending'));
    for (const line of [decision, { ...decision, outcome: 'typed', keys: '1' }]) followers[0]?.notify('log', line);
    await until(() => io.printed.out.includes('typed'));
    followers[0]?.notify('log', { ...decision, outcome: 'confirmed', keys: '1' });
    status = session({ phase: 'ended', exitCode: 0 });
    expect(await ended).toBe(0);
    const outcomes = [...io.printed.out.matchAll(/"outcome":"([a-z]+)"/g)].map(([, outcome]) => outcome);
    expect(outcomes).toEqual(['pending', 'typed', 'confirmed']);
  });
});
