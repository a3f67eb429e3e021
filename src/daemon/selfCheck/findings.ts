import { unreachable } from '../../base/assert.ts';
import type { FamilyResult } from '../../store/cliChecks.ts';
import { holds } from './apiWatch.ts';
import type { CheckCase, Expectation } from './cases.ts';
import { neededFamilies } from './cases.ts';
import type { AskSeen, Observed } from './play.ts';

/** What came of one case. */
export type Finding = Pick<FamilyResult, 'result' | 'note'>;

const ok: Finding = { result: 'ok', note: '' };

function wrong(note: string): Finding {
  return { result: 'wrong', note };
}

function absent(note: string): Finding {
  return { result: 'absent', note };
}

/** Compares what was seen with what had to come of the case. */
export function findingOf({ expects }: CheckCase, seen: Observed): Finding {
  switch (expects.kind) {
    case 'turn':
      return turn(expects, seen);
    case 'leave':
      return leave(expects, seen);
    case 'question':
      return question(expects, seen);
    case 'plan':
      return plan(expects, seen);
    case 'limit':
      return limit(expects, seen);
    case 'error':
      return seen.reading.state === 'error' && seen.reading.kind === expects.error ? ok : wrong(lastRead(seen));
    default:
      return unreachable(expects);
  }
}

/** The families of a table in their order, each with what came of all its cases. */
export function familiesOf(findings: readonly (Finding & { readonly family: string })[]): readonly FamilyResult[] {
  const names = [...new Set(findings.map(({ family }) => family))];
  return names.map((family) => {
    const own = findings.filter((finding) => finding.family === family);
    const result = (['wrong', 'ok'] as const).find((one) => own.some((finding) => finding.result === one)) ?? 'absent';
    const notes = own.filter((finding) => finding.result === result && finding.note !== '').map(({ note }) => note);
    return { family, result, note: [...new Set(notes)].join('; ') };
  });
}

/** True when nothing was read or answered wrongly and everything was there that every version has. */
export function isPassed(families: readonly FamilyResult[]): boolean {
  const isOk = (name: string): boolean => families.some(({ family, result }) => family === name && result === 'ok');
  return families.every(({ result }) => result !== 'wrong') && neededFamilies.every(isOk);
}

type Of<K extends Expectation['kind']> = Extract<Expectation, { kind: K }>;

function turn({ busy }: Of<'turn'>, seen: Observed): Finding {
  const [ask] = seen.asks;
  if (ask) return wrong(`nothing was asked, and it was read as ${told(ask)}`);
  if (seen.late) return wrong(`the end of its turn was not seen; ${lastRead(seen)}`);
  const missing = busy ? (['draft', 'busy'] as const).filter((state) => !seen.states.includes(state)) : [];
  return missing.length === 0 ? ok : wrong(`never read as ${missing.join(' or ')}`);
}

function leave(expects: Of<'leave'>, seen: Observed): Finding {
  const last = seen.asks.at(-1);
  if (!last) return unasked(expects.tool, seen);
  const misread = seen.asks.map((ask) => permissionFault(expects, ask)).find((fault) => fault !== undefined);
  if (misread !== undefined) return wrong(misread);
  if (!last.call) {
    if (!expects.lonely) return wrong('the transcript named no call that fits the dialog');
  } else if (last.call.tool !== expects.tool || !holds(last.call.input, expects.input)) {
    return wrong(`the dialog was taken for another call, ${last.call.tool}`);
  }
  return effect(expects, seen) ?? (last.call ? ok : { ...ok, note: 'shown on the screen alone: you are asked' });
}

/** What became of the answer; undefined when it did what it should. */
function effect({ answer }: Of<'leave'>, { late, outcomes, call, ...seen }: Observed): Finding | undefined {
  const given = outcomes.filter((one) => one.kind === 'permission' && one.outcome !== 'answered');
  if (!given.some(({ outcome }) => outcome === 'confirmed' || outcome === 'typed'))
    return wrong(`its answer did not arrive (${given.map(({ outcome }) => outcome).join(', ') || 'none was given'})`);
  if (answer === 'no')
    return call?.result?.isError === false ? wrong('it was refused and done all the same') : undefined;
  if (!call?.result) return wrong('its result never reached the API');
  if (call.result.isError) return wrong(`it was allowed, and failed: ${shortened(call.result.text)}`);
  return late ? wrong(`the end of its turn was not seen; read as ${seen.reading.state}`) : undefined;
}

