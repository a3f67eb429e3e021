import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FollowingPlan } from '../../../src/daemon/queue/followingPlan.ts';
import { planFollowing } from '../../../src/daemon/queue/followingPlan.ts';
import { readRequirementsFile } from '../../../src/daemon/queue/requirementsFile.ts';
import { limits } from '../../../src/limits.ts';
import type { TaskState } from '../../../src/session/task.ts';
import type { Known } from '../../../src/store/requirements.ts';

/** What is known, as a list: each task with its box, its words, and its id and state where it was queued. */
type Listed = readonly [
  box: 'x' | 'o',
  text: string,
  id?: string | undefined,
  state?: TaskState | undefined,
  more?: Partial<Known>,
];

interface Course {
  readonly known?: readonly Listed[];
  readonly text: string;
  /** The ids that wait, in the order of the queue; as they are known where nothing is said. */
  readonly waiting?: readonly string[];
  readonly refused?: readonly string[];
}

function plan({ known = [], text, waiting, refused = [] }: Course): FollowingPlan {
  const states = new Map(
    known.flatMap(([, , id, state]) => (id === undefined || !state ? [] : [[id, state] as const])),
  );
  return planFollowing({
    file: 'f',
    known: known.map(([box, words, id, , more]) => ({
      text: words,
      isTicked: box === 'x',
      ...(id === undefined ? {} : { id }),
      ...more,
    })),
    found: readRequirementsFile(Buffer.from(text)).tasks,
    stateOf: (id) => states.get(id),
    waiting: waiting ?? [...states].flatMap(([id, state]) => (state === 'queued' ? [id] : [])),
    refusal: ({ text: words }) => (refused.includes(words) ? `no ${words}` : undefined),
  });
}

/** The steps of a plan, each as a line. */
function told({ steps, ticks, known }: FollowingPlan): string[] {
  return [
    ...steps.map((step) => {
      switch (step.do) {
        case 'add':
          return `add ${step.text}${step.before === undefined ? '' : ` before ${step.before}`}`;
        case 'edit':
          return `edit ${step.id}: ${step.text}`;
        case 'remove':
          return `remove ${step.id}: ${step.why}`;
        case 'move':
          return `move ${step.id} before ${step.before}`;
        case 'warn':
          return `warn ${step.sentence}`;
        case 'note':
          return `note ${step.sentence}`;
      }
    }),
    ...ticks.map(({ at }) => `tick ${known[at]?.id ?? '?'}`),
  ];
}

describe('the queue follows the file', () => {
  const three: Listed[] = [
    ['o', 'paint the house', '1', 'queued'],
    ['o', 'buy bread', '2', 'queued'],
    ['o', 'write home', '3', 'queued'],
  ];
  test.each<[string, Course, string[]]>([
    ['open tasks are queued in order', { text: '- [ ] a\n- [x] b\n- [ ] c\n' }, ['add a', 'add c']],
    ['nothing changed', { known: three, text: '- [ ] paint the house\n- [ ] buy bread\n- [ ] write home' }, []],
    [
      'added in between',
      {
        known: three,
        text: '- [ ] paint the house\n- [ ] new\n- [ ] other\n- [ ] buy bread\n- [ ] write home\n- [ ] last',
      },
      ['add new before 2', 'add other before 2', 'add last'],
    ],
    [
      'edited',
      { known: three, text: '- [ ] paint the red house\n- [ ] buy bread\n- [ ] write home' },
      ['edit 1: paint the red house'],
    ],
    [
      'another one in its place',
      { known: three, text: '- [ ] dig\n- [ ] buy bread\n- [ ] write home' },
      ["remove 1: It is no longer in 'f'.", 'add dig before 2'],
    ],
    [
      'removed and ticked by hand',
      { known: three, text: '- [ ] paint the house\n- [x] buy bread' },
      ["remove 2: It was ticked in 'f'.", "remove 3: It is no longer in 'f'."],
    ],
    [
      'lines moved',
      { known: three, text: '- [ ] write home\n- [ ] paint the house\n- [ ] buy bread' },
      ['move 3 before 1'],
    ],
    [
      'lines moved in a queue that a person has ordered',
      {
        known: three,
        text: '- [ ] write home\n- [ ] new\n- [ ] paint the house\n- [ ] buy bread',
        waiting: ['2', '1', '3'],
      },
      ['add new'],
    ],
    [
      'refused',
      {
        known: three,
        text: '- [ ] a\n- [ ] paint the house!\n- [ ] buy bread\n- [ ] write home',
        refused: ['a', 'paint the house!'],
      },
      ['warn no a', 'remove 1: no paint the house!', 'warn no paint the house!'],
    ],
  ])('%s', (_name, course, expected) => {
    expect(told(plan(course))).toEqual(expected);
  });
});

