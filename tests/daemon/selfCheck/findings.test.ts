import { describe, expect, test } from 'vitest';
import type { CheckCase, Expectation } from '../../../src/daemon/selfCheck/cases.ts';
import { checkSet, neededFamilies } from '../../../src/daemon/selfCheck/cases.ts';
import { familiesOf, findingOf, isPassed } from '../../../src/daemon/selfCheck/findings.ts';
import type { AskSeen, Observed } from '../../../src/daemon/selfCheck/play.ts';
import type { Option, Permission } from '../../../src/screen/reading.ts';
import { bash, option } from '../../session/words.ts';

/** What a check makes of what was seen: it must fail whenever something was not as it has to be. */

const evidence = { top: 0, bottom: 0 };
const input = { command: 'npm test' };
const leave: CheckCase = { name: 'c', family: 'Bash', expects: { kind: 'leave', tool: 'Bash', input, answer: 'yes' } };

function ask(more: { readonly tool?: string; readonly options?: readonly Option[] } = {}): AskSeen {
  const dialog = { ...bash('npm test'), ...more };
  const { tool, subject, truncated, options } = dialog;
  const reading: Permission = { state: 'permission', tool, subject, truncated, options, evidence };
  return { dialog, reading, call: { id: 'a', tool: 'Bash', input: { ...input, timeout: 5 } } };
}

const good: Observed = {
  states: ['draft', 'busy', 'permission', 'idle'],
  asks: [ask()],
  reading: { state: 'idle', evidence },
  taskDone: true,
  call: { id: 'a', tool: 'Bash', input, result: { isError: false, text: 'ok' } },
  offers: () => true,
  outcomes: [{ kind: 'permission', by: 'policy', outcome: 'confirmed' }],
  late: false,
};

function resultOf(expects: Expectation, seen: Observed): string {
  return findingOf({ name: 'c', family: 'f', expects }, seen).result;
}

describe('a request for leave', () => {
  test('is right when it was read, bound to its call, answered, and done', () => {
    expect(findingOf(leave, good)).toEqual({ result: 'ok', note: '' });
  });

  test.each<[string, Partial<Observed>]>([
    ['it was read as another tool', { asks: [ask({ tool: 'Edit' })] }],
    ['no option was a one-time yes', { asks: [ask({ options: [option('No', 'no', '1', true)] })] }],
    [
      'two options were',
      {
        asks: [
          ask({ options: [option('Yes', 'yes-once', '1'), option('Sure', 'yes-once', '2'), option('No', 'no', '3')] }),
        ],
      },
    ],
    ['there was no no', { asks: [ask({ options: [option('Yes', 'yes-once', '1')] })] }],
    ['the transcript named no call', { asks: [{ dialog: ask().dialog, reading: ask().reading }] }],
    [
      'it was taken for another call',
      { asks: [{ ...ask(), call: { id: 'b', tool: 'Bash', input: { command: 'ls' } } }] },
    ],
    ['its answer had no effect', { outcomes: [{ kind: 'permission', by: 'policy', outcome: 'no-effect' }] }],
    ['it was never answered', { outcomes: [] }],
    ['its result did not come', { call: { id: 'a', tool: 'Bash', input } }],
    ['it was refused', { call: { id: 'a', tool: 'Bash', input, result: { isError: true, text: 'rejected' } } }],
    ['the end of its turn was not seen', { late: true }],
    ['no dialog was read and nothing went on', { asks: [], late: true }],
    [
      'it failed without being asked',
      { asks: [], call: { id: 'a', tool: 'Bash', input, result: { isError: true, text: '' } } },
    ],
  ])('is wrong when %s', (_what, more) => {
    expect(findingOf(leave, { ...good, ...more }).result).toBe('wrong');
  });

  test('is absent when it ran unasked, or the tool is not offered', () => {
    expect(findingOf(leave, { ...good, asks: [] }).result).toBe('absent');
    const unknown: Observed = { ...good, asks: [], offers: () => false, call: undefined };
    expect(findingOf(leave, unknown).result).toBe('absent');
  });

  test('that was refused must not be done all the same', () => {
    const expects: Expectation = { kind: 'leave', tool: 'Bash', input, answer: 'no' };
    expect(resultOf(expects, { ...good, call: undefined })).toBe('ok');
    expect(resultOf(expects, good)).toBe('wrong');
  });
});

describe('what asks nothing', () => {
  test('is wrong when anything was read as a dialog, or the end of the turn was missed', () => {
    expect(resultOf({ kind: 'turn' }, { ...good, asks: [] })).toBe('ok');
    expect(resultOf({ kind: 'turn' }, good)).toBe('wrong');
    expect(resultOf({ kind: 'turn' }, { ...good, asks: [], late: true })).toBe('wrong');
    expect(resultOf({ kind: 'turn', busy: true }, { ...good, asks: [], states: ['draft', 'idle'] })).toBe('wrong');
  });
});

test('a limit is read with its kind and its moment', () => {
  const expects: Expectation = { kind: 'limit', claim: 'five_hour', resetS: 1_800_000_000 };
  const seen = (kind: string, resetsAt: string | null): Observed => ({
    ...good,
    reading: { state: 'limit', kind, resetsAt, resumesItself: false, options: [], evidence },
  });
  expect(resultOf(expects, seen('five_hour', '2027-01-15T08:00:00.000Z'))).toBe('ok');
  expect(resultOf(expects, seen('five_hour', '2027-01-15T09:00:00.000Z'))).toBe('wrong');
  expect(resultOf(expects, seen('seven_day', '2027-01-15T08:00:00.000Z'))).toBe('wrong');
  expect(resultOf(expects, good)).toBe('wrong');
});

test('one wrong case makes a family wrong, and one wrong or missing family the whole check', () => {
  const all = neededFamilies.map((family) => ({ family, result: 'ok' as const, note: '' }));
  expect(isPassed(familiesOf(all))).toBe(true);
  expect(isPassed(familiesOf([...all, { family: 'MCP', result: 'absent', note: 'not offered' }]))).toBe(true);
  const mixed = familiesOf([...all, { family: 'Bash', result: 'wrong', note: 'read as Edit' }]);
  expect(mixed.find(({ family }) => family === 'Bash')).toEqual({
    family: 'Bash',
    result: 'wrong',
    note: 'read as Edit',
  });
  expect(isPassed(mixed)).toBe(false);
  for (const family of neededFamilies) expect(isPassed(all.filter((one) => one.family !== family))).toBe(false);
  expect(isPassed([])).toBe(false);
});

test('every case has its replies, and the families that every version has are among them', () => {
  const { sessions, replies } = checkSet({ project: '/p', outside: '/o', mcpConfig: '/m' }, 'Agent', 1_800_000_000);
  const cases = sessions.flatMap((session) => session.cases);
  expect(cases.filter(({ name }) => (replies[name] ?? []).length === 0)).toEqual([]);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  const families = new Set(['start', ...cases.map(({ family }) => family)]);
  expect(neededFamilies.filter((family) => !families.has(family))).toEqual([]);
});
