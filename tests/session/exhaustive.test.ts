import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import type { SessionEvent, WriteResult } from '../../src/session/session.ts';
import { chance } from './chance.ts';
import type { Seen } from './oracle.ts';
import { tell } from './tell.ts';
import type { Letter } from './walk.ts';
import { go, place, walkAll } from './walk.ts';
import {
  advised,
  approve,
  bash,
  busy,
  call,
  choose,
  cli,
  deadline,
  done,
  draft,
  exited,
  high,
  idle,
  judged,
  leaves,
  low,
  medium,
  off,
  on,
  pause,
  pending,
  permission,
  promptSent,
  recovered,
  refused,
  resume,
  saysLast,
  shows,
  stop,
  takes,
  task,
  trust,
  turnEnded,
  unsure,
  unknown,
} from './words.ts';

const dialogA = bash('npm test');
const dialogB = bash('rm -rf build');

function always(event: SessionEvent): Letter {
  return () => event;
}

/** The fate of the last input that was made. */
function lastInput(result: WriteResult, isLast = true): Letter {
  return ({ inputs }: Seen) => {
    const inputId = inputs.at(-1);
    return inputId === undefined ? undefined : { type: 'written', inputId, result, last: isLast };
  };
}

/** A person answers the last question. */
function responds(label: string): Letter {
  return ({ escalated }: Seen) => {
    const escalationId = escalated.at(-1);
    return escalationId === undefined ? undefined : { type: 'respond', escalationId, label };
  };
}

/** A person sends a task in the middle of it. */
function sends({ tasks }: Seen): SessionEvent | undefined {
  return tasks.some((one) => one.id === 'v') ? undefined : task('v', 'not that');
}

/** A person wants no answer to the last question. */
function dismisses({ escalated }: Seen): SessionEvent | undefined {
  const escalationId = escalated.at(-1);
  return escalationId === undefined ? undefined : { type: 'dismiss', escalationId };
}

/** Two tasks at most, one after the other. */
function nextTask({ tasks }: Seen): SessionEvent | undefined {
  if (tasks.length === 0) return task('t', 'say hello');
  return tasks.length === 1 ? task('u', 'and goodbye') : undefined;
}

/** The policy says so of what it was asked last. */
function policySays(verdict: Verdict): Letter {
  return ({ judging, screen }: Seen) => {
    const callId = judging.at(-1);
    const fingerprint = screen?.dialog?.fingerprint;
    if (callId === undefined || fingerprint === undefined) return undefined;
    return { type: 'judged', callId, fingerprint, verdict };
  };
}

/** The brain says so of what it was asked last, of whatever kind. */
function brainSays(advice: Advice): Letter {
  return ({ consulted }: Seen) => {
    const consultId = consulted.at(-1);
    return consultId === undefined ? undefined : { type: 'advised', consultId, by: 'rules', advice };
  };
}

const ends = always(exited);

const asking: readonly Letter[] = [
  always(shows(dialogA)),
  always(shows(dialogB)),
  always(idle),
  always(unknown),
  always(pending('a', 'npm test')),
  always(done('a')),
  always(judged('a', dialogA, low)),
  lastInput('written'),
  lastInput('stale'),
  always(takes),
  always(leaves),
  always(deadline('answer')),
  always(deadline('witness')),
  always(deadline('unknown')),
  responds('Yes'),
  always(pause),
  always(resume),
  always(recovered),
  ends,
];

const typing: readonly Letter[] = [
  nextTask,
  always(idle),
  always(busy),
  always(draft('say hello')),
  always(draft('my own words')),
  always(unknown),
  always(shows(dialogA)),
  lastInput('written'),
  lastInput('stale'),
  always(deadline('typing')),
  always(deadline('quiet')),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(promptSent('say hello')),
  always(turnEnded),
  always(recovered),
];

const trusting: readonly Letter[] = [
  always(shows(trust('no'))),
  always(shows(trust('yes'))),
  always(unknown),
  always(idle),
  lastInput('written', false),
  lastInput('written'),
  lastInput('moved'),
  always(deadline('answer')),
  always(deadline('unknown')),
  responds('Yes, I trust this folder'),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(stop),
  always(recovered),
];

const versions: readonly Letter[] = [
  always(shows(dialogA)),
  always(shows(dialogB)),
  always(shows(trust())),
  always(idle),
  always(unknown),
  always(pending('a', 'npm test')),
  policySays(low),
  always(cli('asking')),
  always(cli('unchecked')),
  always(cli('checked')),
  lastInput('written'),
  always(deadline('witness')),
  always(deadline('answer')),
  responds('Yes'),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(recovered),
];

const dialogOfEdits = permission('Edit', 'src/a.ts');

/** One of the calls whose dialogs look the same. */
function edit(id: string, text: string): SessionEvent {
  const input = { file_path: 'src/a.ts', old_string: 'x', new_string: text };
  return { type: 'call-pending', call: call(id, 'Edit', input) };
}

const alike: readonly Letter[] = [
  always(shows(dialogOfEdits)),
  always(idle),
  always(unknown),
  always(edit('a', 'fine')),
  always(edit('b', 'not fine')),
  always(done('a')),
  always(done('b')),
  policySays(medium),
  policySays(low),
  lastInput('written'),
  always(deadline('witness')),
  always(deadline('answer')),
  responds('Yes'),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(recovered),
];

