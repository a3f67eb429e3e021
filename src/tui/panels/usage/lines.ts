import type { Status, UsageLimits } from '../../../api/methods.ts';
import { limitName } from '../../../base/limitName.ts';
import { beginningOf, oneLine } from '../../../face/text/text.ts';
import { agoOf, inLocalTime } from '../../../face/text/time.ts';
import type { Ink } from '../../ink.ts';
import type { Model } from '../../model.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { fitted } from '../../view/box.ts';
import { clockTime, compact, shareBar, shortUntil, sparkline, untilCells } from '../../view/figures.ts';

/** A line of the view of usage; one that is about a session can be chosen. */
export interface UsageLine {
  readonly line: Line;
  readonly session?: string;
}

type Account = UsageLimits['accounts'][number];
type Waiting = UsageLimits['waiting'][number];
type Wake = UsageLimits['wakes'][number];

/** How long the window of a kind of limit lasts, in milliseconds: what its bar is a share of. */
function windowMs(kind: string): number | undefined {
  if (kind === 'five_hour') return 5 * 3_600_000;
  return kind.startsWith('seven_day') ? 7 * 86_400_000 : undefined;
}

const nameCells = 14;
const kindCells = 11;
const barCells = 20;
/** Narrower than this the bars are shorter. */
const wideCols = 90;
/** Narrower than this there are none, and when something goes on stands before whose it is. */
const barsCols = 72;

/** All of the view, from the top: limits, who waits, what woke, tokens. `cols` is the room of a line. */
export function usageLines({ fleet, nowMs }: Model, cols: number): readonly UsageLine[] {
  const { accounts, waiting, wakes } = fleet.limits;
  const known = new Set(accounts.map(({ by }) => by));
  const warned = fleet.sessions.filter((one) => one.warned && one.phase !== 'ended' && !known.has(one.id));
  const cells = cols >= wideCols ? barCells : cols >= barsCols ? 10 : 0;
  const near = warned.map((one) => warnedLine(one, nowMs, cells));
  return [
    ...section(
      'Limits',
      [...accounts.map((one) => accountLine(one, nowMs, cells)), ...near],
      'No limit is reached or near.',
    ),
    ...section(
      'Waiting for a reset',
      waitingOf(waiting).map((one) => waitingLine(one, nowMs, cells === 0)),
      'Nobody waits.',
    ),
    ...section(
      'Woken lately',
      wakes.slice(0, wakesShown).map((one) => wakeLine(one, nowMs)),
      'Nobody was woken yet.',
    ),
    ...section('Tokens', tokenLines(fleet, cells), 'No session has used any yet.'),
  ];
}

/** The newest ones are of interest; the log has the others. */
const wakesShown = 20;

function section(title: string, lines: readonly UsageLine[], empty: string): readonly UsageLine[] {
  const body = lines.length > 0 ? lines : [{ line: [span(empty, 'hint')] }];
  return [{ line: [span(title, 'strong')] }, ...body, { line: [] }];
}

function cell(text: string, cells: number, ink: Ink = 'plain'): Line {
  return [...fitted([span(oneLine(text), ink)], cells, 'form'), span('  ', 'form')];
}

/** How long until a reset, and when on the clock here. */
function resetText(resetsAt: string | null, nowMs: number): { readonly left: string; readonly at: string } {
  const ms = Date.parse(resetsAt ?? '');
  if (Number.isNaN(ms)) return { left: '?', at: 'nobody knows when' };
  return { left: shortUntil(ms, nowMs), at: ms <= nowMs ? 'resets now' : `resets ${clockTime(ms, nowMs)}` };
}

/** A bar of how much of its window is over. */
function windowBar(
  { kind, resetsAt }: Pick<Account, 'kind' | 'resetsAt'>,
  nowMs: number,
  cells: number,
  ink: Ink,
): Line {
  const lengthMs = windowMs(kind);
  const ms = Date.parse(resetsAt ?? '');
  if (lengthMs === undefined || Number.isNaN(ms)) return [span(' '.repeat(cells), 'form')];
  const { full, rest } = shareBar(1 - (ms - nowMs) / lengthMs, cells);
  return [span(full, ink), span(rest, 'dim')];
}

function accountLine(account: Account, nowMs: number, cells: number): UsageLine {
  const isNear = account.state === 'near';
  const ink: Ink = isNear ? 'medium' : 'limited';
  const { left, at } = resetText(account.resetsAt, nowMs);
  const whose = [...cell(account.account, nameCells), ...cell(limitName(account.kind), kindCells)];
  const bar = cells === 0 ? [] : [...windowBar(account, nowMs, cells, ink), span('  ')];
  const when = [...cell(left, untilCells, 'strong'), span(oneLine(at))];
  const line: Line = [
    ...cell(isNear ? '⚠ near' : '◷ limit', 7, ink),
    ...(cells === 0 ? [...when, span('  '), ...whose] : [...whose, ...bar, ...when]),
    span(`  told by ${oneLine(account.by)}`, 'hint'),
    ...(account.words === undefined ? [] : [span(`: ${oneLine(account.words)}`, 'hint')]),
  ];
  return { line, session: account.by };
}

