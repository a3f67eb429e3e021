import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import type { ApiClientHandle } from '../../../src/api/server.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { HookWord } from '../../../src/daemon/executions/ports.ts';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, settled, Stage, uuidIn } from './stage.ts';

/** What tasks of a list come to, over sessions that are thought up. */

const good = (text: string): string => goodAnswer('Done.', text);
const sessionOf = (list: Execution): string => list.session ?? '';

describe('a list', () => {
  test('that was begun under an id is not begun again', async () => {
    const stage = new Stage(good);
    const order = { id: crypto.randomUUID(), steps: [{ prompt: 'Count the files.' }] };
    const [one, two] = await Promise.all([stage.begin(order), stage.begin(order)]);
    expect(two.steps).toEqual(one.steps);
    await stage.toTheEnd(order.id);
    expect((await stage.begin(order)).state).toBe('done');
    expect([stage.hosting.sessions.size, stage.hosting.typed.length]).toEqual([1, 1]);
  });

  test('has its id for itself: other tasks, or another folder, are a conflict', async () => {
    const stage = new Stage(good);
    const steps = [{ prompt: 'Log in with token=abc123secret456 as me.' }, { prompt: 'Count.' }];
    const order = { id: crypto.randomUUID(), steps };
    await stage.begin(order);
    const others = [
      { ...order, steps: steps.slice(0, 1) },
      { ...order, steps: [steps[0] ?? '', { prompt: 'Count!' }] },
      { ...order, path: stage.folder },
    ];
    const refused = async (): Promise<void> => {
      for (const other of others)
        await expect(stage.begin({ ...other, id: order.id.toUpperCase() })).rejects.toMatchObject({ code: 'conflict' });
    };
    await refused();
    await stage.toTheEnd(order.id);
    // By now they are kept without what is secret.
    expect(stage.store.executions.get(order.id)?.steps[0]?.prompt).not.toContain('abc123secret456');
    await refused();
    const changed = [{ prompt: 'Log in with token=abc123secret456 as you.' }, { prompt: 'Count.' }];
    await expect(stage.begin({ ...order, steps: changed })).rejects.toMatchObject({ code: 'conflict' });
    expect((await stage.begin(order)).state).toBe('done');
    // Its folder may be gone, or be written in another way.
    expect((await stage.begin({ ...order, path: `${stage.hosting.cwd}/../app/` })).state).toBe('done');
    rmSync(stage.hosting.cwd, { recursive: true });
    expect((await stage.begin(order)).state).toBe('done');
  });

  test('is the same one also when its prompt was changed before it was typed', async () => {
    const stage = new Stage(good);
    const hooked = 'Count the files of the project.';
    const before = (): Promise<HookWord> => Promise.resolve({ prompt: hooked });
    const around = { ...nothingAround, hooks: { ...nothingAround.hooks, before } };
    const orders = [
      { id: crypto.randomUUID(), steps: [{ prompt: 'Start the dev server and watch the tests.' }], amend: true },
      { id: crypto.randomUUID(), steps: [{ prompt: 'Count the files.' }] },
    ];
    for (const [at, order] of orders.entries()) {
      stage.around = at === 1 ? around : undefined;
      await stage.begin(order);
      await stage.toTheEnd(order.id);
      expect(stage.store.executions.get(order.id)?.steps[0]?.prompt).not.toBe(order.steps[0]?.prompt);
      expect((await stage.begin(order)).state).toBe('done');
      await expect(stage.begin({ ...order, steps: [{ prompt: hooked }] })).rejects.toMatchObject({ code: 'conflict' });
    }
    expect(stage.hosting.typed).toHaveLength(2);
  });

  test('is another one where its tasks are to be verified, judged or answered in another way', async () => {
    const stage = new Stage(good);
    const [prompt, id] = ['Count the files.', crypto.randomUUID()];
    const schema = { type: 'object', properties: { a: {}, b: {} } };
    const order = { id, steps: [{ prompt, schema }] };
    await stage.begin(order);
    const others = [
      { steps: [{ prompt }] },
      { steps: [{ prompt, schema, verify: 'npm test' }] },
      { steps: [{ prompt, schema, validation: 'Is it so?' }] },
      { steps: [{ prompt, schema: { type: 'object' } }] },
      { ...order, stopOnFailure: false },
    ];
    for (const other of others) await expect(stage.begin({ ...other, id })).rejects.toMatchObject({ code: 'conflict' });
    const same = { properties: { b: {}, a: {} }, type: 'object' };
    expect((await stage.begin({ id, steps: [{ prompt, jsonMode: true, schema: same }] })).id).toBe(id);
  });

  test('whose session cannot be started leaves nothing behind', async () => {
    const stage = new Stage(good);
    const id = crypto.randomUUID();
    await expect(stage.begin({ id, path: '/nowhere', steps: [{ prompt: 'Count the files.' }] })).rejects.toThrow(
      'does not exist',
    );
    await expect(stage.begin({ id, steps: [{ prompt: '!rm' }] })).rejects.toThrow('Task 1');
    expect(stage.store.executions.get(id)).toBeUndefined();
    expect((await stage.begin({ id, steps: [{ prompt: 'Count the files.' }] })).state).toBe('running');
  });

  test('that is held types nothing, also under a new daemon', async () => {
    const stage = new Stage(good);
    const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }, { prompt: 'Count the folders.' }] });
    stage.executions.control({ id, action: 'pause' });
    await stage.moments(5);
    stage.restart();
    await stage.moments(5);
    expect(stage.hosting.typed).toEqual([]);
    expect(stage.executions.status(id)).toMatchObject({ state: 'paused', held: 'paused' });
    stage.executions.control({ id, action: 'resume' });
    expect((await stage.toTheEnd(id)).state).toBe('done');
    expect(() => stage.executions.control({ id, action: 'pause' })).toThrow('is over');
    expect(stage.executions.control({ id, action: 'cancel' }).state).toBe('done');
  });

  test('is steered in capitals too', async () => {
    const stage = new Stage(good);
    const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
    expect(stage.executions.control({ id, action: 'PAUSE' })).toMatchObject({ state: 'paused', held: 'paused' });
    expect(stage.executions.control({ id, action: 'RESUME' }).state).toBe('running');
    expect(stage.executions.control({ id, action: 'CANCEL' }).state).toBe('cancelled');
    expect(() => stage.executions.control({ id, action: 'RESUME' })).toThrow('it cannot be resumed any more');
  });

  test('whose session a person has go on is held no more, also under a new daemon', async () => {
    const stage = new Stage(good);
    const { id, session = '' } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
    stage.executions.control({ id, action: 'pause' });
    await stage.moments(5);
    stage.executions.released('another');
    expect(stage.executions.status(id).held).toBe('paused');
    stage.executions.released(session);
    stage.hosting.pause(session, false);
    expect(stage.executions.status(id)).toMatchObject({ state: 'running' });
    stage.restart();
    expect((await stage.toTheEnd(id)).state).toBe('done');
    stage.executions.released(session);
    expect(stage.executions.status(id).state).toBe('done');
  });

  test('that is cancelled ends its session by force, also where it is to be kept', async () => {
    const stage = new Stage(good);
    const { id, ...list } = await stage.begin({ steps: [{ prompt: 'Count the files.' }], keep: true });
    await stage.moments(1);
    expect(stage.executions.control({ id, action: 'cancel' }).state).toBe('cancelled');
    await settled();
    expect(stage.hosting.sessions.get(sessionOf({ id, ...list }))?.how).toBe('force');
  });

  test('keeps its session where that is wanted', async () => {
    const stage = new Stage(good);
    const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }], keep: true });
    const end = await stage.toTheEnd(id);
    expect(stage.hosting.sessions.get(sessionOf(end))?.ended).toBe(false);
  });
});

