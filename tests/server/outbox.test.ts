import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { ErrorCode } from '../../src/base/errors.ts';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';
import { Outbox } from '../../src/server/outbox.ts';
import type { ServerSocket } from '../../src/server/sockets.ts';
import type { WatchingLink } from '../../src/server/watching.ts';
import { Watching } from '../../src/server/watching.ts';
import { idOf } from './lists.ts';

const [a, b] = [idOf(1), idOf(2)];

/** An outbox in front of a daemon with lists that are over, which refuses to read them with the codes that stand in `fails`. */
function stage() {
  const clock = new ManualClock();
  const fails = new Map<string, ErrorCode>();
  const reads: string[] = [];
  const sent: string[] = [];
  const call = (method: string, { id }: { readonly id: string }): Promise<unknown> => {
    if (method !== 'execution.output') return Promise.resolve({ id, offset: 5, endedAt: 'then', steps: [] });
    reads.push(id);
    const code = fails.get(id);
    if (code) return Promise.reject(new PccError(code, 'Not now.'));
    return Promise.resolve({ from: 0, text: 'hello', next: 5, end: true });
  };
  const link = {
    call: call as WatchingLink['call'],
    clock,
    connected: true,
    onUp: () => ({ dispose: () => undefined }),
    wanted: () => false,
  };
  const socket = { buffered: 0, send: (bytes: Buffer) => void sent.push(bytes.toString()) };
  const outbox = new Outbox(socket as unknown as ServerSocket, new Watching(link, { error: () => undefined }), clock);
  return { clock, fails, reads, sent, link, outbox };
}

async function follow(outbox: Outbox, id: string): Promise<void> {
  (await outbox.follow(id, 0)).begin();
  await settled();
}

/** Lets all that is ready come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

const wholeOf = (id: string): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'execution.output', params: { id, from: 0, text: 'hello', end: true } });

describe('output of a list that is over, which a busy daemon does not give', () => {
  test.each(['unavailable', 'timeout'] as const)('is asked for again after a while: %s', async (code) => {
    const { clock, fails, reads, sent, outbox } = stage();
    fails.set(a, code);
    await follow(outbox, a);
    for (let round = 1; round <= 3; round++) {
      outbox.pump();
      clock.advance(limits.wsReadAgainMs - 1);
      await settled();
      expect([reads.length, sent]).toEqual([round, []]);
      clock.advance(1);
      await settled();
      expect(reads).toHaveLength(round + 1);
    }
    fails.clear();
    clock.advance(limits.wsReadAgainMs);
    await settled();
    expect(sent).toEqual([wholeOf(a)]);
    clock.advance(10 * limits.wsReadAgainMs);
    await settled();
    expect(reads).toHaveLength(5);
  });

  test('holds up no other list, and is asked for again by one timer for all', async () => {
    const { clock, fails, reads, sent, outbox } = stage();
    fails.set(a, 'timeout').set(b, 'unavailable');
    await follow(outbox, a);
    clock.advance(limits.wsReadAgainMs / 2);
    await follow(outbox, b);
    await follow(outbox, idOf(3));
    expect(sent).toEqual([wholeOf(idOf(3))]);
    fails.delete(b);
    clock.advance(limits.wsReadAgainMs / 2);
    await settled();
    expect(sent).toEqual([wholeOf(idOf(3)), wholeOf(b)]);
    expect(reads).toEqual([a, b, idOf(3), a, b]);
  });

  test('is asked for no more by who is gone or follows it no more', async () => {
    const ways: readonly ((outbox: Outbox) => void)[] = [(outbox) => outbox.unfollow(a), (outbox) => outbox.dispose()];
    for (const leave of ways) {
      for (const isFailed of [true, false]) {
        const { clock, fails, reads, outbox } = stage();
        fails.set(a, 'timeout');
        (await outbox.follow(a, 0)).begin();
        if (isFailed) await settled();
        leave(outbox);
        await settled();
        clock.advance(10 * limits.wsReadAgainMs);
        await settled();
        expect(reads).toEqual([a]);
      }
    }
  });

  test('starts no daemon that is away', async () => {
    const { clock, fails, reads, link, outbox } = stage();
    fails.set(a, 'unavailable');
    await follow(outbox, a);
    link.connected = false;
    clock.advance(10 * limits.wsReadAgainMs);
    await settled();
    expect(reads).toEqual([a]);
  });

  test('is lost where the daemon has it no more', async () => {
    const { clock, fails, reads, sent, outbox } = stage();
    fails.set(a, 'not_found');
    await follow(outbox, a);
    clock.advance(10 * limits.wsReadAgainMs);
    await settled();
    expect([reads, outbox.lists]).toEqual([[a], 0]);
    expect(sent).toEqual([expect.stringContaining('not_found')]);
  });
});
