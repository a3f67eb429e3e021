import type { PendingItem } from '../../api/methods.ts';
import type { Colour, Layout } from './ink.ts';
import { kindWord } from './log.ts';
import { tableLines } from './table.ts';
import { oneLine, shellWord } from './text.ts';
import { agoOf } from './time.ts';

const riskColours: Readonly<Record<PendingItem['risk'], Colour>> = { LOW: 'green', MEDIUM: 'yellow', HIGH: 'red' };

/** Lines that show what waits, why, its options, and for each option the very command that chooses it. */
export function pendingLines(item: PendingItem, layout: Layout): string[] {
  const { ink, width, nowMs } = layout;
  const risk = ink(riskColours[item.risk], `${item.risk} risk`);
  const isProse = item.kind === 'prose';
  const head = `#${item.n}  ${item.session}  ${kindWord(item.kind)}  ${risk}  ${ago(item, nowMs)}`;
  const subject = isProse ? (item.subject ?? '').split('\n') : [item.subject];
  const about = [item.tool, ...subject, item.question].filter((part) => part !== undefined && part !== '');
  return [
    ink('bold', head),
    ...about.map((part) => `    ${oneLine(part ?? '')}`),
    ...item.reasons.map((reason) => ink('dim', `    why: ${oneLine(reason)}`)),
    // A label may be cut, the command behind it may not.
    ...tableLines(optionRows(item), width - 4, 0).map((line) => `    ${line}`),
    ...laterPages(item).map((line) => `    ${line}`),
    ...(isProse ? [`    no answer needed: pcc respond ${item.n} --dismiss`] : []),
  ];
}

/** The questions behind the one on the screen: all of them can be answered at once. */
function laterPages({ n, pages = [], page = 0 }: PendingItem): string[] {
  const later = pages.slice(page + 1);
  if (later.length === 0) return [];
  return [
    ...later.map(({ question, multi, options }) => {
      const labels = options.map(({ label }) => oneLine(label)).join(multi ? ', ' : ' | ');
      return `then: ${oneLine(question)} ${multi ? 'any of ' : ''}${labels}`;
    }),
    `all at once: pcc respond ${n} ${['ANSWER', ...later.map(() => 'ANSWER')].join(' ')}`,
  ];
}

function ago(item: PendingItem, nowMs: number): string {
  return `asked ${agoOf(item.askedAt, nowMs)} ago`;
}

function optionRows(item: PendingItem): { text: string }[][] {
  if (item.options.length === 0) return [[{ text: 'answer:' }, { text: `pcc respond ${item.n} ANSWER` }]];
  return item.options.map((option) => {
    const box = option.checked === undefined ? '' : option.checked ? '[x] ' : '[ ] ';
    const number = option.key === '' ? '-' : `${option.key}.`;
    return [
      { text: `${number} ${box}${oneLine(option.label)}` },
      { text: `pcc respond ${item.n} ${answerFor(option, item)}` },
    ];
  });
}

/** The shortest sure name of an option: its number where it has one, else its whole label. A row to type into refuses a call. */
function answerFor(option: PendingItem['options'][number], item: PendingItem): string {
  if (option.kind === 'free-text') return item.kind === 'permission' ? 'no' : "--text 'YOUR TEXT'";
  return option.key === '' ? shellWord(oneLine(option.label)) : option.key;
}
