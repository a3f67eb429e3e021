import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';
import { execute, executeList, history } from '../../src/sdk/calls.ts';
import { CcError } from '../../src/sdk/failure.ts';
import type { CcProgress, CcResult } from '../../src/sdk/options.ts';
import { waiting } from './madeUpLists.ts';
import { sdkStage, until } from './stage.ts';

const someId = '11111111-1111-4111-8111-111111111111';

async function failureOf(work: Promise<unknown>): Promise<CcError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CcError) return error;
  throw new Error('it did not fail as it should', { cause: error });
}

describe('one task', () => {
  test('gives the text of its answer, and is asked for with what was said of it', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.step(id, 1, { state: 'done', text: 'Hello.' });
      lists.end(id);
    };
    const options = {
      id: someId,
      timeoutMs: 5_000,
      validationPrompt: 'Is it polite?',
      verify: 'npm test',
      trust: true,
      amendPrompt: true,
      brain: 'none' as const,
      args: ['--model', 'opus'],
      claude: './bin/claude',
    };
    expect(await execute('Say hello.', options, world)).toBe('Hello.');
    expect(lists.started).toEqual([
      {
        id: someId,
        path: world.cwd,
        steps: [{ prompt: 'Say hello.', timeoutMs: 5_000, validationPrompt: 'Is it polite?', verify: 'npm test' }],
        ...{
          trust: true,
          amend: true,
          brain: 'none',
          args: ['--model', 'opus'],
          claude: join(world.cwd, 'bin/claude'),
        },
        // Nothing of pcc's own.
        env: { PATH: '/usr/bin:/bin', GREETING: 'hello' },
      },
    ]);
  });

  test('gives the checked object as the daemon does', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.step(id, 1, { state: 'done', text: '{}', object: { answer: 42 } });
      lists.end(id);
    };
    const schema = { type: 'object', required: ['answer'] };
    expect(await execute('How many?', { schema }, world)).toEqual({ answer: 42 });
    expect(lists.started[0]?.steps).toEqual([{ prompt: 'How many?', schema }]);
    expect(await execute('How many?', { jsonMode: true }, world)).toEqual({ answer: 42 });
    expect(lists.started[1]?.steps).toEqual([{ prompt: 'How many?', jsonMode: true }]);
  });

  test('that fails, is refused or cancelled says so with a code and what is known', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      const refused = lists.get(id).steps[0]?.prompt === 'refuse';
      lists.step(id, 1, { state: refused ? 'refused' : 'failed', why: 'It took too long.', text: 'half' });
      lists.end(id, 'failed');
    };
    const failed = await failureOf(execute('work', { id: someId }, world));
    expect([failed.code, failed.message, failed.execution]).toEqual([
      'failed',
      'Task 1 (work) failed: It took too long.',
      someId,
    ]);
    expect(failed.results).toMatchObject([{ n: 1, state: 'failed', text: 'half', why: 'It took too long.' }]);
    expect((await failureOf(execute('refuse', {}, world))).code).toBe('refused');
  });

  test.each([
    ['a folder that is not there', { path: './nowhere' }, 'invalid_input', "'./nowhere' does not exist"],
    ['an id that is no UUIDv4', { id: 'mine' }, 'invalid_input', 'no UUID of version 4'],
  ])('%s is told before anything is asked of a daemon', async (_name, options, code, sentence) => {
    const { world, daemon } = await sdkStage();
    const failure = await failureOf(execute('work', options, world));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(sentence);
    expect(daemon.calls).toEqual([]);
  });

  test('what the daemon refuses keeps its code and its sentence', async () => {
    const { world, lists } = await sdkStage();
    lists.onStart = () => {
      throw new PccError('unavailable', '32 lists are at work, which is the most.');
    };
    const failure = await failureOf(execute('work', {}, world));
    expect([failure.code, failure.message]).toEqual(['unavailable', '32 lists are at work, which is the most.']);
  });
});

