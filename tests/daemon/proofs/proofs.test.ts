import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import { projectName } from '../../../src/claude/transcript/places.ts';
import { readRange } from '../../../src/daemon/proofs/ranges.ts';
import { Database } from '../../../src/store/database.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { decision, sessionRecord } from '../../store/values.ts';
import { goodAnswer } from '../executions/stage.ts';
import { until } from '../../terminal/harness.ts';
import { edit, Proven, responseOf } from './proven.ts';

/** Receipts and responses of tasks of lists, and everything that does not fit them. */

/** A list of one task that writes two files. */
async function ran(): Promise<{ readonly proven: Proven; readonly end: Execution }> {
  const proven: Proven = new Proven((text) => {
    writeFileSync(join(proven.project, 'new.ts'), 'export {};\n');
    writeFileSync(join(proven.project, 'old.ts'), 'after\n');
    return goodAnswer('There are six.', text);
  });
  writeFileSync(join(proven.project, 'old.ts'), 'before\n');
  writeFileSync(join(proven.project, 'kept.ts'), 'kept\n');
  return { proven, end: await proven.run({ steps: [{ prompt: 'Count to `six`, with token=abc123secret456.' }] }) };
}

describe('the receipt of a task of a list', () => {
  test('tells what was asked, typed, called and changed, and what came of it', async () => {
    const { proven, end } = await ran();
    const [step] = end.steps;
    expect(step).toMatchObject({ state: 'done', files: { created: ['new.ts'], modified: ['old.ts'], deleted: [] } });
    const told = responseOf(step);
    const typed = proven.stage.hosting.typed[0]?.text ?? '';
    expect(told).toMatchObject({
      ...{ uuid: step?.uuid, execution: end.id, n: 1, state: 'done', typed: sha256(typed), text: 'There are six.' },
      calls: [{ tool: 'Read', subject: 'a.ts' }],
      hashes: [
        { path: 'new.ts', sha256: sha256('export {};\n') },
        { path: 'old.ts', sha256: sha256('after\n') },
      ],
      usage: { input: 20, output: 10 },
    });
    expect(told.transcripts.map(({ from, to }) => [from, to])).toEqual([
      [0, statSync(told.transcripts[0]?.path ?? '').size],
    ]);
    expect(told.prompt).not.toContain('abc123secret456');
    const receipt = readFileSync(step?.receipt ?? '', 'utf8');
    for (const words of [
      '# Receipt of task 1',
      step?.uuid ?? '',
      'created `new.ts`',
      'There are six.',
      'the CLI did not ask',
    ])
      expect(receipt).toContain(words);
    expect([step?.receipt, step?.response].map((path) => statSync(path ?? '').mode & 0o777)).toEqual([0o600, 0o600]);
    expect(await proven.verify()).toEqual([
      { uuid: step?.uuid, execution: end.id, n: 1, ok: true, faults: [], notes: [] },
    ]);
    expect(existsSync(join(proven.folder, '.before', `${step?.uuid ?? ''}.json`))).toBe(false);
    expect(proven.log).toEqual([]);
  });

  test('holds no hash of a file whose name tells of a secret, or that leads to such a one', async () => {
    const proven: Proven = new Proven((text) => {
      mkdirSync(join(proven.project, 'config'));
      for (const name of ['.env', '.env.example', 'config/secrets.yml', 'plain.txt'])
        writeFileSync(join(proven.project, name), 'PIN=1234\n');
      symlinkSync('.env', join(proven.project, 'link.txt'));
      return goodAnswer('Done.', text);
    });
    const end = await proven.run({ steps: [{ prompt: 'Set it up.' }] });
    const told = responseOf(end.steps[0]);
    expect(told.files.created).toEqual(['.env', '.env.example', 'config/secrets.yml', 'link.txt', 'plain.txt']);
    expect(told.hashes.map(({ path }) => path)).toEqual(['.env.example', 'plain.txt']);
    const receipt = readFileSync(end.steps[0]?.receipt ?? '', 'utf8');
    expect(receipt).toMatch(/^- created `\.env`$/m);
    expect(receipt).toMatch(/^- created `plain\.txt`, SHA-256 /m);
    expect(await proven.faults()).toBe('');
  });

  test('tells who decided on its calls, and on those of sub-agents', async () => {
    const id = crypto.randomUUID();
    const name = `exec-${id.slice(0, 8)}`;
    const proven: Proven = new Proven((text) => {
      const { store, hosting, clock } = proven.stage;
      const { claudeSessionId = '' } = hosting.sessions.get(name) ?? {};
      const content = [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'npm test\n--silent' } }];
      const line = { sessionId: claudeSessionId, type: 'assistant', message: { role: 'assistant', content } };
      const folder = join(hosting.config, 'projects', projectName(hosting.cwd));
      appendFileSync(join(folder, `${claudeSessionId}.jsonl`), `${JSON.stringify(line)}\n`);
      const theirs = [{ type: 'tool_use', id: 'toolu_3', name: 'Grep', input: { pattern: 'x' } }];
      const side = { ...line, isSidechain: true, agentId: 'a1', message: { role: 'assistant', content: theirs } };
      const own = join(folder, claudeSessionId, 'subagents');
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'agent-a1.jsonl'), `${JSON.stringify(side)}\n`);
      // The oldest CLIs put them beside the transcripts, those of other sessions too.
      const old = {
        ...side,
        agentId: 'a2',
        message: { role: 'assistant', content: [{ ...theirs[0], id: 'toolu_4' }] },
      };
      writeFileSync(join(folder, 'agent-a2.jsonl'), `${JSON.stringify(old)}\n`);
      writeFileSync(join(folder, 'agent-a3.jsonl'), `${JSON.stringify({ ...old, sessionId: 'another' })}\n`);
      const calls = ['toolu_1', 'toolu_2'].map((call) => ({ id: call, tool: 'Bash', input: { command: 'npm test' } }));
      store.sessions.insert(sessionRecord(name));
      calls.forEach((call, index) => {
        const made = decision(`${name}#${index + 1}`, { call, by: index === 0 ? 'policy' : 'human', subject: 'rm x' });
        store.decisions.record({ session: name, at: clock.wallMs(), decision: made, keys: '1' });
        store.decisions.setOutcome(made.id, 'confirmed', clock.wallMs());
      });
      return goodAnswer('Done.', text);
    });
    await proven.stage.begin({ id, steps: [{ prompt: 'One.' }] });
    const end = await proven.end(id);
    const how = { tool: 'Bash', risk: 'LOW', action: 'approve', outcome: 'confirmed' };
    expect(responseOf(end.steps[0]).calls).toEqual([
      { ...how, subject: 'npm test --silent', by: 'policy', decision: `${name}#1` },
      { tool: 'Read', subject: 'a.ts' },
      { tool: 'Grep', subject: 'x', agent: 'a1' },
      { tool: 'Grep', subject: 'x', agent: 'a2' },
      { ...how, subject: 'rm x', by: 'human', decision: `${name}#2` },
    ]);
    const receipt = readFileSync(end.steps[0]?.receipt ?? '', 'utf8');
    expect(receipt).toContain('- `Bash` `npm test --silent`: LOW risk, approve by policy, confirmed');
    expect(receipt).toContain('- `Grep` `x` of the sub-agent `a1`: the CLI did not ask');
    expect(await proven.faults()).toBe('');
    const paths = responseOf(end.steps[0]).transcripts.map(({ path }) => path);
    expect(paths.map((path) => path.replace(/.*\//, '')).slice(1)).toEqual(['agent-a1.jsonl', 'agent-a2.jsonl']);
    edit(paths[1] ?? '', 'Grep', 'Glob');
    expect(await proven.faults()).toMatch(/^Changed: .*agent-a1/);
  });

  test('covers just its own part of the transcripts, its questions and its judge', async () => {
    const proven = new Proven((text, nth) => {
      if (text.startsWith('Judge')) return '{"valid": true, "reason": "So."}';
      return text.includes('second') && nth === 1 && !text.includes('again') ? 'Done.' : goodAnswer('Done.', text);
    });
    const end = await proven.run({
      steps: [{ prompt: 'The first.', validation: 'Is it?' }, { prompt: 'The second.' }, { prompt: 'The third.' }],
    });
    expect(end.state).toBe('done');
    const all = end.steps.map((step) => responseOf(step));
    const ranges = all.flatMap(({ transcripts }) => transcripts);
    const paths = [...new Set(ranges.map(({ path }) => path))];
    for (const path of paths) {
      const own = ranges.filter((range) => range.path === path);
      expect(own.map(({ from }) => from)).toEqual([0, ...own.slice(0, -1).map(({ to }) => to)]);
      expect(own.at(-1)?.to).toBe(statSync(path).size);
    }
    // The judge has a context of its own.
    expect(all[0]?.transcripts).toHaveLength(2);
    expect(all[1]?.again).toBe(1);
    expect((await proven.verify({ id: end.id })).map(({ ok, n }) => [n, ok])).toEqual([
      [3, true],
      [2, true],
      [1, true],
    ]);
  });

  test('is written of one that failed too, and of nothing else', async () => {
    const proven = new Proven((text) => (text.includes('one') ? undefined : goodAnswer('Done.', text)));
    const end = await proven.run({ steps: [{ prompt: 'Part one.' }, { prompt: 'Part two.', uses: [1] }] });
    expect(end.steps.map(({ state, receipt }) => [state, receipt !== undefined])).toEqual([
      ['failed', true],
      ['skipped', false],
    ]);
    expect(await proven.faults()).toBe('');
    expect(await proven.verify({ id: end.steps[1]?.uuid ?? '' })).toMatchObject([
      { ok: true, notes: [expect.stringContaining('It is skipped')] },
    ]);
  });

  test('is written of one that was cancelled, with what it had come to', async () => {
    const proven: Proven = new Proven((text) => goodAnswer('Done.', text));
    const { stage } = proven;
    const { id, session = '' } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
    const tasks = (): number => stage.hosting.sessions.get(session)?.tasks.length ?? 0;
    while (tasks() === 0) {
      stage.clock.advance(100);
      await new Promise((done) => setTimeout(done, 1));
    }
    stage.hosting.hang(session);
    writeFileSync(join(proven.project, 'half.ts'), 'half');
    expect(stage.executions.control({ id, action: 'cancel' }).state).toBe('cancelled');
    expect(stage.hosting.sessions.get(session)?.how).toBe('force');
    const end = await proven.end(id);
    expect(end.steps.map(({ state, receipt }) => [state, receipt !== undefined])).toEqual([
      ['cancelled', true],
      ['cancelled', false],
    ]);
    expect(responseOf(end.steps[0])).toMatchObject({ state: 'cancelled', files: { created: ['half.ts'] }, text: '' });
    expect(await proven.verify()).toMatchObject([{ n: 1, ok: true, faults: [] }]);
    rmSync(end.steps[0]?.receipt ?? '');
    expect(await proven.faults()).toContain('Missing');
  });

  test('is found by the uuid of its task, its list, or the last ones', async () => {
    const proven = new Proven((text) => goodAnswer('Done.', text));
    const one = await proven.run({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
    const other = await proven.run({ steps: [{ prompt: 'Three.' }] });
    const uuids = async (params: { id?: string; last?: number }): Promise<string[]> =>
      (await proven.verify(params)).map(({ uuid }) => uuid);
    const [first = '', second = ''] = one.steps.map(({ uuid }) => uuid);
    const third = other.steps[0]?.uuid ?? '';
    expect(await uuids({})).toEqual([third, second, first]);
    expect(await uuids({ last: 1 })).toEqual([third]);
    expect(await uuids({ id: second.slice(0, 13).toUpperCase() })).toEqual([second]);
    expect(await uuids({ id: one.id, last: 1 })).toEqual([second]);
    await expect(uuids({ id: 'nothing' })).rejects.toThrow('nothing');
  });
});

describe('what does not fit', () => {
  const tampering: [string, (told: Awaited<ReturnType<typeof ran>>) => void, RegExp][] = [
    ['a receipt', ({ end }) => edit(end.steps[0]?.receipt ?? '', 'There are six.', 'There are ten.'), /Forged: .*\.md/],
    [
      'a response',
      ({ end }) => edit(end.steps[0]?.response ?? '', 'There are six.', 'There are ten.'),
      /Forged: .*\.json/,
    ],
    ['no receipt', ({ end }) => rmSync(end.steps[0]?.receipt ?? ''), /Missing: .*\.md' is not there/],
    ['no response', ({ end }) => rmSync(end.steps[0]?.response ?? ''), /Missing: .*\.json' is not there/],
    [
      'a response with another answer, and its hash in the store',
      ({ proven, end }) => {
        const { response = '', uuid = '' } = end.steps[0] ?? {};
        const before = sha256(readFileSync(response, 'utf8'));
        edit(response, 'There are six.', 'There are ten.');
        const after = sha256(readFileSync(response, 'utf8'));
        change(
          proven,
          `UPDATE execution_steps SET step = replace(step, '${before}', '${after}') WHERE uuid = '${uuid}'`,
        );
      },
      /tells of another response[\s\S]*tells of another answer/,
    ],
    [
      'all of it, the store included',
      ({ proven, end }) => {
        const { response = '', receipt = '' } = end.steps[0] ?? {};
        const hashes = (): string[] => [receipt, response].map((path) => sha256(readFileSync(path, 'utf8')));
        const [receiptBefore = '', responseBefore = ''] = hashes();
        edit(response, 'There are six.', 'There are ten.');
        edit(receipt, 'There are six.', 'There are ten.');
        edit(receipt, responseBefore, hashes()[1] ?? '');
        const [receiptAfter = '', responseAfter = ''] = hashes();
        change(proven, `UPDATE execution_steps SET step = replace(step, 'There are six.', 'There are ten.')`);
        change(proven, `UPDATE execution_steps SET step = replace(step, '${receiptBefore}', '${receiptAfter}')`);
        change(proven, `UPDATE execution_steps SET step = replace(step, '${responseBefore}', '${responseAfter}')`);
      },
      /^Forged: the audit holds another hash/,
    ],
    [
      'the audit',
      ({ proven }) => change(proven, `UPDATE audit SET body = '{"sha256":"${'a'.repeat(64)}"}'`),
      /the audit holds another hash[\s\S]*The chain of the audit is broken at row 1/,
    ],
    [
      'the store alone',
      ({ proven }) => change(proven, "UPDATE execution_steps SET step = replace(step, 'There are six.', 'Ten.')"),
      /the store tells of another answer/,
    ],
    [
      'a transcript',
      ({ end }) => edit(transcriptOf(end), 'There are six.', 'There are ten.'),
      /Changed: Bytes 0 to \d+ of .* are not what they were: it was written anew/,
    ],
    [
      'a compacted transcript',
      ({ end }) => {
        const size = statSync(transcriptOf(end)).size;
        const line = `${JSON.stringify({ type: 'user', isCompactSummary: true, message: { content: 'x' } })}\n`;
        writeFileSync(transcriptOf(end), `${line}${' '.repeat(size)}`);
      },
      /Changed: .*it was compacted/,
    ],
    ['a shorter transcript', ({ end }) => truncateSync(transcriptOf(end), 10), /Missing: Bytes .* any more/],
    ['no transcript', ({ end }) => rmSync(transcriptOf(end)), /Missing: the transcript .* was deleted/],
  ];

  test.each(tampering)('is told: %s', async (_what, tamper, told) => {
    const made = await ran();
    expect(await made.proven.faults()).toBe('');
    tamper(made);
    expect(await made.proven.faults()).toMatch(told);
  });

  test('is no fault where only the project or the rest of a transcript went on', async () => {
    const { proven, end } = await ran();
    appendFileSync(transcriptOf(end), '{"type":"summary"}\n');
    writeFileSync(join(proven.project, 'new.ts'), 'other\n');
    rmSync(join(proven.project, 'old.ts'));
    expect(await proven.verify()).toMatchObject([
      { ok: true, faults: [], notes: ["'new.ts' was changed since.", "'old.ts' is not there any more."] },
    ]);
  });

  test('is an answer without the uuid', async () => {
    const { proven, end } = await ran();
    const [step] = end.steps;
    const path = transcriptOf(end);
    const lines = readFileSync(path, 'utf8').split('\n');
    const isAnswer = (line: string): boolean => line.includes('"type":"assistant"');
    const text = lines.map((line) => (isAnswer(line) ? line.replace(step?.uuid ?? '', 'none') : line)).join('\n');
    expect(text).toContain(step?.uuid ?? 'none');
    writeFileSync(path, text);
    const range = { path, from: 0, to: Buffer.byteLength(text) };
    const read = await readRange(range, () => undefined);
    // As one would have it who forges everything but the answer: nothing but the answer is looked at here.
    const told = responseOf(step);
    const forged = { ...told, transcripts: [{ ...range, sha256: 'sha256' in read ? read.sha256 : '' }] };
    const { response = '' } = step ?? {};
    const before = sha256(readFileSync(response, 'utf8'));
    writeFileSync(response, JSON.stringify(forged));
    change(proven, `UPDATE execution_steps SET step = replace(step, '${before}', '${sha256(JSON.stringify(forged))}')`);
    expect(await proven.faults()).toContain('no answer in its transcript brings back the uuid');
  });

  test('is any byte that was changed, of receipt, response or transcript', { timeout: 120_000 }, async () => {
    const { proven, end } = await ran();
    const [step] = end.steps;
    const originals = [step?.receipt ?? '', step?.response ?? '', transcriptOf(end)].map((path) => ({
      path,
      bytes: readFileSync(path),
    }));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (which, at, flip) => {
          const { path, bytes } = originals[which] ?? { path: '', bytes: Buffer.alloc(0) };
          const changed = Buffer.from(bytes);
          const index = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
          changed[index] = (changed[index] ?? 0) ^ flip;
          writeFileSync(path, changed);
          const faults = await proven.faults();
          writeFileSync(path, bytes);
          expect(faults).toMatch(which === 2 ? /Changed/ : /Forged/);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(await proven.faults()).toBe('');
  });
});

describe('a daemon that dies', () => {
  test('between response and receipt leaves what the next one writes anew', async () => {
    const proven = new Proven((text) => goodAnswer('Done.', text));
    let isKilled = false;
    proven.stage.around = proven.around({
      keep: async (list, step) => {
        const kept = await proven.proofs.keep(list, step);
        if (isKilled) return kept;
        isKilled = true;
        rmSync(kept.receipt ?? '');
        writeFileSync(`${kept.receipt ?? ''}.new`, 'half of i');
        proven.stage.killer.dead = true;
        return await new Promise(() => undefined);
      },
    });
    const end = await proven.run({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
    expect([isKilled, end.state, proven.stage.restarts]).toEqual([true, 'done', 1]);
    expect(proven.stage.hosting.typed).toHaveLength(2);
    expect((await proven.verify()).map(({ ok, faults }) => [ok, faults])).toEqual([
      [true, []],
      [true, []],
    ]);
  });

  test('while it looks at files stores and types nothing more', async () => {
    const proven = new Proven((text) => goodAnswer('Done.', text));
    const { stage, files } = proven;
    let seen: (() => void) | undefined;
    stage.around = {
      ...proven.around(),
      files: {
        before: async (list, step) => {
          await new Promise<void>((done) => (seen = done));
          return await files.before(list, step);
        },
        after: (...of) => files.after(...of),
      },
    };
    const { id } = await stage.begin({ steps: [{ prompt: 'One.' }] });
    while (!seen) {
      stage.clock.advance(100);
      await new Promise((done) => setTimeout(done, 1));
    }
    const before = stage.store.executions.get(id);
    stage.executions.dispose();
    seen();
    await until('the look to be over', () => existsSync(join(proven.folder, '.before')));
    await stage.moments(3);
    expect([stage.store.executions.get(id), stage.hosting.typed, stage.bugs]).toEqual([before, [], []]);
    stage.around = proven.around();
    stage.restart();
    expect((await proven.end(id)).state).toBe('done');
    expect(await proven.faults()).toBe('');
  });

  test('at any point leaves receipts that fit', { timeout: 120_000 }, async () => {
    let kills = 0;
    for (let killAt = 0; ; killAt++) {
      const proven: Proven = new Proven((text) => {
        writeFileSync(join(proven.project, text.includes('One.') ? 'one.ts' : 'two.ts'), 'new');
        return text.startsWith('Judge') ? '{"valid": true, "reason": "So."}' : goodAnswer('Done.', text);
      });
      const { stage } = proven;
      stage.restart(killAt);
      const order = { id: crypto.randomUUID(), steps: [{ prompt: 'One.', validation: 'Is it?' }, { prompt: 'Two.' }] };
      try {
        await stage.begin(order);
      } catch {
        stage.restart();
        await stage.begin(order);
      }
      const end = await proven.end(order.id);
      expect(end.steps.map(({ state, files }) => [state, files])).toEqual([
        ['done', { created: ['one.ts'], modified: [], deleted: [] }],
        ['done', { created: ['two.ts'], modified: [], deleted: [] }],
      ]);
      expect((await proven.verify({ id: order.id })).map(({ faults, notes }) => [...faults, ...notes])).toEqual([
        [],
        [],
      ]);
      expect(end.steps.map((step) => responseOf(step).transcripts.length)).toEqual([2, 1]);
      if (stage.restarts === 1) break;
      kills++;
      stage.dispose();
    }
    expect(kills).toBeGreaterThan(15);
  });

  test('a receipt that cannot be written holds nothing up, and is missed', async () => {
    const proven = new Proven((text) => goodAnswer('Done.', text));
    writeFileSync(proven.folder, 'a file in the place of the folder');
    const end = await proven.run({ steps: [{ prompt: 'One.' }] });
    expect(end).toMatchObject({
      state: 'done',
      steps: [{ files: { note: expect.stringContaining('not known') as string } }],
    });
    expect(proven.log.join('\n')).toContain('its receipt could not be written');
    expect(await proven.faults()).toContain('Missing: no receipt of it could be written');
  });
});

function transcriptOf(end: Execution): string {
  return responseOf(end.steps[0]).transcripts[0]?.path ?? '';
}

function change(proven: Proven, sql: string): void {
  const database = Database.open(join(proven.stage.folder, 'state.db'));
  database.run(sql);
  database.dispose();
}
