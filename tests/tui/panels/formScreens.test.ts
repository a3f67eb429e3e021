import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PendingItem, Status } from '../../../src/api/methods.ts';
import type { Size } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { PanelKind, PanelRequest } from '../../../src/tui/panel.ts';
import { panelKind } from '../../../src/tui/panel.ts';
import { confirmKind } from '../../../src/tui/panels/confirm.ts';
import { explainKind } from '../../../src/tui/panels/explain.ts';
import { findKind } from '../../../src/tui/panels/find.ts';
import { helpKind } from '../../../src/tui/panels/help.ts';
import { newKind } from '../../../src/tui/panels/newSession/newSession.ts';
import { paletteKind } from '../../../src/tui/panels/palette.ts';
import { addTaskKind } from '../../../src/tui/panels/queue/addTask.ts';
import { removeTaskKind } from '../../../src/tui/panels/queue/removeTask.ts';
import { respondKind } from '../../../src/tui/panels/respond/respond.ts';
import { addScheduleKind } from '../../../src/tui/panels/schedules/addSchedule.ts';
import { removeScheduleKind } from '../../../src/tui/panels/schedules/removeSchedule.ts';
import { sendKind } from '../../../src/tui/panels/sendTask.ts';
import { aModel, anItem, aStatus, isoAt, startMs } from '../models.ts';
import { Desk, expectFits } from './desk.ts';
import { twoPages } from './respond/items.ts';
import { someSchedules } from './schedules/sample.ts';

/** How the forms look, on terminals large and small, and that nothing a child writes gets out of them. */

const sizes: readonly Size[] = [
  { cols: 80, rows: 24 },
  { cols: 60, rows: 20 },
  { cols: 40, rows: 12 },
];

const longCommand = `for package in ${Array.from({ length: 30 }, (_, index) => `packages/part-${index}`).join(' ')}; do
  npm publish --access public "$package" && git tag "$package-released"
done
git push --tags https://example.com/shop.git`;

const sessions: readonly Status[] = [
  aStatus('app-1', {
    state: 'permission',
    pending: [
      anItem(12, 'app-1', {
        risk: 'HIGH',
        reasons: ['Publishing cannot be undone.', 'The command sends something to a server that no rule names.'],
      }),
      twoPages(13, 'app-1'),
    ],
  }),
  aStatus('shop-2', {
    state: 'busy',
    activity: 'Editing checkout.ts',
    queue: [
      { id: 'shop-2.1', text: 'fix the checkout tests', state: 'running' },
      { id: 'shop-2.2', text: 'write the changelog, with one line for each change', state: 'queued' },
      { id: 'shop-2.3', text: 'publish', state: 'queued', after: 'shop-2.2', why: 'It waits for #2.' },
    ],
  }),
];

type AnyDesk = Desk<unknown>;