describe('a list', () => {
  test('gives results in order, told on the way, its output byte by byte once', async () => {
    const { lists, world } = await sdkStage();
    const events: CcProgress[] = [];
    const pieces: string[] = [];
    const offsets: number[] = [];
    const running = executeList(
      ['first', { prompt: 'second', name: 'two', uses: [1] }, { prompt: 'third', uses: ['two'], context: 'same' }],
      {
        id: someId,
        onProgress: (event) => events.push(event),
        stream: (text, offset) => {
          pieces.push(text);
          offsets.push(offset);
        },
      },
      world,
    );
    await until('the list', () => lists.ids.length === 1);
    lists.say(someId, 'grüße, one; ');
    lists.step(someId, 1, { state: 'running' });
    await until('the first task', () => events.length === 2);
    lists.pending = [waiting(7, 'exec-11111111'), waiting(8, 'other')];
    lists.change(someId, { pending: [7] });
    await until('what waits', () => events.length === 3);
    lists.change(someId, { pending: [] });
    await until('that nothing waits', () => events.length === 4);
    lists.say(someId, 'and two.');
    lists.finish(someId);
    const results = await running;
    expect(results.map(({ n, name, text, state }) => [n, name, text, state])).toEqual([
      [1, 'first', 'tsrif', 'done'],
      [2, 'two', 'dnoces', 'done'],
      [3, 'third', 'driht', 'done'],
    ]);
    expect(lists.order(someId).steps).toEqual([
      { prompt: 'first' },
      { prompt: 'second', name: 'two', uses: [1] },
      { prompt: 'third', uses: ['two'], context: 'same' },
    ]);
    expect(pieces.join('')).toBe('grüße, one; and two.');
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(events.slice(0, 4)).toMatchObject([
      { type: 'started', execution: someId, session: 'exec-11111111' },
      { type: 'task', n: 1, total: 3, name: 'first', state: 'running' },
      { type: 'waiting', pending: [{ n: 7, risk: 'HIGH', subject: 'rm -rf build' }] },
      { type: 'waiting', pending: [] },
    ]);
    expect(events.slice(4).map((event) => (event.type === 'task' ? `${event.n} ${event.state}` : event.type))).toEqual([
      '1 done',
      '2 done',
      '3 done',
    ]);
    // What waits for a person was told and left alone.
    expect(lists.controls).toEqual([]);
  });

  test('tells on the way what was amended, and what a judge said', async () => {
    const { lists, world } = await sdkStage();
    const events: CcProgress[] = [];
    const [amended, validation] = [['It says how to go on alone.'], { valid: true, reason: 'No end.', failed: true }];
    lists.onStart = (id) => {
      lists.step(id, 1, { state: 'running', amended });
      lists.step(id, 1, { state: 'done', amended, validation: { ...validation, failed: true }, text: 'one' });
      lists.end(id, 'done');
    };
    expect(await execute('one', { id: someId, onProgress: (event) => events.push(event) }, world)).toBe('one');
    expect(events.at(-1)).toMatchObject({ type: 'task', state: 'done', amended, validation });
  });

  test.each(['stream', 'onProgress'] as const)('whose %s is no function is begun nowhere', async (name) => {
    const { lists, world } = await sdkStage();
    const running = executeList(['a'], { [name]: true }, world);
    await expect(running).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(name) as string,
    });
    expect(lists.ids).toEqual([]);
  });

  test('that does not stop at failures gives all results; one that does is rejected with those it has', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.step(id, 1, { state: 'failed', why: 'No.' });
      lists.step(id, 2, { state: 'done', text: 'two' });
      lists.end(id, 'failed');
    };
    const results = await executeList(['a', 'b'], { stopOnFailure: false }, world);
    expect(results.map(({ state }) => state)).toEqual(['failed', 'done']);
    const failure = await failureOf(executeList(['a', 'b'], {}, world));
    expect([failure.code, failure.message, failure.results.length]).toEqual(['failed', 'Task 1 (a) failed: No.', 2]);
  });

  test('says of what a person typed that it may mention any file, and never of what a function gives', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.finish(id);
    };
    const tasks = ['a', { prompt: 'b' }, () => 'c', 'd'];
    await executeList(tasks, { allowMentions: true }, world);
    await executeList(tasks, {}, world);
    expect(lists.started.map(({ mentions }) => mentions)).toEqual([[1, 2], [2], undefined, undefined]);
  });

  test.each<[string, Parameters<typeof executeList>[0], string]>([
    ['no tasks', [], 'has no tasks'],
    [
      'a name that nobody has',
      ['a', { prompt: 'b', uses: ['x'] }],
      "Task 2 uses 'x', which no task before it is called",
    ],
    [
      'a name of a later one',
      [
        { prompt: 'a', uses: ['b'] },
        { prompt: 'b', name: 'b' },
      ],
      "Task 1 uses 'b'",
    ],
    [
      'a task before a function',
      [{ prompt: 'a', name: 'a' }, () => 'b', { prompt: 'c', uses: [1] }],
      "Task 3 uses '1', which is no task between the last function and it",
    ],
    [
      'a task behind it by its number',
      ['a', () => 'b', { prompt: 'c', uses: [4] }, 'd'],
      "Task 3 uses '4', which is no task before it",
    ],
    ['a task that is none', ['a', { prompt: 'b', uses: [9] }], "Task 2 uses '9', which is no task before it"],
    [
      'a field that is unknown',
      [{ prompt: 'a', promt: 'b' } as never],
      "'promt', which is unknown; did you mean 'prompt'?",
    ],
    ['a time that is none', [{ prompt: 'a', timeoutMs: 5 }], "Task 1 does not fit: 'timeoutMs' must be at least 1000"],
    ['something else', [7 as never], 'Task 1 is neither a text nor an object'],
  ])('with %s is refused before anything is run', async (_name, tasks, sentence) => {
    const { world, daemon } = await sdkStage();
    const failure = await failureOf(executeList(tasks, {}, world));
    expect([failure.code, failure.message]).toEqual(['invalid_input', expect.stringContaining(sentence)]);
    expect(daemon.calls).toEqual([]);
  });

  test.each<[string, Parameters<typeof executeList>[0]]>([
    ['behind a function', ['a', () => 'b', 'c', '/x']],
    ['behind the second function', ['a', () => 'b', () => 'c', { prompt: '/x', context: 'same', uses: [3] }]],
  ])('with a prompt that cannot be typed %s is refused before anything is run, by its number', async (_name, tasks) => {
    const { world, lists } = await sdkStage();
    const failure = await failureOf(executeList(tasks, {}, world));
    expect([failure.code, failure.message]).toEqual(['invalid_input', "Task 4 begins with '/'."]);
    expect(lists.started).toEqual([]);
  });

  test('with functions is run piece by piece, under ids that are the same the next time', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => lists.finish(id);
    const seen: string[] = [];
    const tasks = [
      'abc',
      'def',
      (results: readonly CcResult[]) => {
        seen.push(results.map(({ n, text }) => `${n} ${text}`).join());
        return Promise.resolve({ prompt: `not ${results.at(-1)?.text ?? ''}`, name: 'mid' });
      },
      { prompt: 'last', uses: ['mid'] },
    ];
    const states: string[] = [];
    const onProgress = (event: CcProgress) => {
      if (event.type === 'task') states.push(`${event.n}/${event.total} ${event.state}`);
    };
    const first = await executeList(tasks, { id: someId, onProgress }, world);
    expect(first.map(({ n, text }) => [n, text])).toEqual([
      [1, 'cba'],
      [2, 'fed'],
      [3, 'def ton'],
      [4, 'tsal'],
    ]);
    expect(states).toEqual(['1/4 done', '2/4 done', '3/4 done', '4/4 done']);
    expect(lists.ids).toHaveLength(2);
    expect(lists.order(lists.ids[1] ?? '').steps).toEqual([
      { prompt: 'not fed', name: 'mid' },
      { prompt: 'last', uses: ['mid'] },
    ]);
    // Called again, as a program does that was killed: nothing is run twice.
    expect(await executeList(tasks, { id: someId }, world)).toEqual(first);
    expect(lists.started).toHaveLength(2);
    expect(seen).toEqual(['1 cba,2 fed', '1 cba,2 fed']);
  });

  test('names tasks by their place in the whole where a function comes before them', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.finish(id);
    };
    const second = executeList(['a', () => ({ prompt: 'b', name: 'b' }), { prompt: 'c', uses: ['x'] }], {}, world);
    expect((await failureOf(second)).message).toContain("Task 3 uses 'x', which is no task between");
    const same = await failureOf(executeList(['a', () => ({ prompt: 'b', context: 'same' })], {}, world));
    expect(same.message).toContain('Task 2 is given by a function');
    expect(same.results.map(({ text }) => text)).toEqual(['a']);
  });

  test('writes a report that nobody else can read, also of one that failed', async () => {
    const { lists, world, daemon } = await sdkStage();
    lists.onStart = (id) => {
      lists.step(id, 1, { state: 'done', text: '```\nfenced\n```', receipt: '/r/1.md', amended: ['Made it *plain*.'] });
      lists.step(id, 2, { state: 'failed', why: 'No.' });
      lists.end(id, 'failed');
    };
    let path = '';
    const onProgress = (event: CcProgress) => {
      if (event.type === 'report') path = event.path;
    };
    await failureOf(executeList(['a | b', 'c'], { id: someId, generateReport: true, onProgress }, world));
    expect(path).toBe(join(daemon.home, 'reports', `${someId}.md`));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const report = readFileSync(path, 'utf8');
    expect(report).toContain('# 1 of 2 tasks done');
    expect(report).toContain('| 1 | a \\| b | done |');
    expect(report).toContain('````\n```\nfenced\n```\n````');
    expect(report).toContain('Made it \\*plain\\*.');
    mkdirSync(join(world.cwd, 'taken'));
    const failure = await failureOf(executeList(['a', 'b'], { stopOnFailure: false, generateReport: 'taken' }, world));
    expect(failure.message).toContain("taken' cannot be written");
  });

  test('whose texts were cut to go into one message is asked for task by task', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => lists.finish(id);
    lists.answer = (told) => ({
      ...told,
      steps: told.steps.map((step) => ({ ...step, text: 'ts', cut: true as const })),
    });
    const results = await executeList(['first', 'second'], { id: someId }, world);
    expect(results.map(({ text }) => text)).toEqual(['tsrif', 'dnoces']);
    lists.answer = (told) => told;
    lists.isPastCut = true;
    const past = JSON.parse(await history({}, world)) as { text: string; cut?: true }[];
    expect(past.map(({ text, cut }) => [text, cut])).toEqual([
      ['tsrif', undefined],
      ['dnoces', undefined],
    ]);
    expect(await history({ format: 'csv' }, world)).toContain('dnoces');
  });
});