describe('a task that is not waiting', () => {
  test.each<[string, Course, string[]]>([
    ['runs and is left alone', { known: [['o', 'a', '1', 'running']], text: '' }, []],
    ['runs and was ticked by hand', { known: [['o', 'a', '1', 'running']], text: '- [x] a' }, []],
    [
      'runs and was edited',
      { known: [['o', 'paint the house', '1', 'running']], text: '- [ ] paint the house red' },
      [
        "warn The words of task 1 were changed in 'f' while it is at work; it goes on with the old ones, and the new ones are a task of their own behind it.",
      ],
    ],
    [
      'was edited while it was at work, and is done',
      { known: [['o', 'paint it red', '1', 'done', { words: 'paint it' }]], text: '- [ ] paint it red' },
      ['add paint it red'],
    ],
    [
      'was edited while it was at work and back again, and is done',
      { known: [['o', 'paint it red', '1', 'running', { words: 'paint it' }]], text: '- [ ] paint it' },
      [],
    ],
    [
      'was edited while it was at work, and waits again',
      { known: [['o', 'paint it red', '1', 'queued', { words: 'paint it' }]], text: '- [ ] paint it red' },
      ['edit 1: paint it red'],
    ],
    ['is done', { known: [['o', 'a', '1', 'done']], text: '- [ ] a' }, ['tick 1']],
    ['is done and forgotten', { known: [['o', 'a', '1', undefined, { ended: 'done' }]], text: '- [ ] a' }, ['tick 1']],
    [
      'is done, edited before its tick',
      { known: [['o', 'paint it', '1', 'done']], text: '- [ ] paint it red' },
      ['add paint it red'],
    ],
    [
      'is done, ticked, saved over',
      { known: [['x', 'a', '1', 'done', { ticks: 1 }]], text: '- [ ] a' },
      [
        "note The box of task 1 in 'f' was empty again, and the task is done: it is ticked again. Empty it once more to have it done again.",
        'tick 1',
      ],
    ],
    [
      'is done, its box emptied again and again',
      { known: [['x', 'a', '1', 'done', { ticks: limits.requirementsTicksMax }]], text: '- [ ] a' },
      ["note The box of task 1 in 'f' was emptied once more: it is done again.", 'add a'],
    ],
    [
      'is done and ticked, then written otherwise',
      { known: [['x', 'paint it', '1', 'done', { ticks: 1 }]], text: '- [ ] paint it red' },
      ['add paint it red'],
    ],
    ['failed', { known: [['o', 'a', '1', 'failed']], text: '- [ ] a' }, []],
    [
      'failed and was edited',
      { known: [['o', 'paint it', '1', 'failed']], text: '- [ ] paint it red' },
      ['add paint it red'],
    ],
    ['was removed by a person', { known: [['o', 'a', '1', 'removed']], text: '- [ ] a' }, []],
    ['is not known to the session', { known: [['o', 'a', '1']], text: '- [ ] a' }, []],
    ['was ticked from the start and is emptied', { known: [['x', 'a']], text: '- [ ] a' }, ['add a']],
    ['was refused', { known: [['o', 'a', undefined, undefined, { refused: 'no' }]], text: '- [ ] a' }, []],
    [
      'was refused and edited',
      { known: [['o', 'a', undefined, undefined, { refused: 'no' }]], text: '- [ ] b' },
      ['add b'],
    ],
  ])('%s', (_name, course, expected) => {
    expect(told(plan(course))).toEqual(expected);
  });

  test('left the file and comes back', () => {
    const { known } = plan({ known: [['o', 'a', '1', 'running']], text: '' });
    expect(known).toEqual([{ text: 'a', id: '1', isTicked: false, isGone: true }]);
    const back: Listed[] = [['o', 'a', '1', 'done', { isGone: true }]];
    expect(told(plan({ known: back, text: '- [ ] a' }))).toEqual(['tick 1']);
    expect(plan({ known: [['x', 'a', '1', 'done', { ticks: 1 }]], text: '' }).known).toEqual([]);
  });
});