/** Each form, brought to where it is worth a look. */
const screens: readonly {
  readonly name: string;
  readonly kind: PanelKind<unknown>;
  readonly request: Omit<PanelRequest, 'name'>;
  readonly act?: (desk: AnyDesk) => unknown;
}[] = [
  { name: 'respond', kind: panelKind(respondKind), request: { session: 'app-1' }, act: wholeCommand },
  {
    name: 'respond-sure',
    kind: panelKind(respondKind),
    request: { session: 'app-1' },
    act: (desk) => wholeCommand(desk).press('PageDown', 'a'),
  },
  {
    name: 'respond-question',
    kind: panelKind(respondKind),
    request: { n: 13 },
    act: (desk) => desk.press('Enter', 'Space'),
  },
  {
    name: 'respond-words',
    kind: panelKind(respondKind),
    request: { n: 13 },
    act: (desk) => desk.press('3', 'Enter').type('arktype, since it is faster'),
  },
  {
    name: 'respond-diff',
    kind: panelKind(respondKind),
    request: { session: 'app-1' },
    act: (desk) =>
      known(desk, {
        tool: 'Edit',
        input: {
          file_path: '/work/app-1/src/cart.ts',
          old_string: 'export function total(cart) {\n  return 0;\n}',
          new_string:
            'export function total(cart) {\n  return cart.items.reduce((sum, item) => sum + item.price, 0);\n}',
        },
      }),
  },
  { name: 'new', kind: panelKind(newKind), request: {} },
  {
    name: 'new-filled',
    kind: panelKind(newKind),
    request: { text: '~/shop' },
    act: (desk) =>
      desk
        .press('Down', 'Down')
        .press('Up')
        .type('add a user type')
        .press('Tab', 'Tab', 'Tab', 'Right', 'Tab', 'Space'),
  },
  {
    name: 'send',
    kind: panelKind(sendKind),
    request: { session: 'shop-2' },
    act: (desk) =>
      desk.type('then write the changelog, with one line for each change').press('M-Enter').type('and commit'),
  },
  { name: 'palette', kind: panelKind(paletteKind), request: {} },
  { name: 'palette-typed', kind: panelKind(paletteKind), request: {}, act: (desk) => desk.type('pause s') },
  { name: 'find', kind: panelKind(findKind), request: {}, act: (desk) => desk.type('chk') },
  { name: 'help', kind: panelKind(helpKind), request: {} },
  { name: 'help-search', kind: panelKind(helpKind), request: {}, act: (desk) => desk.press('/').type('wide') },
  { name: 'confirm', kind: panelKind(confirmKind), request: { session: 'shop-2' } },
  {
    name: 'add-task',
    kind: panelKind(addTaskKind),
    request: { session: 'shop-2' },
    act: (desk) =>
      desk.type('write the changelog').press('Tab', 'Space', 'Tab').type('3').press('Tab').type('npm test'),
  },
  { name: 'remove-task', kind: panelKind(removeTaskKind), request: { session: 'shop-2', text: 'shop-2.2' } },
  { name: 'add-schedule', kind: panelKind(addScheduleKind), request: { session: 'shop-2' }, act: scheduled },
  { name: 'remove-schedule', kind: panelKind(removeScheduleKind), request: { text: 'triage' } },
  { name: 'explain', kind: panelKind(explainKind), request: { session: 'app-1' }, act: explained },
];

function wholeCommand(desk: AnyDesk): AnyDesk {
  return known(desk, { tool: 'Bash', input: { command: longCommand, description: 'Publish all packages' } });
}

function known(desk: AnyDesk, call: { tool: string; input: Record<string, string> }): AnyDesk {
  return desk.reply({
    type: 'answered',
    tag: { panel: 7, word: 'call 12' },
    method: 'pending.call',
    result: { n: 12, cut: false, call: { ...call, cwd: '/work/app-1' } },
  });
}

function explained(desk: AnyDesk): AnyDesk {
  return desk.reply({
    type: 'answered',
    tag: { panel: 7, word: 'decisions' },
    method: 'decisions.list',
    result: {
      lines: [
        {
          seq: 9,
          session: 'app-1',
          at: isoAt(startMs - 30_000),
          type: 'decision',
          kind: 'permission',
          tool: 'Bash',
          subject: 'npm publish --dry-run',
          risk: 'HIGH',
          action: 'escalate',
          by: 'policy',
          keys: '',
          answer: '',
          rules: ['net-publish', 'unknown-server'],
          reasons: ['Publishing cannot be undone.', 'The command sends something to a server that no rule names.'],
          outcome: 'pending',
        },
      ],
    },
  });
}

function scheduled(desk: AnyDesk): AnyDesk {
  desk.type('0 2 * * 1-5').press('Tab').type('Europe/Berlin');
  const word = JSON.stringify(['0 2 * * 1-5', 'Europe/Berlin']);
  const times = [
    { at: '2026-03-02T01:00:00.000Z', local: '2026-03-02 02:00 Europe/Berlin' },
    { at: '2026-03-29T01:00:00.000Z', local: '2026-03-29 03:00 Europe/Berlin', note: '02:00 is skipped that day' },
  ];
  desk.reply({ type: 'answered', tag: { panel: 7, word }, method: 'schedule.next', result: { times } });
  return desk.press('Tab', 'Tab', 'Tab').type('update the dependencies');
}

function modelOf(size: Size, given: readonly Status[] = sessions): Model {
  const model = aModel({ size, sessions: given });
  return { ...model, focus: given[0]?.id, fleet: { ...model.fleet, schedules: someSchedules } };
}