describe('who calls', () => {
  test('cancels by a signal, and hears of it once the list has ended', async () => {
    const { lists, world } = await sdkStage();
    const controller = new AbortController();
    const running = failureOf(executeList(['a', 'b'], { id: someId, signal: controller.signal }, world));
    await until('the list', () => lists.ids.length === 1);
    lists.step(someId, 1, { state: 'done', text: 'one' });
    controller.abort(new Error('enough'));
    const failure = await running;
    expect([failure.code, failure.message]).toEqual(['cancelled', 'The tasks were cancelled by the signal.']);
    expect(failure.cause).toEqual(new Error('enough'));
    expect(failure.results.map(({ text }) => text)).toEqual(['one', '']);
    expect(lists.controls).toEqual(['cancel']);
    const before = await failureOf(executeList(['c'], { signal: controller.signal }, world));
    expect([before.code, lists.started.length]).toEqual(['cancelled', 1]);
  });

  test('hears when somebody else cancels, pauses or resumes', async () => {
    const { lists, world } = await sdkStage();
    const types: string[] = [];
    const running = failureOf(executeList(['a'], { id: someId, onProgress: ({ type }) => types.push(type) }, world));
    await until('the list', () => types.length === 1);
    lists.change(someId, { state: 'paused' });
    await until('the pause', () => types.length === 2);
    lists.change(someId, { state: 'running' });
    await until('its end', () => types.length === 3);
    lists.end(someId, 'cancelled');
    expect([(await running).code, types]).toEqual(['cancelled', ['started', 'paused', 'resumed']]);
  });

  test.each(['stream', 'onProgress'] as const)(
    'throws in %s: the list is cancelled, and the error is theirs',
    async (where) => {
      const { lists, world } = await sdkStage();
      lists.onStart = (id) => lists.say(id, 'words');
      const fail = () => {
        throw new RangeError('mine');
      };
      await expect(executeList(['a'], { id: someId, [where]: fail }, world)).rejects.toThrow(new RangeError('mine'));
      expect([lists.controls, lists.get(someId).state]).toEqual([['cancel'], 'cancelled']);
    },
  );

  test('is not hurried: the next piece comes once the promise of the one before is kept', async () => {
    const { lists, world } = await sdkStage();
    let release: () => void = () => undefined;
    let calls = 0;
    const running = executeList(
      ['a'],
      {
        id: someId,
        stream: () => {
          calls++;
          return new Promise<void>((done) => (release = done));
        },
      },
      world,
    );
    await until('the list', () => lists.ids.length === 1);
    lists.say(someId, 'x'.repeat(3 * lists.pieceChars));
    lists.finish(someId);
    for (const count of [1, 2, 3]) {
      await until(`piece ${count}`, () => calls === count);
      release();
    }
    expect((await running).length).toBe(1);
  });
});

