import { expect, test } from 'vitest';
import type { Execution, Params } from '../../../src/api/methods.ts';
import { goodAnswer, Stage, uuidIn } from './stage.ts';

/** Daemons that are killed at every point where they reach outside their memory: nothing is repeated, nothing is lost. */

type Steps = Exclude<Params<'execution.start'>['steps'][number], string>[];

/** A list of random tasks, with what the CLI answers to each text that is typed for them. */
interface Story {
  readonly steps: Steps;
  readonly stopOnFailure: boolean;
  readonly answering: (text: string, nth: number) => string | undefined;
  /** What each task has to come to. */
  readonly states: readonly string[];
  /** How many texts have to be typed in all. */
  readonly typed: number;
}

type Kind = 'good' | 'unsaid' | 'never' | 'fails' | 'judged' | 'invalid' | 'json' | 'broken';
const kinds: readonly Kind[] = [
  'good',
  'good',
  'good',
  'unsaid',
  'never',
  'fails',
  'judged',
  'invalid',
  'json',
  'broken',
];
const rounds: Record<Kind, number> = {
  good: 1,
  unsaid: 2,
  never: 3,
  fails: 1,
  judged: 2,
  invalid: 2,
  json: 1,
  broken: 2,
};
const failing: readonly Kind[] = ['never', 'fails', 'invalid'];

function story(random: () => number): Story {
  const count = 1 + Math.floor(random() * 4);
  const chosen = Array.from({ length: count }, () => kinds[Math.floor(random() * kinds.length)] ?? 'good');
  const uses = chosen.map((_, index) => (index > 0 && random() < 0.4 ? [1 + Math.floor(random() * index)] : []));
  const stopOnFailure = random() < 0.5;
  const steps = chosen.map((kind, index) => ({
    prompt: `Do part ${index + 1} of it (${kind}).`,
    uses: uses[index] ?? [],
    ...(index > 0 && random() < 0.2 ? { context: 'same' as const } : {}),
    ...(kind === 'json' || kind === 'broken' ? { json: true } : {}),
    ...(kind === 'judged' || kind === 'invalid' ? { validation: 'Is it right?' } : {}),
  }));
  const states: string[] = [];
  let typed = 0;
  chosen.forEach((kind, index) => {
    const stops = stopOnFailure && states.some((state) => state !== 'done');
    // What goes on in the context of a judged task gets its result instead.
    const isQuoted = steps[index]?.context === 'same' && steps[index - 1]?.validation !== undefined;
    const used = [...(uses[index] ?? []), ...(isQuoted ? [index] : [])];
    const misses = used.some((n) => states[n - 1] !== 'done');
    states.push(stops || misses ? 'skipped' : failing.includes(kind) ? 'failed' : 'done');
    if (states.at(-1) !== 'skipped') typed += rounds[kind];
  });
  return { steps, stopOnFailure, answering: answerOf, states, typed };
}

const asked = new Map<string, number>();

function answerOf(text: string): string | undefined {
  const uuid = uuidIn(text);
  if (text.startsWith('Judge the result')) return `{"valid": ${String(!text.includes('(invalid)'))}, "reason": "So."}`;
  const kind = /Do part \d+ of it \((\w+)\)\./.exec(text.slice(text.lastIndexOf('Do part')))?.[1] ?? again.get(uuid);
  if (kind !== undefined) again.set(uuid, kind);
  const nth = (asked.get(uuid) ?? 0) + 1;
  asked.set(uuid, nth);
  const object = { result: 'six', files_created: [], files_modified: [], summary: 'Done.', execution_uuid: uuid };
  switch (kind) {
    case 'unsaid':
      return nth === 1 ? 'Done, I think.' : goodAnswer(`answer of ${uuid}`, text);
    case 'never':
      return 'Done, I think.';
    case 'fails':
      return undefined;
    case 'json':
      return `\`\`\`json\n${JSON.stringify(object)}\n\`\`\``;
    case 'broken':
      return nth === 1 ? 'There it is.' : JSON.stringify(object);
    default:
      return goodAnswer(`answer of ${uuid}`, text);
  }
}

const again = new Map<string, string>();

/** Runs a story with a daemon that is killed at the nth point, and later ones as told; gives whether one was killed. */
async function play(told: Story, killAt: number, nextKill?: () => number): Promise<boolean> {
  const stage = new Stage(told.answering);
  stage.restart(killAt);
  const id = crypto.randomUUID();
  const { steps, stopOnFailure } = told;
  const order = { id, steps, stopOnFailure };
  try {
    await stage.begin(order);
  } catch {
    // Its caller has no answer, and asks again under the same id.
    stage.restart();
    await stage.begin(order);
  }
  const end = await stage.toTheEnd(id, nextKill);
  check(told, stage, end);
  expect(stage.bugs).toEqual([]);
  const isKilled = stage.restarts > 1;
  stage.dispose();
  return isKilled;
}

function check(told: Story, stage: Stage, end: Execution): void {
  expect(end.steps.map(({ state }) => state)).toEqual(told.states);
  expect(end.state).toBe(told.states.every((state) => state === 'done') ? 'done' : 'failed');
  // Nothing was typed twice, and nothing was left out.
  const { typed } = stage.hosting;
  expect(typed.length).toBe(told.typed);
  const order = typed.flatMap(({ text }) => end.steps.find(({ uuid }) => uuid === uuidIn(text))?.n ?? []);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  for (const step of end.steps) {
    const own = typed.filter(({ text }) => uuidIn(text) === step.uuid && !text.startsWith('Judge'));
    const others = typed.filter(({ text }) => uuidIn(text) !== step.uuid);
    if (step.context === 'fresh' && own[0])
      expect(
        others.filter((one) => one.context === own[0]?.context && typed.indexOf(one) < typed.indexOf(own[0])),
      ).toEqual([]);
    if (step.state === 'done') expect(step.echoed).toBe(true);
    if (step.state === 'done' && !step.prompt.includes('json') && !step.prompt.includes('broken'))
      expect(step.text).toBe(`answer of ${step.uuid}`);
  }
  const { text, end: isEnd } = stage.output(end.id);
  expect(isEnd).toBe(true);
  for (const step of end.steps) {
    expect(count(text, `== Task ${step.n} of`)).toBe(step.state === 'skipped' ? 0 : 1);
    expect(count(text, `answer of ${step.uuid}`)).toBeLessThanOrEqual(1);
  }
  expect(count(text, '· Read a.ts')).toBe(
    typed.length -
      told.states.filter((_, index) => told.steps[index]?.prompt.includes('(fails)') && told.states[index] === 'failed')
        .length,
  );
  expect([...stage.hosting.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('a list is carried through daemons that are killed at any point', { timeout: 600_000 }, async () => {
  const stories = Number(process.env['PCC_LIST_STORIES'] ?? 5);
  let kills = 0;
  for (let seed = 1; seed <= stories; seed++) {
    const told = story(seeded(seed * 7_919));
    for (let killAt = 0; ; killAt++) {
      if (!(await play(told, killAt))) break;
      kills++;
    }
  }
  expect(kills).toBeGreaterThan(stories * 10);
});

test('stories with several daemons that die at chosen moments', { timeout: 3_600_000 }, async () => {
  const stories = Number(process.env['PCC_LIST_KILLS'] ?? 150);
  for (let seed = 1; seed <= stories; seed++) {
    const random = seeded(seed * 104_729);
    const told = story(random);
    const kills = Array.from({ length: 4 }, () => Math.floor(random() * 25));
    await play(told, kills.pop() ?? 0, () => kills.pop() ?? Number.POSITIVE_INFINITY);
  }
});