/** A session that was warned, of whose account nothing else is told. */
function warnedLine({ id, warned }: Status, nowMs: number, cells: number): UsageLine {
  const resetsAt = warned?.resetsAt ?? null;
  const { left, at } = resetText(resetsAt, nowMs);
  const whose = cell(id, nameCells);
  const line: Line = [
    ...cell('⚠ near', 7, 'medium'),
    ...(cells === 0 ? [] : [...whose, ...cell('', kindCells + cells + 2)]),
    ...cell(resetsAt === null ? '' : left, untilCells, 'strong'),
    span(resetsAt === null ? '' : `${at}  `),
    ...(cells === 0 ? whose : []),
    span(oneLine(beginningOf(warned?.words ?? '', wordsCells)), 'hint'),
  ];
  return { line, session: id };
}

/** As much of a warning of the CLI as is told. */
const wordsCells = 200;

/** Those first that are woken first. */
function waitingOf(waiting: readonly Waiting[]): readonly Waiting[] {
  return [...waiting].sort((a, b) => Date.parse(a.wakesAt) - Date.parse(b.wakesAt));
}

function waitingLine(waiting: Waiting, nowMs: number, isNarrow: boolean): UsageLine {
  const { session, kind, wakesAt, asleepSince, stage, vain, why, resumesItself } = waiting;
  const wakesMs = Date.parse(wakesAt);
  const when = stage === 'waking' ? 'waking' : shortUntil(wakesMs, nowMs);
  const whose = cell(session, nameCells, 'strong');
  const line: Line = [
    ...cell(stage === 'waking' ? '● waking' : '◷ asleep', 8, stage === 'waking' ? 'working' : 'limited'),
    ...(isNarrow ? [] : whose),
    ...cell(when, untilCells, 'strong'),
    ...cell(Number.isNaN(wakesMs) ? '' : `at ${clockTime(wakesMs, nowMs)}`, 9),
    ...(isNarrow ? whose : []),
    ...cell(`for ${agoOf(asleepSince, nowMs)}`, 8, 'dim'),
    ...(vain > 0 ? [span(`${vain} in vain  `, 'medium')] : []),
    span(oneLine(inLocalTime(why))),
    span(`  ${oneLine(limitName(kind))}${resumesItself ? ', it goes on by itself' : ''}`, 'hint'),
  ];
  return { line, session };
}

const wakeLooks: Readonly<
  Record<Wake['by'], { readonly glyph: string; readonly word: string; readonly ink: Ink; readonly told: string }>
> = {
  itself: { glyph: '✓', word: 'awake', ink: 'resting', told: 'went on by itself' },
  pcc: { glyph: '✓', word: 'awake', ink: 'resting', told: 'continued by pcc' },
  person: { glyph: '✓', word: 'awake', ink: 'resting', told: 'continued by a person' },
  limit: { glyph: '◷', word: 'again', ink: 'limited', told: 'met the limit again' },
  end: { glyph: '■', word: 'over', ink: 'over', told: 'ended' },
};

/** More than this behind a reset is late, in milliseconds: what is staggered on purpose is not. */
const lateMs = 60_000;

function wakeLine({ session, by, endedAt, resetsAt, why }: Wake, nowMs: number): UsageLine {
  const behindMs = Date.parse(endedAt) - Date.parse(resetsAt ?? '');
  const late = behindMs >= lateMs ? `${agoOf(resetsAt ?? '', Date.parse(endedAt))} after the reset` : '';
  const line: Line = [
    ...cell(`${wakeLooks[by].glyph} ${wakeLooks[by].word}`, 8, wakeLooks[by].ink),
    ...cell(session, nameCells),
    ...cell(`${agoOf(endedAt, nowMs)} ago`, 8, 'dim'),
    span(wakeLooks[by].told),
    ...(late === '' ? [] : [span(`  ${late}`, 'medium')]),
    ...(why === undefined ? [] : [span(`  ${oneLine(inLocalTime(why))}`, 'hint')]),
  ];
  return { line, session };
}

/** Tokens of the sessions, those first that used the most; the bars are shares of the largest. */
function tokenLines({ sessions, pulses }: Model['fleet'], cells: number): readonly UsageLine[] {
  const used = sessions.flatMap((session) => (session.usage ? [{ session, usage: session.usage }] : []));
  const total = ({ input, output, cacheWrite }: NonNullable<Status['usage']>): number => input + output + cacheWrite;
  const most = used.reduce((largest, { usage }) => Math.max(largest, total(usage)), 1);
  return used
    .sort((a, b) => total(b.usage) - total(a.usage))
    .map(({ session: { id }, usage }) => {
      const { full, rest } = shareBar(total(usage) / most, cells);
      const line: Line = [
        ...cell(id, nameCells),
        ...(cells === 0 ? [] : [span(full, 'spark'), span(rest, 'dim'), span('  ')]),
        ...cell(`${compact(usage.input)} in`, 8),
        ...cell(`${compact(usage.output)} out`, 9),
        ...(cells === 0
          ? []
          : [
              ...cell(`${compact(usage.context)} ctx`, 9, 'dim'),
              ...cell(`${compact(usage.cacheRead)} cached`, 12, 'dim'),
              span(sparkline(pulses.get(id) ?? [], 8) ?? '', 'spark'),
            ]),
      ];
      return { line, session: id };
    });
}