describe('a task', () => {
  test('that runs for too long is stopped, and the list goes on where it may', async () => {
    const stage = new Stage(good);
    const list = await stage.begin({
      steps: [{ prompt: 'Count the files.', timeoutMs: 5_000 }, { prompt: 'Count the folders.' }],
      stopOnFailure: false,
    });
    await stage.moments(1);
    stage.hosting.hang(sessionOf(list));
    for (let n = 0; n < 8; n++) {
      stage.clock.advance(1_000);
      await settled();
    }
    const end = await stage.toTheEnd(list.id);
    expect(end.steps.map(({ state }) => state)).toEqual(['failed', 'done']);
    expect(end.steps[0]?.why).toMatch(
      /It has run for \d+ seconds of the 5 seconds that it may take; its session is healthy/,
    );
    expect(stage.hosting.stopped).toHaveLength(1);
  });

  test('takes no time while its list is frozen, and is stopped in its time after that', async () => {
    const stage = new Stage(good);
    const told: boolean[] = [];
    stage.around = {
      ...nothingAround,
      freeze: { check: () => undefined, set: (_session, isFrozen) => told.push(isFrozen) },
    };
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.', timeoutMs: 5_000 }] });
    await stage.moments(1);
    stage.hosting.hang(sessionOf(list));
    const seconds = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) {
        stage.clock.advance(1_000);
        await settled();
      }
    };
    stage.executions.control({ id: list.id, action: 'pause', freeze: true });
    await seconds(30);
    stage.executions.control({ id: list.id, action: 'resume' });
    await seconds(2);
    expect(stage.hosting.stopped).toHaveLength(0);
    await seconds(6);
    expect(stage.hosting.stopped).toHaveLength(1);
    expect(told).toEqual([true, false]);
    expect((await stage.toTheEnd(list.id)).steps[0]?.state).toBe('failed');
  });

  test('without a time of its own goes on while its session is healthy, and fails with it when it hangs', async () => {
    const stage = new Stage(good);
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.' }, { prompt: 'Count the folders.' }] });
    await stage.moments(1);
    stage.hosting.hang(sessionOf(list));
    for (let n = 0; n < 600; n++) {
      stage.clock.advance(1_000);
      await settled();
    }
    expect(stage.executions.status(list.id).step).toBe(1);
    stage.hosting.stuck = true;
    stage.clock.advance(1_000);
    await settled();
    const end = await stage.toTheEnd(list.id);
    expect(end.steps.map(({ state }) => state)).toEqual(['failed', 'skipped']);
    expect(end.steps[0]?.why).toContain('its session shows no sign of life and was ended');
  });

  test('whose answer was longer than the API allows is asked for less, so often', async () => {
    const stage = new Stage(good);
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
    for (let round = 0; round <= limits.stepAgainMax; round++) {
      await stage.moments(1);
      stage.hosting.hang(sessionOf(list));
      stage.hosting.refuse(
        sessionOf(list),
        "API Error: Claude's response exceeded the 32000 output token maximum.",
        'other',
      );
      stage.clock.advance(1_000);
      await settled();
    }
    const end = await stage.toTheEnd(list.id);
    expect(end.steps[0]?.why).toContain('Its answer was longer than the API allows');
    const typed = stage.hosting.typed.map(({ text }) => text.startsWith('Your reply was too long.'));
    expect(typed).toEqual([false, true, true]);
  });

  test('whose context is full has failed, and an error that passes is waited for', async () => {
    const stage = new Stage(good);
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
    await stage.moments(1);
    stage.hosting.hang(sessionOf(list));
    stage.hosting.refuse(sessionOf(list), 'Please run /login', 'auth');
    for (let n = 0; n < 100; n++) {
      stage.clock.advance(1_000);
      await settled();
    }
    expect(stage.executions.status(list.id).step).toBe(1);
    stage.hosting.refuse(sessionOf(list), 'Prompt is too long', 'context-full');
    stage.clock.advance(1_000);
    await settled();
    expect((await stage.toTheEnd(list.id)).steps[0]).toMatchObject({ state: 'failed', why: 'Its context is full.' });
  });

  test('is refused by a hook, and typed with what hooks have made of it', async () => {
    const stage = new Stage(good);
    const after: string[] = [];
    stage.around = {
      ...nothingAround,
      hooks: {
        before: (_list, { n, prompt }) =>
          Promise.resolve(
            n === 1 ? { refused: 'Not today.' } : { prompt: `${prompt} Slowly.`, notes: ['Slowed down.'] },
          ),
        after: (_list, { n, state }) => {
          after.push(`${n} ${state}`);
          return Promise.resolve();
        },
        giveUp: () => undefined,
      },
      proofs: { keep: (_list, { n }) => Promise.resolve({ receipt: `/r/${n}.md` }) },
    };
    const { id } = await stage.begin({
      steps: [{ prompt: 'Count the files.' }, { prompt: 'Count the folders.' }],
      stopOnFailure: false,
    });
    const end = await stage.toTheEnd(id);
    expect(end.steps[0]).toMatchObject({ state: 'refused', why: 'Not today.' });
    expect(end.steps[1]).toMatchObject({ state: 'done', amended: ['Slowed down.'], receipt: '/r/2.md' });
    expect(stage.hosting.typed.map(({ text }) => text.split('\n')[0])).toEqual(['Count the folders. Slowly.']);
    expect(after).toEqual(['1 refused', '2 done']);
  });

  test('keeps no secret once it is over', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const stage = new Stage((text) => goodAnswer(`It is ${secret}.`, text));
    const { id } = await stage.begin({ steps: [{ prompt: `Look at ${secret}.` }] });
    await stage.toTheEnd(id);
    expect(stage.hosting.typed[0]?.text).toContain(secret);
    expect(JSON.stringify([stage.store.executions.get(id), stage.output(id)])).not.toContain(secret);
  });

  test('that a person takes out has failed', async () => {
    const stage = new Stage(good);
    const list = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
    await stage.moments(1);
    const session = stage.hosting.sessions.get(sessionOf(list));
    if (session)
      session.tasks = session.tasks.map((task) => ({ ...task, state: 'removed', why: 'A person removed it.' }));
    expect((await stage.toTheEnd(list.id)).steps[0]).toMatchObject({ state: 'failed', why: 'A person removed it.' });
  });
});

