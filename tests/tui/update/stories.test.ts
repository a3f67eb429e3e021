import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Status } from '../../../src/api/methods.ts';
import { limits } from '../../../src/limits.ts';
import type { Command } from '../../../src/tui/command.ts';
import type { Mouse } from '../../../src/tui/key.ts';
import { placesOf } from '../../../src/tui/layout/tiling.ts';
import type { Message, Size } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import { keyTable } from '../../../src/api/keys/table.ts';
import { view } from '../../../src/tui/view/view.ts';
import { update } from '../../../src/tui/update/update.ts';
import { aDaemon, aModel, anAsking, aStatus, keys, withScreens } from '../models.ts';

/** Every story of some messages, against an outside that only sees the commands. */

/** What the commands so far came to. */
interface Outside {
  readonly held: string | undefined;
  readonly heldSize: Size | undefined;
  readonly fitted: string | undefined;
  readonly fitSize: Size | undefined;
  readonly left: boolean;
}

const nothing: Outside = { held: undefined, heldSize: undefined, fitted: undefined, fitSize: undefined, left: false };

/** One command more. A string says what is wrong with it. */
function after(outside: Outside, command: Command): Outside | string {
  switch (command.type) {
    case 'take':
      if (outside.held !== undefined && outside.held !== command.session)
        return `takes ${command.session} while ${outside.held} is held`;
      return { ...outside, held: command.session, heldSize: command.size };
    case 'release':
      if (outside.held !== command.session) return `releases ${command.session}, which is not held`;
      return { ...outside, held: undefined, heldSize: undefined };
    case 'fit':
      if (command.size === undefined) {
        if (outside.fitted !== command.session) return `gives ${command.session} a size back that it did not lend`;
        return { ...outside, fitted: undefined, fitSize: undefined };
      }
      if (outside.fitted !== undefined && outside.fitted !== command.session) return 'fits two';
      return { ...outside, fitted: command.session, fitSize: command.size };
    case 'type':
    case 'paste':
    case 'point':
      return outside.held === command.session ? outside : `${command.type} without hold`;
    case 'leave':
      return outside.held === undefined ? { ...outside, left: true } : 'leaves with a hold';
    default:
      return outside;
  }
}

/** What is wrong with a model, beside what the outside has; undefined: nothing. */
function fault(model: Model, outside: Outside): string | undefined {
  const { fleet, focus, hold, tiles, zoomed, size } = model;
  const ids = fleet.sessions.map(({ id }) => id);
  if (focus === undefined ? ids.length > 0 : !ids.includes(focus)) return `focus ${focus} of ${ids.join()}`;
  if (outside.held !== hold?.session) return `held ${outside.held}, believed ${hold?.session}`;
  if (hold && hold.session !== focus) return 'the held session is not the focused one';
  const focused = fleet.sessions.find(({ id }) => id === focus);
  if (hold && focused?.phase === 'ended') return 'an ended session is held';
  const zoomedOne = zoomed && focused && focused.phase !== 'ended' ? focus : undefined;
  if (outside.fitted !== zoomedOne) return `fitted ${outside.fitted}, zoomed ${zoomedOne}`;
  if (new Set(tiles).size !== tiles.length || tiles.some((id) => !ids.includes(id))) return `tiles ${tiles.join()}`;
  if (focus !== undefined && !tiles.includes(focus)) return 'the focused session has no tile';
  const pane = placesOf(model).panes.find(({ session }) => session === focus);
  const fits = ({ cols, rows }: Size): boolean => pane?.inner.cols === cols && pane.inner.rows === rows;
  if (outside.fitSize && size.rows > limits.rowsMin + 2 && size.cols >= limits.colsMin && !fits(outside.fitSize))
    return 'the zoomed child has another size';
  if (outside.heldSize && !zoomed && (outside.heldSize.cols < 80 || outside.heldSize.rows < 24))
    return 'held too small';
  return undefined;
}

