import type { LogLine } from '../../../api/methods.ts';
import type { Risk } from '../forms.ts';

/** Which decisions are shown. */
export interface Filter {
  /** None: all classes. */
  readonly risks: readonly Risk[];
  /** Who decided, as the log tells. */
  readonly by: string | undefined;
  readonly session: string | undefined;
  /** What some field of it says; capital letters count only where there are some. */
  readonly text: string;
}

export const noFilter: Filter = { risks: [], by: undefined, session: undefined, text: '' };

/** Whether it lets everything through. */
export function isOpen({ risks, by, session, text }: Filter): boolean {
  return risks.length === 0 && by === undefined && session === undefined && text === '';
}

/** Who decides, as the log names them. */
export const deciders = ['policy', 'brain', 'human', 'flag'] as const;

/** Whether a decision is to be shown. */
export function passes(line: LogLine, filter: Filter): boolean {
  return passesAsked(line, filter) && holds(line, filter.text);
}

/** What the daemon is asked for: it can tell all but the text and several classes. */
export function askedOf({ risks, by, session }: Filter): { session?: string; risk?: Risk; by?: string } {
  const [risk] = risks;
  return {
    ...(session === undefined ? {} : { session }),
    ...(by === undefined ? {} : { by }),
    ...(risk !== undefined && risks.length === 1 ? { risk } : {}),
  };
}

function passesAsked(line: LogLine, { risks, by, session }: Filter): boolean {
  return (
    line.type === 'decision' &&
    (session === undefined || line.session === session) &&
    (by === undefined || line.by === by) &&
    (risks.length === 0 || (line.risk !== undefined && risks.includes(line.risk)))
  );
}

function holds(line: LogLine, text: string): boolean {
  if (text === '') return true;
  const fields = [line.session, line.tool, line.kind, line.subject, line.action, line.answer, line.by, line.outcome];
  const all = [...fields, ...(line.reasons ?? []), ...(line.rules ?? [])]
    .filter((field) => field !== undefined)
    .join('\n');
  return /\p{Lu}/u.test(text) ? all.includes(text) : all.toLowerCase().includes(text);
}

/** The filter with a class switched on or off; all of them on is the same as none. */
export function withRisk(filter: Filter, risk: Risk): Filter {
  const isOn = filter.risks.includes(risk);
  const risks = isOn ? filter.risks.filter((other) => other !== risk) : [...filter.risks, risk];
  return { ...filter, risks: risks.length === 3 ? [] : risks };
}

/** The filter with the next one of those who decide, after the last all of them. */
export function withNextDecider(filter: Filter): Filter {
  const next = filter.by === undefined ? 0 : deciders.findIndex((decider) => decider === filter.by) + 1;
  return { ...filter, by: deciders[next] };
}