describe('a daemon that goes away', () => {
  test.each(['killed', 'ended'] as const)(
    'because it was %s: the list goes on at the next one',
    { timeout: 20_000 },
    async (how) => {
      const { lists, world, again } = await sdkStage();
      const pieces: string[] = [];
      const states: string[] = [];
      const running = executeList(
        ['a', 'b'],
        {
          id: someId,
          stream: (text) => pieces.push(text),
          onProgress: (event) => event.type === 'task' && states.push(`${event.n} ${event.state}`),
        },
        world,
      );
      await until('the list', () => lists.ids.length === 1);
      lists.say(someId, 'before ');
      lists.step(someId, 1, { state: 'done', text: 'one' });
      await until('the first piece', () => pieces.length === 1 && states.length === 1);
      await again(how);
      lists.say(someId, 'after');
      lists.step(someId, 2, { state: 'done', text: 'two' });
      lists.end(someId);
      expect((await running).map(({ text }) => text)).toEqual(['one', 'two']);
      expect(pieces.join('')).toBe('before after');
      expect(states).toEqual(['1 done', '2 done']);
      expect(lists.started).toHaveLength(1);
    },
  );

  test('before it could answer: the list is begun once', { timeout: 20_000 }, async () => {
    const { lists, world, again } = await sdkStage();
    let asked = 0;
    let restarted: Promise<void> | undefined;
    lists.onStart = () => {
      restarted = again('killed');
    };
    lists.answer = (told, method) => {
      if (method === 'start') asked++;
      // The first call is never answered: its daemon dies over it.
      return asked === 1 ? new Promise(() => undefined) : told;
    };
    const running = executeList(['a'], { id: someId }, world);
    await until('the next daemon', () => restarted !== undefined);
    await restarted;
    lists.finish(someId);
    expect((await running).map(({ text }) => text)).toEqual(['a']);
    expect([asked, lists.started.length]).toEqual([2, 1]);
  });
});

