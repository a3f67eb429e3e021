import { expect, test } from 'vitest';
import { misfitSentence } from '../../src/api/misfit.ts';
import { methods } from '../../src/api/methods.ts';

const start = { path: '/srv/app', trust: false, args: [], env: {} };

test.each<[keyof typeof methods, unknown, string]>([
  ['session.start', { ...start, path: undefined }, "'path' is missing."],
  ['session.start', { ...start, trust: 'yes' }, "'trust' must be true or false."],
  ['session.start', { ...start, args: [1] }, "'args.0' must be a text."],
  ['session.start', { ...start, brain: 'big' }, "'brain' must be one of "],
  ['session.start', { ...start, colour: 'red' }, "there is no parameter 'colour'."],
  ['session.start', [1], 'must be an object with named parameters.'],
  [
    'execution.start',
    { path: '/a', env: {}, steps: [7] },
    "'steps.0' must be a text or an object with named parameters.",
  ],
  ['execution.start', { path: '/a', env: {}, steps: [{}] }, "'steps.0.prompt' is missing."],
  ['execution.start', { path: '/a', env: {}, steps: ['a', ''] }, "'steps.1' must not be empty."],
  [
    'execution.start',
    { path: '/a', env: {}, steps: [{ prompt: 'a', uses: [true] }] },
    "'steps.0.uses.0' must be a number or a text.",
  ],
  ['schedule.add', { cron: 'x'.repeat(201) }, "'cron' must have at most 200 characters."],
  ...(['a\0b', 'a \ud83d'] as const).flatMap((verify): [keyof typeof methods, unknown, string][] => [
    ['queue.add', { id: 'a', text: 'b', verify }, "'verify' holds NUL or half of a character, which no command can."],
    ['schedule.add', { cron: '0 9 * * 1', verify }, "'verify' holds NUL or half of a character, which no command can."],
    [
      'execution.start',
      { path: '/a', env: {}, steps: [{ prompt: 'a', verify }] },
      "'steps.0.verify' holds NUL or half of a character, which no command can.",
    ],
  ]),
  ['schedule.remove', { id: '' }, "'id' must not be empty."],
  ['queue.add', { id: 'a', text: 'b', priority: 1.5 }, "'priority' must be a whole number."],
  ['queue.add', { id: 'a', text: 'b', priority: 5_000 }, "'priority' must be at most 1000."],
])('%s with %j says %s', (method, params, sentence) => {
  const read = methods[method].params.safeParse(params);
  expect(read.error && misfitSentence(method, read.error)).toContain(
    `The parameters of '${method}' do not fit: ${sentence}`,
  );
});

test('however many names there are, and however long, it stays one sentence', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`colour${n}`, 1]));
  const steps = [{ prompt: 'a', schema: { ['k'.repeat(100_000)]: Infinity } }];
  const wrong = [
    { ...start, ...many },
    { ...start, ['k'.repeat(100_000)]: 1 },
    { ...start, steps, claude: 'claude' },
  ];
  for (const [index, params] of wrong.entries()) {
    const method = index < 2 ? 'session.start' : 'execution.start';
    const { error } = methods[method].params.safeParse(params);
    const sentence = error && misfitSentence(method, error);
    expect(sentence).toContain(index === 0 ? "'colour0', 'colour1', 'colour2' and 4997 more" : 'kkk…');
    expect(sentence?.length).toBeLessThan(400);
  }
});
