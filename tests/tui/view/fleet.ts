import type { Status } from '../../../src/api/methods.ts';
import type { Model } from '../../../src/tui/model.ts';
import { anItem, aStatus, isoAt, startMs } from '../models.ts';
import type { Children } from './flat.ts';

/** A fleet as on a busy day, for golden screens: one session in each state that matters. */

const usage = (context: number, output: number): Status['usage'] => ({
  input: 1_000,
  output,
  cacheRead: 0,
  cacheWrite: 0,
  context,
});

function task(text: string): Status['queue'] {
  return [{ id: 't1', text, state: 'running' }];
}

function ago(seconds: number): string {
  return isoAt(startMs - seconds * 1_000);
}

export const busyDay: readonly Status[] = [
  aStatus('fix-login', {
    state: 'busy',
    activity: 'Running tests…',
    since: ago(187),
    usage: usage(84_300, 45_200),
    queue: task('Fix the login page so that a wrong password says so, and add tests for it'),
  }),
  aStatus('docs', {
    state: 'permission',
    since: ago(34),
    usage: usage(12_300, 3_100),
    pending: [anItem(7, 'docs', { subject: 'npm publish --dry-run', risk: 'MEDIUM' })],
  }),
  aStatus('migrate', {
    state: 'limit',
    since: ago(3_720),
    limit: { kind: 'session', resetsAt: isoAt(startMs + 8_040_000) },
    usage: usage(151_000, 1_234_567),
    queue: task('Move the store to the new schema'),
  }),
  aStatus('review', { state: 'idle', since: ago(600), usage: usage(900, 120) }),
  aStatus('cleanup', {
    state: 'permission',
    since: ago(5),
    usage: usage(45_000, 9_999),
    pending: [anItem(8, 'cleanup', { subject: 'rm -rf build dist ../old', risk: 'HIGH' })],
  }),
  aStatus('übersetzung-日本語', {
    state: 'question',
    since: ago(90),
    pending: [
      anItem(9, 'übersetzung-日本語', {
        kind: 'question',
        tool: 'AskUserQuestion',
        subject: '',
        question: 'Which languages?',
        risk: 'LOW',
      }),
    ],
  }),
  aStatus('api', {
    state: 'busy',
    since: ago(12),
    usage: usage(33_000, 8_000),
    queue: task('Add paging to the list of orders'),
  }),
  aStatus('bench', { state: 'error', why: 'The key was refused.', since: ago(4_000) }),
  aStatus('spike', { state: 'draft', since: ago(40) }),
  aStatus('old', {
    phase: 'ended',
    state: 'exited',
    exitCode: 0,
    endedAt: ago(7_300),
    since: ago(7_300),
    stopped: true,
  }),
  aStatus('broken', { phase: 'ended', state: 'exited', exitCode: 1, endedAt: ago(300), since: ago(300) }),
  aStatus('night', { state: 'busy', paused: true, since: ago(86_400 * 2) }),
];

/** Sparklines of some, and screens of those that live. */
export function lively(model: Model): Model {
  const pulses = new Map([
    ['fix-login', [0, 0, 40, 900, 2_000, 800, 12_000, 30_000, 900, 850, 60, 900, 870, 2_400, 9_000, 700]],
    ['api', [0, 0, 0, 0, 0, 0, 0, 0, 0, 300, 900, 850, 870, 20, 0, 0]],
    ['review', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ]);
  const screens = new Map(
    model.fleet.sessions
      .filter(({ phase }) => phase === 'live')
      .map(({ id, size }) => [
        id,
        {
          ...size,
          modes: { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: 'none' as const },
        },
      ]),
  );
  return { ...model, fleet: { ...model.fleet, pulses, screens } };
}

const inputBox = ['─'.repeat(120), '❯ ', '─'.repeat(120), '  ? for shortcuts'];

/** What the children show. */
export const children: Children = {
  'fix-login': [
    '⏺ Update(src/login/form.ts)',
    '  ⎿  Updated src/login/form.ts with 4 additions and 1 removal',
    '⏺ Bash(npm test -- login)',
    '  ⎿  Running…',
    '',
    '✻ Running tests… (42s · esc to interrupt)',
    '',
    ...inputBox,
  ],
  docs: [
    '─'.repeat(120),
    ' Bash command',
    '',
    '   npm publish --dry-run',
    '   See what would be published',
    '',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    "   2. Yes, and don't ask again for npm publish",
    '   3. No, and tell Claude what to do differently (esc)',
  ],
  migrate: ['  ⎿  5-hour limit reached ∙ resets 3pm', '', ...inputBox],
  review: ['⏺ The change is sound; two remarks are in REVIEW.md.', '', ...inputBox],
  cleanup: [
    ' Bash command',
    '',
    '   rm -rf build dist ../old',
    '',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. No',
  ],
  api: ['✶ Pondering… (8s · esc to interrupt)', '', ...inputBox],
};