describe('screens of the forms', () => {
  for (const size of sizes)
    it.each(screens)(`$name at ${size.cols}x${size.rows}`, async ({ name, kind, request, act }) => {
      const desk = new Desk(kind, request, modelOf(size)).become({ nowMs: startMs + 1_000 });
      act?.(desk);
      expectFits(desk.view(), desk.rect());
      // What stands behind the box is not of interest; local times differ from place to place.
      const text = desk.drawn().map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '2026-03-01 12:00:00'));
      await expect(`${text.join('\n').replaceAll('▏', ' ').replace(/ +$/gm, '')}\n`).toMatchFileSnapshot(
        `golden/${name}-${size.cols}x${size.rows}.txt`,
      );
    });
});

/** What a child could write to break out of a form, to hide something, or to push it out of sight. */
const hostileTexts = [
  'a\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b31m',
  'rm -rf /\u202e # gnp.exe\u2066\u200f',
  'x'.repeat(10_000),
  `ls${' '.repeat(500)}; rm -rf ~`,
  '日本語のとても長いパス'.repeat(40),
  '🚀'.repeat(300),
  'e\u0301\u0302\u0303'.repeat(200),
  'one\r\ntwo\rthree\n\n\n\u0000\u0008\u007f',
  '\ud800 alone \udc00',
  '',
];

function hostileSessions(text: string): Status[] {
  const item: Partial<PendingItem> = {
    tool: text.slice(0, 60),
    subject: text,
    question: text,
    reasons: [text, 'plain'],
    options: [
      { key: '1', label: text, kind: 'yes-once', selected: true },
      { key: '', label: text, kind: 'yes-always', selected: false },
      { key: '9', label: 'No', kind: 'no', selected: false },
    ],
  };
  const pages = [{ question: text, header: text, multi: true, options: [{ label: text, description: text }] }];
  return [
    aStatus('app-1', {
      path: text,
      activity: text,
      why: text,
      warnings: [text],
      state: 'permission',
      queue: [{ id: 't', text, state: 'running' }],
      pending: [
        anItem(12, 'app-1', item),
        anItem(13, 'app-1', { ...item, kind: 'question', pages: [...pages, ...pages], page: 0 }),
      ],
    }),
  ];
}

const names = [
  ...['Enter', 'Esc', 'Tab', 'S-Tab', 'Up', 'Down', 'Left', 'Right', 'Home', 'End', 'PageUp', 'PageDown', 'Space'],
  ...['Backspace', 'Delete', 'M-Enter', 'C-j', 'C-w', 'C-u', 'C-s', 'C-n', 'C-p', 'Unknown', 'F5'],
  ...['a', 'd', 'n', 'N', 'i', 'y', 'q', '/', 'G', 'g', '1', '2', '9', 'é', '日', '🚀'],
];

describe('any keys, any texts, any size', () => {
  it.each(screens)('$name never breaks and never draws outside of its place', ({ kind, request, act }) => {
    const size = fc.record({ cols: fc.integer({ min: 20, max: 130 }), rows: fc.integer({ min: 6, max: 50 }) });
    const typing = fc.array(fc.constantFrom(...names), { maxLength: 25 });
    fc.assert(
      fc.property(size, typing, fc.constantFrom(...hostileTexts), (cells, keys, text) => {
        const model = modelOf(
          cells,
          request.session === 'shop-2' ? [...sessions, ...hostileSessions(text)] : hostileSessions(text),
        );
        const desk = new Desk(kind, request, model).become({ nowMs: startMs + 1_000 });
        act?.(desk);
        if (desk.isOpen) expectShown(desk);
        for (const name of keys) {
          if (!desk.press(name).isOpen) return;
          expectShown(desk);
          desk.become({ nowMs: desk.model.nowMs + 150 });
        }
        desk.tell({ type: 'paste', text });
        if (desk.isOpen) expectShown(desk);
      }),
      { numRuns: 25 },
    );
  });
});

function expectShown(desk: AnyDesk): void {
  expectFits(desk.view(), desk.rect());
}
