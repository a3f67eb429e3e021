import { asCode, asPlain } from '../base/markdown.ts';
import type { StressFigures } from './figures.ts';
import { figureRows, msText } from './figures.ts';
import type { Check, Setting } from './told.ts';

/** What a report is made of. */
export interface Outcome {
  /** Of pcc. */
  readonly version: string;
  /** Path of the CLI. */
  readonly program: string;
  /** Undefined where the work did not get so far. */
  readonly setting: Setting | undefined;
  readonly checks: readonly Check[];
  readonly figures: StressFigures | undefined;
  /** Why it could not be carried through. */
  readonly problem: string | undefined;
  readonly tookMs: number;
  /** ISO-8601 UTC. */
  readonly startedAt: string;
  /** The machine in a few words. */
  readonly machine: string;
}

/** Checks of one part, in the order in which they were tried. */
export interface PartResult {
  readonly name: string;
  readonly ok: boolean;
  readonly tookMs: number;
  readonly checks: readonly Check[];
}

/** True when nothing failed and everything was carried through. */
export function isGood({ checks, figures, problem }: Outcome): boolean {
  const tried = checks.some(({ outcome }) => outcome === 'ok') || figures !== undefined;
  return (
    tried && problem === undefined && checks.every(({ outcome }) => outcome !== 'failed') && !figures?.faults.length
  );
}

/** True when nothing failed because nothing could be tried here: that is neither good nor bad. */
export function isUntried({ checks, figures, problem }: Outcome): boolean {
  const skipped = checks.length > 0 && checks.every(({ outcome }) => outcome === 'skipped');
  return skipped && problem === undefined && figures === undefined;
}

/** What it comes to, in a word or two. */
export function wordOf(outcome: Outcome): 'good' | 'not tried' | 'NOT GOOD' {
  if (isGood(outcome)) return 'good';
  return isUntried(outcome) ? 'not tried' : 'NOT GOOD';
}

/** The checks by their parts. */
export function partsOf(checks: readonly Check[]): PartResult[] {
  const names = [...new Set(checks.map(({ part }) => part))];
  return names.map((name) => {
    const own = checks.filter(({ part }) => part === name);
    const tookMs = own.reduce((sum, check) => sum + check.tookMs, 0);
    return { name, ok: own.every(({ outcome }) => outcome !== 'failed'), tookMs, checks: own };
  });
}

/** What a check, or a part, looks like: the glyph carries it, a colour only helps. */
export const glyphs = { ok: '✔', failed: '✗', skipped: '-' } as const satisfies Record<Check['outcome'], string>;

/** What it comes to, in one sentence. */
export function verdictOf(outcome: Outcome): string {
  const { checks, figures, problem } = outcome;
  const failed = checks.filter(({ outcome: one }) => one === 'failed').length;
  const skipped = checks.filter(({ outcome: one }) => one === 'skipped').length;
  const counted = [
    ...(checks.length > 0 ? [`${checks.length - failed - skipped} of ${checks.length} checks passed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} not tried`] : []),
    ...(figures
      ? [figures.faults.length === 0 ? 'nothing was lost or repeated' : `${figures.faults.length} faults`]
      : []),
  ].join(', ');
  if (problem === undefined) return counted;
  return `${counted === '' ? 'Not carried through' : counted}: ${problem.replace(/\.+$/, '')}`;
}

/** The report in Markdown. */
export function reportText(outcome: Outcome): string {
  const { setting, checks, figures, problem } = outcome;
  return [
    `# pcc ${outcome.version}: ${wordOf(outcome)}`,
    '',
    `- ${asPlain(verdictOf({ ...outcome, problem: undefined }) || 'Nothing was tried')}`,
    ...(problem === undefined ? [] : [`- Not carried through: ${asPlain(problem)}`]),
    ...checks
      .filter(({ outcome: one }) => one === 'skipped')
      .map(({ part, name, note }) => `- Not tried: ${asPlain(`${part}, ${name}: ${note}`)}`),
    `- ${outcome.startedAt}, ${msText(outcome.tookMs)}`,
    `- claude ${asPlain(setting?.claude ?? 'of an unknown version')} at ${asCode(outcome.program)}`,
    `- ${asPlain(outcome.machine)}`,
    ...(setting ? [`- ${offlineText(setting)}`] : []),
    '',
    ...(checks.length > 0 ? checkRows(checks) : []),
    ...(figures ? figureTable(figures) : []),
  ].join('\n');
}

/** How far it is certain that nothing left the machine. */
export function offlineText({ offline }: Setting): string {
  if (offline === 'namespace')
    return 'Offline: it ran in a network namespace of its own, in which there is nothing but loopback.';
  return 'Offline by addresses: the CLI had a home of its own, a made-up key and a scripted API on loopback; this system allows no network namespace that would keep it from reaching anything else.';
}

function checkRows(checks: readonly Check[]): string[] {
  return [
    '| | part | check | took | note |',
    '|---|---|---|---:|---|',
    ...checks.map(
      ({ part, name, outcome, tookMs, note }) =>
        `| ${glyphs[outcome]} | ${asPlain(part)} | ${asPlain(name)} | ${msText(tookMs)} | ${asPlain(note)} |`,
    ),
    '',
  ];
}

function figureTable(figures: StressFigures): string[] {
  return [
    '| what | figure |',
    '|---|---|',
    ...figureRows(figures).map(([what, text]) => `| ${asPlain(what)} | ${asPlain(text)} |`),
    '',
    ...(figures.faults.length > 0
      ? ['## Faults', '', ...figures.faults.map((fault) => `- ${asPlain(fault)}`), '']
      : []),
  ];
}