function unasked(tool: string, seen: Observed): Finding {
  const { call, late } = seen;
  if (late) return wrong(`no dialog was read; ${lastRead(seen)}`);
  if (call?.result?.isError === false) return absent('not asked');
  return seen.offers(tool)
    ? wrong(`neither asked nor done: ${shortened(call?.result?.text ?? '')}`)
    : absent('not offered');
}

/** What is wrong with how a dialog was read; undefined when nothing is. */
function permissionFault({ tool }: Of<'leave'>, ask: AskSeen): string | undefined {
  const { reading, dialog } = ask;
  if (reading.state !== 'permission' || dialog.kind !== 'permission') return `read as ${told(ask)}`;
  const isTool = tool.startsWith('mcp__') ? dialog.tool.startsWith('mcp__') : dialog.tool === tool;
  if (!isTool) return `read as ${told(ask)}`;
  const yes = dialog.options.filter(({ kind }) => kind === 'yes-once').length;
  if (yes !== 1) return `${yes} of its options were read as a one-time yes`;
  const no = dialog.options.some(({ kind }) => kind === 'no' || kind === 'free-text');
  return no ? undefined : 'none of its options was read as a no';
}

function question(expects: Of<'question'>, seen: Observed): Finding {
  const first = seen.asks[0];
  if (!first) return unasked(expects.tool, seen);
  const { reading } = first;
  if (reading.state !== 'question') return wrong(`read as ${told(first)}`);
  if (reading.multi !== expects.multi) return wrong(`read as ${reading.multi ? 'several answers' : 'one answer'}`);
  if (expects.answers.length > 1 && reading.tabs.length < expects.answers.length)
    return wrong('its pages were not read');
  const labels = reading.options.filter(({ kind }) => kind === 'answer').map(({ label }) => label);
  if (labels.length !== 2) return wrong(`its answers were read as ${labels.join(', ') || 'none'}`);
  const { result } = seen.call ?? {};
  if (!result) return wrong('its answer never reached the API');
  const missing = expects.chosen.filter((label) => !result.text.includes(label));
  return missing.length === 0
    ? ok
    : wrong(`the API got ${shortened(result.text)} instead of ${expects.chosen.join(', ')}`);
}

function plan({ tool }: Of<'plan'>, seen: Observed): Finding {
  const first = seen.asks[0];
  if (!first) return unasked(tool, seen);
  if (first.reading.state !== 'plan') return wrong(`read as ${told(first)}`);
  if (first.dialog.options.length < 2) return wrong('its options were not read');
  return seen.late ? wrong(`it was not left; ${lastRead(seen)}`) : ok;
}

function limit({ claim, resetS }: Of<'limit'>, seen: Observed): Finding {
  const { reading } = seen;
  if (reading.state !== 'limit') return wrong(lastRead(seen));
  if (reading.kind !== claim && reading.kind !== '') return wrong(`read as the limit ${reading.kind}`);
  if (reading.resetsAt === null) return { ...ok, note: 'without its reset time' };
  const aside = Math.abs(Date.parse(reading.resetsAt) / 1_000 - resetS);
  return aside <= minuteS ? ok : wrong(`its reset was read as ${reading.resetsAt}`);
}

/** Banners tell minutes at most. */
const minuteS = 60;

function told({ dialog, reading }: AskSeen): string {
  const about = reading.state === 'permission' ? ` for ${dialog.tool || 'no tool'}` : '';
  return `${reading.state}${about}`;
}

function lastRead({ reading }: Observed): string {
  const why = reading.state === 'unknown' ? ` (${reading.why})` : '';
  return `last read as ${reading.state}${why}`;
}

function shortened(text: string): string {
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}

/** As much of a tool's result as a row of the table has room for. */
const shownChars = 80;