describe('of tasks with the same words', () => {
  test.each<[string, Course, string[]]>([
    ['the second is added', { known: [['o', 'a', '1', 'queued']], text: '- [ ] a\n- [ ] a' }, ['add a']],
    [
      'the first is done',
      {
        known: [
          ['o', 'a', '1', 'done'],
          ['o', 'a', '2', 'queued'],
        ],
        text: '- [ ] a\n- [ ] a',
      },
      ['tick 1'],
    ],
    [
      'the first was ticked before a crash',
      {
        known: [
          ['o', 'a', '1', 'done'],
          ['o', 'a', '2', 'queued'],
        ],
        text: '- [x] a\n- [ ] a',
      },
      [],
    ],
    [
      'the ticked one was deleted',
      {
        known: [
          ['x', 'a', '1', 'done'],
          ['o', 'a', '2', 'queued'],
        ],
        text: '- [ ] a',
      },
      [],
    ],
    [
      'the lines were swapped',
      {
        known: [
          ['x', 'a', '1', 'done'],
          ['o', 'a', '2', 'queued'],
        ],
        text: '- [ ] a\n- [x] a',
      },
      [],
    ],
  ])('%s', (_name, course, expected) => {
    expect(told(plan(course))).toEqual(expected);
  });

  test('the box of the right line is ticked', () => {
    const known: Listed[] = [
      ['o', 'a', '1', 'queued'],
      ['o', 'a', '2', 'done'],
    ];
    expect(plan({ known, text: '- [ ] a\n- [ ] a\n' }).ticks).toEqual([{ at: 1, box: 11 }]);
  });
});

const words = fc.constantFrom('a', 'b', 'paint the house', 'paint the house red', 'buy bread', 'buy bread and milk');
const states = fc.constantFrom<TaskState>('queued', 'running', 'done', 'failed', 'removed');
const file = fc
  .array(fc.tuple(words, fc.boolean()), { maxLength: 8 })
  .map((lines) => lines.map(([text, ticked]) => `- [${ticked ? 'x' : ' '}] ${text}\n`).join(''));
const listed = fc
  .array(fc.tuple(fc.boolean(), words, states), { maxLength: 8 })
  .map((tasks): Listed[] => tasks.map(([ticked, text, state], at) => [ticked ? 'x' : 'o', text, String(at), state]));

test('whatever is known and stands in the file: no done or running task is touched, and a second look finds nothing to do', () => {
  fc.assert(
    fc.property(listed, file, (known, text) => {
      const made = plan({ known, text });
      const stateOf = new Map(known.map(([, , id, state]) => [id, state]));
      for (const step of made.steps) {
        if (step.do === 'remove' || step.do === 'edit' || step.do === 'move')
          expect(stateOf.get(step.id)).toBe('queued');
      }
      for (const { at, box } of made.ticks) {
        expect(stateOf.get(made.known[at]?.id)).toBe('done');
        expect(text[box]).toBe(' ');
      }
      // Every id is known once at most.
      const ids = made.known.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      // As the session stands after these steps, and the file after its ticks.
      const removed = new Set(made.steps.flatMap((step) => (step.do === 'remove' ? [step.id] : [])));
      let next = 100;
      const after: Listed[] = made.known.map((task, at) => {
        const added = made.steps.some((step) => step.do === 'add' && step.at === at);
        const id = added ? String(next++) : task.id;
        const state = added ? 'queued' : id !== undefined && removed.has(id) ? 'removed' : stateOf.get(id ?? '');
        const ticked = task.isTicked || made.ticks.some((tick) => tick.at === at);
        const { text: words, id: _id, isTicked: _isTicked, ...more } = task;
        return [ticked ? 'x' : 'o', words, id, state, more];
      });
      const bytes = Buffer.from(text);
      for (const { box } of made.ticks) bytes[box] = 0x78;
      const again = plan({ known: after, text: bytes.toString(), waiting: orderAfter(made, known, after) });
      expect(told(again).filter((step) => !step.startsWith('move'))).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

/** The queue in the order of the file, as it is after the steps of a plan. */
function orderAfter(made: FollowingPlan, known: readonly Listed[], after: readonly Listed[]): string[] {
  const gone = new Set(made.steps.flatMap((step) => (step.do === 'remove' ? [step.id] : [])));
  const old = known.flatMap(([, , id, state]) => (id !== undefined && state === 'queued' && !gone.has(id) ? [id] : []));
  const fresh = after.flatMap(([, , id, state]) =>
    id !== undefined && state === 'queued' && !old.includes(id) ? [id] : [],
  );
  return [...old, ...fresh];
}
