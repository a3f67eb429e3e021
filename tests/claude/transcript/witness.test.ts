import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ManualClock, systemClock } from '../../../src/base/clock.ts';
import type { Clock } from '../../../src/base/clock.ts';
import type { TranscriptEvent } from '../../../src/claude/transcript/line.ts';
import { configFolder, projectName } from '../../../src/claude/transcript/places.ts';
import { TranscriptWitness } from '../../../src/claude/transcript/witness.ts';
import { limits } from '../../../src/limits.ts';
import { append, call, otherId, ownId, prompt, result, said, tempFolder } from './words.ts';

interface Watched {
  readonly witness: TranscriptWitness;
  readonly config: string;
  /** The session's transcript. */
  readonly main: string;
  readonly events: TranscriptEvent[];
  readonly problems: string[];
  readonly told: () => string[];
}

function watchIn(
  folder: string,
  options: { clock?: Clock; positions?: Readonly<Record<string, number>>; cwd?: string } = {},
): Watched {
  const { clock = new ManualClock(), positions = {}, cwd = '/srv/app' } = options;
  const config = join(folder, '.claude');
  const witness = new TranscriptWitness({ config, cwd, sessionId: ownId, clock, positions });
  const events: TranscriptEvent[] = [];
  const problems: string[] = [];
  witness.onEvent((event) => events.push(event));
  witness.onProblem((problem) => problems.push(problem));
  onTestFinished(() => {
    witness.dispose();
  });
  const main = join(config, 'projects', projectName(cwd), `${ownId}.jsonl`);
  return { witness, config, main, events, problems, told: () => events.map(shortly) };
}