describe('who watches a list', () => {
  test('is told of changes, and of the last one when it was too slow', async () => {
    const stage = new Stage(good);
    const told: Execution[] = [];
    let isSlow = false;
    const drained = new Emitter<void>();
    const client: ApiClientHandle = {
      id: 1,
      name: 'test',
      notify: (_name, payload) => {
        if (!isSlow) told.push((payload as { execution: Execution }).execution);
        return !isSlow;
      },
      onDrain: drained.event,
      onClose: new Emitter<void>().event,
    };
    const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }, { prompt: 'Count the folders.' }] });
    stage.executions.watch(id, client);
    await stage.moments(3);
    expect(told.length).toBeGreaterThan(0);
    isSlow = true;
    const before = told.length;
    await stage.toTheEnd(id);
    await stage.moments(2);
    expect(told.length).toBe(before);
    isSlow = false;
    drained.fire();
    expect(told.slice(before).map(({ state }) => state)).toEqual(['done']);
  });

  test('is told nothing more of a list that it watches no more', async () => {
    const stage = new Stage(good);
    let told = 0;
    let ended: (() => void) | undefined;
    const client: ApiClientHandle = {
      ...{ id: 1, name: 'test', onDrain: new Emitter<void>().event },
      notify: () => (told++, true),
      onClose: (listener) => ((ended = listener), { dispose: () => undefined }),
    };
    const { id } = await stage.begin({ steps: [{ prompt: 'Count the files.' }, { prompt: 'Count the folders.' }] });
    stage.executions.watch(id, client);
    await stage.moments(3);
    const before = told;
    expect(before).toBeGreaterThan(0);
    expect(stage.executions.unwatch(id.slice(0, 8), client)).toEqual({ watched: true });
    expect(stage.executions.unwatch(id, client)).toEqual({ watched: false });
    await stage.toTheEnd(id);
    await stage.moments(2);
    expect(told).toBe(before);
    ended?.();
  });
});

