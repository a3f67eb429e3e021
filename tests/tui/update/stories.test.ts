import { expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Command } from '../../../src/tui/command.ts';
import type { Mouse } from '../../../src/tui/key.ts';
import { placesOf } from '../../../src/tui/layout/tiling.ts';
import type { Message, Size } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
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
  if (outside.fitSize && size.rows > limits.rowsMin + 2 && !fits(outside.fitSize))
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
      const nowMs = model.nowMs + (message.type === 'tick' ? limits.answerSeenMs : 1);
      const step = update(model, message, nowMs);
      let next = outside;
      for (const command of step.commands) {
        const result = after(next, command);
        if (typeof result === 'string') throw new Error(`${story.join(', ')}: ${result}`);
        next = result;
        if (isAnswer(story, model, command)) answers++;
      }
      const wrong = fault(step.model, next) ?? keyFault(model, message, step.commands);
      if (wrong !== undefined) throw new Error(`${story.join(', ')}: ${wrong}`);
      go(step.model, next, story);
    }
  };
  go(first, nothing, []);
  return { steps, answers };
}

/** A key of a held pane goes to the child, once and as it came; no other key does. */
function keyFault(before: Model, message: Message, commands: readonly Command[]): string | undefined {
  if (message.type !== 'key') return undefined;
  const typed = commands.flatMap((command) => (command.type === 'type' ? [command.data] : []));
  // On a terminal that is too small to show the child nobody types blindly.
  const isHeld = before.hold && before.panels.length === 0 && !placesOf(before).needs;
  const isPrefix = message.key.name === before.settings.prefix;
  const expected = isHeld && before.hold.prefixed === isPrefix ? [message.key.raw] : [];
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