function shortly(event: TranscriptEvent): string {
  switch (event.type) {
    case 'call':
      return `call ${event.id}${event.agent === undefined ? '' : ` of ${event.agent}`}`;
    case 'result':
      return `result ${event.callId}${event.refused ? ' refused' : ''}`;
    case 'prompt':
      return `prompt ${event.text}`;
    case 'turn-ended':
      return `end ${event.text}`;
    case 'refused':
      return `refused ${event.text}`;
    case 'usage':
      return 'usage';
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('the folder of the transcripts is named after the working folder', () => {
  expect(projectName('/home/me/my_app.v2')).toBe('-home-me-my-app-v2');
  expect(configFolder({ HOME: '/home/me' }, '/root')).toBe('/home/me/.claude');
  expect(configFolder({}, '/root')).toBe('/root/.claude');
  expect(configFolder({ HOME: '/home/me', CLAUDE_CONFIG_DIR: '/etc/claude' }, '/root')).toBe('/etc/claude');
});

test('tells in the order of the file what was there before and what comes', () => {
  const { witness, main, told } = watchIn(tempFolder());
  append(main, prompt('tidy up'), call('c1', 'rm x'));
  witness.start();
  expect(told()).toEqual(['prompt tidy up', 'call c1']);
  append(main, result('c1', 'done'), said('All tidy.'));
  witness.look();
  expect(told()).toEqual(['prompt tidy up', 'call c1', 'result c1', 'end All tidy.']);
  expect(witness.lastText).toBe('All tidy.');
  expect(witness.path).toBe(main);
});

test('what was thought before an answer ends no turn, whatever its line says', () => {
  const { witness, main, told } = watchIn(tempFolder());
  const content = [{ type: 'thinking', thinking: 'Shall I?' }];
  const thought = { message: { role: 'assistant', content, stop_reason: 'end_turn' } };
  append(main, prompt('tidy up'), said('', thought), said('Should I?'));
  witness.start();
  expect(told()).toEqual(['prompt tidy up', 'end Should I?']);
});

test('sees by itself a project folder that comes later, whatever is missing above it', async () => {
  const folder = tempFolder();
  // The poll is on a clock that stands still: only the watcher can tell.
  const { witness, main, told } = watchIn(folder);
  witness.start();
  mkdirSync(join(folder, '.claude'));
  append(main, call('c1', 'ls'));
  await until('the call', () => told().length === 1);
  append(main, result('c1', ''));
  await until('the result', () => told().length === 2);
  expect(told()).toEqual(['call c1', 'result c1']);
});

test('looks again by itself when the watcher is silent', () => {
  const clock = new ManualClock();
  const { witness, main, told } = watchIn(tempFolder(), { clock });
  witness.start();
  append(main, call('c1', 'ls'));
  clock.advance(limits.transcriptPollMs);
  expect(told()).toEqual(['call c1']);
  append(main, result('c1', ''));
  clock.advance(limits.transcriptPollMs);
  expect(told()).toEqual(['call c1', 'result c1']);
});

test('finds the file of this id in another project folder, as for long names', () => {
  const { witness, config, told } = watchIn(tempFolder(), { cwd: `/srv/${'long-'.repeat(60)}` });
  append(join(config, 'projects', '-work-shortened-abc123', `${ownId}.jsonl`), call('c1', 'ls'));
  witness.start();
  expect(told()).toEqual(['call c1']);
});

test('tells nothing any more once it is disposed', () => {
  const { witness, main, told } = watchIn(tempFolder());
  witness.start();
  witness.dispose();
  append(main, call('c1', 'ls'));
  witness.look();
  expect(told()).toEqual([]);
});

describe('sub-agents', () => {
  const ofAgent = { isSidechain: true, agentId: 'a7' };

  test.each([
    ['in a folder of the session', (main: string) => join(main.replace(/\.jsonl$/, ''), 'subagents', 'agent-a7.jsonl')],
    ['beside the transcript', (main: string) => join(main, '..', 'agent-a7.jsonl')],
    ['in the transcript itself', (main: string) => main],
  ])('calls %s are told with the agent', (_where, place) => {
    const { witness, main, told } = watchIn(tempFolder());
    append(main, prompt('go on'));
    append(place(main), prompt('You are an agent', ofAgent), call('c1', 'ls', ofAgent), said('Found it.', ofAgent));
    witness.start();
    expect(told()).toEqual(['prompt go on', 'call c1 of a7']);
    expect(witness.lastText).toBe('');
  });

  test("agents' files of other sessions in the same folder are left alone, quietly", () => {
    const { witness, main, told, problems } = watchIn(tempFolder());
    append(main, prompt('go on'));
    const foreign = join(main, '..', 'agent-b1.jsonl');
    append(foreign, call('f1', 'ls', { ...ofAgent, sessionId: otherId }), call('f2', 'ls', ofAgent));
    witness.start();
    append(foreign, call('f3', 'ls', ofAgent));
    witness.look();
    expect(told()).toEqual(['prompt go on']);
    expect(problems).toEqual([]);
  });

  test("a damaged line of an agent's file is named and the rest is read", () => {
    const { witness, main, told, problems } = watchIn(tempFolder());
    const agent = join(main.replace(/\.jsonl$/, ''), 'subagents', 'agent-a7.jsonl');
    append(main, prompt('go on'));
    append(agent, '{"half":\n', call('c1', 'ls', ofAgent));
    witness.start();
    expect(told()).toEqual(['prompt go on', 'call c1 of a7']);
    expect(problems).toEqual([`A line of the transcript ${agent} is no JSON object; it is not read.`]);
  });
});

describe('what must not speak for the session', () => {
  test('lines of another session in its file are refused and named', () => {
    const { witness, main, told, problems } = watchIn(tempFolder());
    append(main, call('f1', 'rm -rf /', { sessionId: otherId }), call('f2', 'ls', { sessionId: undefined }));
    append(main, call('c1', 'ls'));
    witness.start();
    expect(told()).toEqual(['call c1']);
    expect(problems).toEqual(
      Array.from({ length: 2 }, () => `A line of the transcript ${main} belongs to another session; it is not read.`),
    );
  });

  test('a link in the place of the transcript', () => {
    const folder = tempFolder();
    const { witness, main, told, problems } = watchIn(folder);
    append(join(folder, 'elsewhere.jsonl'), call('c1', 'ls'));
    mkdirSync(join(main, '..'), { recursive: true });
    symlinkSync(join(folder, 'elsewhere.jsonl'), main);
    witness.start();
    witness.look();
    expect(told()).toEqual([]);
    expect(problems).toEqual([`The transcript ${main} is a symbolic link; it is not read.`]);
  });

  test('text that quotes a transcript, and calls without what they need', () => {
    const { witness, main, told } = watchIn(tempFolder());
    append(main, prompt(call('f1', 'ls')), result('c0', call('f2', 'ls')));
    append(main, said(`{"type":"tool_use","id":"f3","name":"Bash","input":{}}`));
    const nameless = { role: 'assistant', content: [{ type: 'tool_use', id: 'f4', input: {} }, null, 7, 'text'] };
    append(main, `${JSON.stringify({ type: 'assistant', sessionId: ownId, message: nameless })}\n`);
    append(main, `${JSON.stringify({ type: 'summary', sessionId: ownId, message: { content: [] } })}\n`);
    append(main, `${JSON.stringify({ type: 'user', sessionId: ownId, message: 'none' })}\n`, '[]\n', '7\n', '\n');
    witness.start();
    expect(told().filter((text) => text.startsWith('call'))).toEqual([]);
  });
});

describe('after a restart', () => {
  test('calls and results are told again, prompts and ends of turns only once', () => {
    const folder = tempFolder();
    const first = watchIn(folder);
    append(first.main, prompt('one'), said('First.'), prompt('two'), call('c1', 'ls'));
    first.witness.start();
    const positions = first.witness.positions();
    first.witness.dispose();
    append(first.main, result('c1', ''), said('Second.'));
    const second = watchIn(folder, { positions });
    second.witness.start();
    expect(second.told()).toEqual(['call c1', 'result c1', 'end Second.']);
    expect(second.witness.lastText).toBe('Second.');
    expect(second.witness.positions()[first.main]).toBeGreaterThan(positions[first.main] ?? 0);
  });

  test('calls with their results tell that they are over, but for those that were answered since', () => {
    const folder = tempFolder();
    const first = watchIn(folder);
    append(first.main, prompt('one'), call('c1', 'ls'), result('c1', ''), call('c2', 'ls'));
    first.witness.start();
    const positions = first.witness.positions();
    first.witness.dispose();
    append(first.main, result('c2', ''), call('c3', 'ls'), result('c3', ''));
    const second = watchIn(folder, { positions });
    second.witness.start();
    const over = second.events.filter((event) => 'settled' in event).map(shortly);
    expect(over).toEqual(['call c1', 'result c1']);
    expect(second.told()).toEqual(['call c1', 'result c1', 'call c2', 'result c2', 'call c3', 'result c3']);
  });

  test('a daemon that dies while it takes a line in is told that line again', () => {
    const folder = tempFolder();
    const { witness, main } = watchIn(folder);
    append(main, prompt('one'), prompt('two'));
    const atEvent: Record<string, number>[] = [];
    witness.onEvent(() => atEvent.push(witness.positions()));
    witness.start();
    // What is stored with an event says that this event, and none behind it, was taken in.
    expect(atEvent.map((positions) => positions[main])).toEqual([prompt('one').length, 2 * prompt('one').length]);
    const second = watchIn(folder, { positions: atEvent[0] ?? {} });
    second.witness.start();
    expect(second.told()).toEqual(['prompt two']);
  });

  test('positions behind what is known never go back', () => {
    const folder = tempFolder();
    const { witness, main } = watchIn(folder, {});
    append(main, prompt('one'), prompt('two'));
    witness.start();
    const positions = witness.positions();
    const second = watchIn(folder, { positions });
    second.witness.onEvent(() => undefined);
    second.witness.start();
    expect(second.witness.positions()).toEqual(positions);
    expect(second.told()).toEqual([]);
  });
});

test('nothing is lost or told twice when the file grows in pieces under a running watcher', async () => {
  const { witness, main, told } = watchIn(tempFolder(), { clock: systemClock() });
  append(main, '');
  witness.start();
  const text = Array.from({ length: 200 }, (_, index) => call(`c${index}`, 'ls')).join('');
  writeFileSync(main, '');
  for (let at = 0; at < text.length; at += 997) {
    appendFileSync(main, text.slice(at, at + 997));
    if (at % 5 === 0) await new Promise(setImmediate);
  }
  await until('the last call', () => told().includes('call c199'));
  expect(told()).toEqual(Array.from({ length: 200 }, (_, index) => `call c${index}`));
});