/** Tells all stories of `depth` messages: how many steps were taken, and how many answers were given with one key. */
function tellAll(
  first: Model,
  alphabet: Readonly<Record<string, Message>>,
  depth: number,
): { readonly steps: number; readonly answers: number } {
  let steps = 0;
  let answers = 0;
  const go = (model: Model, outside: Outside, told: readonly string[]): void => {
    if (told.length === depth || outside.left) return;
    for (const [name, message] of Object.entries(alphabet)) {
      steps++;
      const story = [...told, name];
      const next = stepped(story, { model, outside }, message);
      answers += next.answers;
      go(next.model, next.outside, story);
    }
  };
  go(first, nothing, []);
  return { steps, answers };
}

/** One message more. @throws when something is wrong after it. */
function stepped(
  story: readonly string[],
  { model, outside }: { readonly model: Model; readonly outside: Outside },
  message: Message,
): { readonly model: Model; readonly outside: Outside; readonly answers: number } {
  const nowMs = model.nowMs + (message.type === 'tick' ? limits.answerSeenMs : 1);
  const step = update(model, message, nowMs);
  let next = outside;
  for (const command of step.commands) {
    const result = after(next, command);
    if (typeof result === 'string') throw new Error(`${story.join(', ')}: ${result}`);
    next = result;
  }
  const wrong = fault(step.model, next) ?? keyFault(model, message, step.commands) ?? defectOf(step.model);
  if (wrong !== undefined) throw new Error(`${story.join(', ')}: ${wrong}`);
  const answers = step.commands.filter((command) => isAnswer(story, model, command)).length;
  // The terminal takes a frame behind each message.
  const { model: shown } = update(step.model, { type: 'drawn', model: step.model }, nowMs);
  return { model: shown, outside: next, answers };
}

/** A panel that failed: it is closed and told, and everything else goes on. */
function defectOf({ notices }: Model): string | undefined {
  return notices.find(({ text }) => text.startsWith('A defect of pcc'))?.text;
}

/** A key of a held pane goes to the child, once and as it came, unless it is right behind the take of one that asks; no other key does. */
function keyFault(before: Model, message: Message, commands: readonly Command[]): string | undefined {
  if (message.type !== 'key') return undefined;
  const typed = commands.flatMap((command) => (command.type === 'type' ? [command.data] : []));
  // On a terminal that is too small to show the child nobody types blindly.
  const isHeld = before.hold && before.panels.length === 0 && !placesOf(before).needs;
  const isPrefix = message.key.name === before.settings.prefix;
  const expected = isHeld && before.hold.prefixed === isPrefix ? [message.key.raw] : [];
  const { hold } = before;
  const isAsked = before.fleet.sessions.some(({ id, pending }) => id === hold?.session && pending.length > 0);
  if (isHeld && hold?.guardedMs !== undefined && isAsked && typed.length === 0) return undefined;
  return typed.join() === expected.join() ? undefined : `typed [${typed.join()}] of ${message.key.name}`;
}

/** One key answers only a permission of the focused session that was in sight long enough, and approves no HIGH risk. */
function isAnswer(story: readonly string[], before: Model, command: Command): boolean {
  if (command.type !== 'call' || command.method !== 'pending.respond' || command.tag.panel !== 0) return false;
  const { n, answers } = command.params;
  const item = before.fleet.sessions.find(({ id }) => id === before.focus)?.pending.find((one) => one.n === n);
  const sinceMs = before.fleet.shownSinceMs.get(n) ?? Number.POSITIVE_INFINITY;
  const isFair =
    item?.kind === 'permission' &&
    (item.risk !== 'HIGH' || answers[0] === 'no') &&
    before.panels.length === 0 &&
    before.nowMs + 1 - sinceMs >= limits.answerSeenMs;
  if (!isFair) throw new Error(`${story.join(', ')}: answered #${n} unseen`);
  return true;
}

function mouse(kind: Mouse['kind'], x: number, y: number, over?: Mouse['over']): Message {
  const where = over ? { over } : {};
  return { type: 'mouse', mouse: { kind, button: 'left', x, y, shift: false, meta: false, ctrl: false, ...where } };
}

function key(name: string): Message {
  const [message] = keys(name);
  if (!message) throw new Error(name);
  return message;
}

const sessions = [aStatus('a'), anAsking('b', 7), aStatus('c')];
const first = withScreens(aModel({ sessions }));

const common: Readonly<Record<string, Message>> = {
  Enter: key('Enter'),
  prefix: key('C-]'),
  d: key('d'),
  Tab: key('Tab'),
  z: key('z'),
};

