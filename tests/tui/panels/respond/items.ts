import type { PendingItem, Result } from '../../../../src/api/methods.ts';
import { limits } from '../../../../src/limits.ts';
import { respondKind } from '../../../../src/tui/panels/respond/respond.ts';
import type { Respond } from '../../../../src/tui/panels/respond/state.ts';
import type { Size } from '../../../../src/tui/message.ts';
import { aModel, anItem, aStatus, startMs } from '../../models.ts';
import { Desk } from '../desk.ts';

/** Things that wait, and the form on them. */

type Option = PendingItem['options'][number];

export function option(key: string, label: string, kind: Option['kind'] = 'answer', checked?: boolean): Option {
  return { key, label, kind, selected: false, ...(checked === undefined ? {} : { checked }) };
}

/** Two pages: one library, several kinds of tests. */
export function twoPages(n: number, session: string): PendingItem {
  return anItem(n, session, {
    kind: 'question',
    tool: 'AskUserQuestion',
    question: 'Which library?',
    reasons: ['No rule answers questions.'],
    options: [option('1', 'zod'), option('2', 'valibot'), option('3', 'Type something.', 'free-text')],
    pages: [
      {
        question: 'Which library?',
        header: 'Library',
        multi: false,
        options: [
          { label: 'zod', description: 'In use already' },
          { label: 'valibot', description: 'Smaller' },
        ],
      },
      {
        question: 'Which tests?',
        header: 'Tests',
        multi: true,
        options: [
          { label: 'unit, fast', description: 'Pure functions' },
          { label: 'e2e', description: 'The real CLI' },
        ],
      },
    ],
    page: 0,
  });
}

/** The form on the oldest of what waits, long enough on the screen to be answered. */
export function deskOn(items: readonly PendingItem[], size: Size = { cols: 80, rows: 24 }): Desk<Respond> {
  const model = aModel({ size, sessions: [aStatus('app-1', { state: 'permission', pending: [...items] })] });
  return new Desk(respondKind, { session: 'app-1' }, model).become({ nowMs: startMs + limits.answerSeenMs });
}

/** The whole call of an item comes. */
export function knownCall(
  desk: Desk<Respond>,
  n: number,
  call: NonNullable<Result<'pending.call'>['call']> = { tool: 'Bash', input: { command: 'npm publish --dry-run' } },
): Desk<Respond> {
  const result = { n, cut: false, call };
  return desk.reply({ type: 'answered', tag: { panel: 7, word: `call ${n}` }, method: 'pending.call', result });
}

/** What was sent to the daemon as an answer. */
export function sentBy({ commands }: Desk<Respond>): unknown[] {
  return commands.flatMap((command) =>
    command.type === 'call' && command.method === 'pending.respond' ? [command.params] : [],
  );
}

/** The last lines of the form, without its frame. */
export function said(desk: Desk<Respond>): string {
  return desk
    .drawn()
    .map((line) => line.replace(/[▏╭╮╰╯│┃─]/g, '').trim())
    .filter((line) => line !== '')
    .join('\n');
}