test('output is read in pieces that never split a character, and only its end is kept', () => {
  const stage = new Stage(good);
  const { output, executions } = stage.store;
  const id = crypto.randomUUID();
  executions.insert({
    ...{ id, state: 'queued', path: '/srv', name: 'exec-x', stopOnFailure: true, amend: false, tooLong: 'refuse' },
    ...{ keep: false, trust: false, asked: '', steps: [], closed: true, createdAt: 0, sources: [] },
  });
  const text = 'aé日🚀'.repeat(50);
  output.append(id, [{ source: 'a', line: 1, text }]);
  output.append(id, [{ source: 'a', line: 1, text }]);
  for (let size = 4; size < 30; size++) {
    let read = '';
    for (let from = 0; ; ) {
      const piece = output.read(id, from, size);
      if (piece.text === '') break;
      expect(Buffer.byteLength(piece.text)).toBeLessThanOrEqual(size);
      read += piece.text;
      from = piece.next;
    }
    expect(read).toBe(text);
  }
  const big = 'x'.repeat(limits.outputKeptBytesMax / 4);
  for (let line = 2; line < 10; line++) output.append(id, [{ source: 'a', line, text: big }]);
  expect(output.read(id, 0, 10).from).toBeGreaterThan(Buffer.byteLength(text));
  expect(output.end(id)).toBe(Buffer.byteLength(text) + 8 * big.length);
  expect(uuidIn('none')).toBe('');
});