const consulted: readonly SessionEvent[] = [
  idle,
  pending('a', 'npm test'),
  shows(dialogA),
  judged('a', dialogA, medium),
];

const consulting: readonly Letter[] = [
  always(shows(dialogA)),
  always(shows(dialogB)),
  always(idle),
  always(unknown),
  always(pending('b', 'npm test', { timeout: 5 })),
  always(done('a')),
  policySays(medium),
  brainSays(approve),
  brainSays(unsure),
  always(advised(1, approve)),
  lastInput('written'),
  lastInput('stale'),
  always(deadline('answer')),
  always(deadline('witness')),
  responds('Yes'),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(off),
  always(on),
  always(recovered),
];

const question = 'All is ready. Should I run the tests?';
const reply = 'Yes, run the tests.';
const inWords: readonly SessionEvent[] = [
  idle,
  task('t', 'say hello'),
  { type: 'written', inputId: 's:1', result: 'written', last: true },
  draft('say hello'),
  { type: 'written', inputId: 's:2', result: 'written', last: true },
  busy,
  task('u', 'and goodbye'),
  idle,
];
const talking: readonly Letter[] = [
  always(saysLast(question)),
  always(saysLast('All done.')),
  always(saysLast('I have looked again. Should I fix the typo?')),
  sends,
  always(idle),
  always(busy),
  always(draft(reply)),
  always(shows(dialogA)),
  brainSays(choose([0])),
  brainSays(unsure),
  always(advised(1, choose([0]))),
  responds(reply),
  dismisses,
  lastInput('written'),
  lastInput('stale'),
  always(deadline('typing')),
  always(deadline('quiet')),
  always(takes),
  always(leaves),
  always(off),
  always(on),
  always(promptSent(reply)),
  always(promptSent('not that')),
  always(recovered),
];

const askedAlike: readonly SessionEvent[] = [
  idle,
  edit('a', 'fine'),
  shows(dialogOfEdits),
  judged('a', dialogOfEdits, medium),
  advised(1, unsure),
];

const answering: readonly SessionEvent[] = [idle, pending('a', 'npm test'), shows(dialogA), judged('a', dialogA, low)];

test.each<[string, boolean, readonly SessionEvent[], readonly Letter[], number]>([
  ['a permission, from an idle session', false, [idle], asking, 5],
  ['a permission, from an answer on its way', false, answering, asking, 5],
  ['calls whose dialogs look the same', false, [idle], alike, 5],
  ['calls whose dialogs look the same, when a person is asked about one', false, askedAlike, alike, 5],
  ['a call that a brain is asked about', false, consulted, consulting, 4],
  [
    'a call that a brain has allowed',
    false,
    [...consulted, advised(1, approve), judged('a', dialogA, medium)],
    consulting,
    4,
  ],
  ['a turn that ends in a question', false, inWords, talking, 4],
  ['a question in words that a brain is asked about', false, [...inWords, saysLast(question)], talking, 4],
  ['a reply on its way', false, [...inWords, saysLast(question), advised(1, choose([0]))], talking, 4],
  ['a task, from an idle session', false, [idle], typing, 5],
  ['a task, from a text on its way', false, [idle, task('t', 'say hello')], typing, 5],
  ['a trusted start', true, [], trusting, 5],
  ['a version that is asked for, at a trusted start', true, [cli('asking')], versions, 5],
  ['a version that was not checked', false, [idle, cli('unchecked'), pending('a', 'npm test')], versions, 5],
])('every story of four or five events: %s', { timeout: 120_000 }, (_name, trusted, before, letters, length) => {
  const count = walkAll(trusted, before, letters, length);
  expect(count).toBeGreaterThan(100_000);
});

const drawn = chance(5_000);

test(`long random stories (seed ${drawn.seed})`, { timeout: 120_000 }, () => {
  const letters = [
    ...asking,
    ...typing,
    ...consulting,
    ...talking,
    policySays(low),
    policySays(low),
    policySays(high),
    always(pending('b', 'rm -rf build')),
    always(pending('c', 'npm test')),
    always(pending('d', 'npm test', { timeout: 5 })),
    always(done('c')),
    always(done('d')),
    always(refused('a')),
    always(deadline('unknown')),
    lastInput('repeated'),
    lastInput('moved'),
    responds('No'),
    always(cli('unchecked')),
    always(cli('checked')),
    always(cli('checked')),
  ].filter((letter) => letter !== ends);
  const numbers = fc.array(fc.nat(letters.length - 1), { minLength: 50, maxLength: 50 });
  const play = (story: readonly number[]): void => {
    let here = place(false, [idle]);
    const events: SessionEvent[] = [idle];
    for (const number of story) {
      const event = letters[number]?.(here.seen);
      if (!event) continue;
      events.push(event);
      try {
        here = go(here, event);
      } catch (error) {
        throw new Error(`${String(error)}\n${tell(events)}`, { cause: error });
      }
    }
  };
  fc.assert(fc.property(numbers, play), drawn);
});