it('keeps hold and size in step through every story of five', () => {
  const { steps } = tellAll(
    first,
    {
      ...common,
      'held refused': { type: 'held', session: 'a', ok: false, why: 'idle' },
      'a ended': { type: 'session', session: aStatus('a', { phase: 'ended' }) },
      resized: { type: 'resized', size: { cols: 120, rows: 30 } },
      click: mouse('press', 5, 20),
    },
    5,
  );
  expect(steps).toBe((9 ** 6 - 9) / 8);
});

it('keeps its promises through every story of four of everything', () => {
  const { steps, answers } = tellAll(
    first,
    {
      ...common,
      approve: key('a'),
      respond: key('r'),
      Esc: key('Esc'),
      tick: { type: 'tick', nowMs: 0 },
      'link lost': { type: 'link', up: false, why: 'gone' },
      'link up': { type: 'link', up: true, why: '' },
      'fleet of b': { type: 'fleet', sessions: [anAsking('b', 8, { risk: 'HIGH' })], daemon: aDaemon },
      'nobody there': { type: 'fleet', sessions: [], daemon: aDaemon },
      tiny: { type: 'resized', size: { cols: 19, rows: 5 } },
      stop: key('X'),
      wheel: mouse('wheel-up', 5, 3, { session: 'a', x: 5, y: 3 }),
    },
    4,
  );
  expect(steps).toBe((16 ** 5 - 16) / 15);
  expect(answers).toBeGreaterThan(100);
});

const names = keyTable.flatMap((row): readonly string[] => row.keys);
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;

/** Anything that can happen, as it comes. */
const anything: fc.Arbitrary<Message> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...names, 'C-]', 'C-c', 'y', '9').map(key) },
  { weight: 1, arbitrary: fc.constant<Message>({ type: 'paste', text: 'q\nrm' }) },
  { weight: 1, arbitrary: fc.constant<Message>({ type: 'tick', nowMs: 0 }) },
  { weight: 1, arbitrary: fc.boolean().map((up): Message => ({ type: 'link', up, why: 'gone' })) },
  { weight: 1, arbitrary: fc.boolean().map((focused): Message => ({ type: 'window', focused })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom<Mouse['kind']>('press', 'release', 'drag', 'move', 'wheel-up', 'wheel-down'),
        fc.nat(99),
        fc.nat(29),
        fc.constantFrom(undefined, ...ids),
      )
      .map(([kind, x, y, id]) => mouse(kind, x, y, id && { session: id, x, y })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 70 }))
      .map(([cols, rows]): Message => ({ type: 'resized', size: { cols, rows } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...ids), fc.nat(3), fc.nat(50))
      .map(([id, what, n]): Message => ({ type: 'session', session: aSession(id, what, n) })),
  },
  {
    weight: 1,
    arbitrary: fc
      .subarray([...ids])
      .map((some): Message => ({ type: 'fleet', sessions: some.map((id) => aStatus(id)), daemon: aDaemon })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ids), fc.boolean())
      .map(([session, ok]): Message => ({ type: 'held', session, ok, why: '' })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ids).map((session): Message => ({ type: 'unsent', session, keys: 1 })) },
  { weight: 1, arbitrary: fc.constantFrom(...ids).map((id): Message => ({ type: 'pulse', pulses: { [id]: 5 } })) },
);

function aSession(id: string, what: number, n: number): Status {
  if (what === 0) return aStatus(id, { phase: 'ended', exitCode: n % 2 });
  if (what === 1) return anAsking(id, n, { risk: n % 3 === 0 ? 'HIGH' : 'LOW' });
  return what === 2 ? anAsking(id, n, { kind: 'question' }) : aStatus(id, { paused: n % 2 === 0 });
}

it('keeps its promises through long stories of whatever may happen, and always has a scene', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 60 }), (story) => {
      let now = { model: first, outside: nothing };
      story.forEach((message, index) => {
        if (now.outside.left) return;
        now = stepped([`${index} ${JSON.stringify(message)}`], now, message);
        expect(view(now.model).cols).toBe(now.model.size.cols);
      });
    }),
    { numRuns: 400 },
  );
});