describe('a daemon that does not come back', () => {
  /** A day goes by in half an hour. */
  const quick = (): Clock => {
    const real = systemClock();
    const times = 50;
    return {
      wallMs: () => real.wallMs(),
      monotonicMs: () => real.monotonicMs() * times,
      after: (ms, callback) => real.after(ms / times, callback),
    };
  };

  test('after it was told to end: the call fails and says how the list is found again', async () => {
    const { lists, world, daemon } = await sdkStage();
    const running = failureOf(executeList(['a'], { id: someId }, { ...world, clock: quick() }));
    await until('the list', () => lists.ids.length === 1);
    await daemon.server.close();
    const failure = await running;
    expect([failure.code, failure.execution]).toEqual(['unavailable', someId]);
    expect(failure.message).toContain(`pcc exec --attach ${someId}`);
  });

  test('for long: one that dies again and again is not started for ever', { timeout: 20_000 }, async () => {
    const { lists, world, daemon, again } = await sdkStage();
    let events = 0;
    const running = failureOf(executeList(['a'], { id: someId, onProgress: () => events++ }, world));
    await until('the list', () => lists.ids.length === 1 && events > 0);
    for (let times = 1; times <= limits.restartsMax; times++) {
      await again('killed');
      lists.change(someId, { state: times % 2 === 1 ? 'paused' : 'running' });
      await until('what it tells', () => events > times);
    }
    await again('killed');
    const failure = await running;
    expect([failure.code, failure.message]).toEqual(['unavailable', expect.stringContaining('again and again')]);
    expect(daemon.calls.filter(({ method }) => method === 'execution.start')).toHaveLength(1);
  });
});

describe('history', () => {
  test('is told as JSON and as CSV in which nothing is a formula', async () => {
    const { lists, world } = await sdkStage();
    lists.onStart = (id) => {
      lists.step(id, 1, {
        state: 'done',
        text: '=cmd|calc!A1',
        tookMs: 5,
        usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
      });
      lists.step(id, 2, { state: 'done', text: 'two "quoted",\nlines\u001b[31m', object: { a: [1] } });
      lists.end(id);
    };
    await executeList(['+sum', '\n @b'], { id: someId }, world);
    const steps = JSON.parse(await history({}, world)) as { text: string }[];
    expect(steps.map(({ text }) => text)).toEqual(['=cmd|calc!A1', 'two "quoted",\nlines\u001b[31m']);
    const csv = await history({ format: 'csv', limit: 2 }, world);
    expect(csv.split('\n')[0]).toMatch(/^execution,n,uuid,name,state,why,.*,prompt,text,object$/);
    expect(csv).toContain(`,'+sum,done,`);
    expect(csv).toContain(`'=cmd|calc!A1`);
    expect(csv).toContain(`"'\n @b"`);
    expect(csv).toContain('"two ""quoted"",\nlines\ufffd[31m","{""a"":[1]}"');
    expect(csv).not.toMatch(/(?:^|,|")\s*[=+@]/);
    expect((await failureOf(history({ format: 'xml' as never }, world))).code).toBe('invalid_input');
  });
});