test('a line of any length is read, kept and let go in pieces, and is there once', () => {
  const stage = new Stage(good);
  const { output, executions } = stage.store;
  const id = crypto.randomUUID();
  executions.insert({
    ...{ id, state: 'queued', path: '/srv', name: 'exec-x', stopOnFailure: true, amend: false, tooLong: 'refuse' },
    ...{ keep: false, trust: false, asked: '', steps: [], closed: true, createdAt: 0, sources: [] },
  });
  const line = 'a日'.repeat(limits.transcriptLineBytesMax / 4);
  const bytes = Buffer.from(line);
  for (let again = 0; again < 2; again++) output.append(id, [{ source: 'a', line: 1, text: line }]);
  expect(output.end(id)).toBe(bytes.length);
  const first = output.read(id, 0, limits.outputChunkBytesMax).from;
  // Only the end is kept, also of one line.
  expect(bytes.length - first).toBeLessThanOrEqual(limits.outputKeptBytesMax + limits.outputChunkBytesMax);
  const parts: string[] = [];
  for (let from = first; from < bytes.length; ) {
    const piece = output.read(id, from, limits.outputChunkBytesMax);
    expect(Buffer.byteLength(piece.text)).toBeGreaterThan(0);
    parts.push(piece.text);
    from = piece.next;
  }
  expect(parts.join('') === bytes.subarray(first).toString('utf8')).toBe(true);
});

test('what is too much for one message is cut where it is told, and stays whole where it is kept', async () => {
  const long = 'word '.repeat(300_000);
  const stage = new Stage((text) => goodAnswer(long, text));
  const { id } = await stage.begin({ steps: [{ prompt: 'Write much.' }, { prompt: 'Write more.' }] });
  const end = await stage.toTheEnd(id);
  expect(JSON.stringify(end).length).toBeLessThan(limits.messageBytesMax / 2);
  expect(end.steps[1]?.text).toContain('more characters)');
  expect(stage.store.executions.get(id)?.steps[1]?.result?.text).toBe(long.trim());
});
