import type { JsonObject } from '../../../base/json.ts';
import type { OptionKind } from '../../../screen/reading.ts';
import type { Label, Size, Step } from '../scenario.ts';
import { projectFolder } from '../stagePlaces.ts';

/** From a phone to a wide desk. */
export const everySize: readonly Size[] = [
  { cols: 60, rows: 20 },
  { cols: 80, rows: 24 },
  { cols: 120, rows: 40 },
  { cols: 200, rows: 50 },
];
export const narrow: readonly Size[] = [{ cols: 80, rows: 24 }];
export const wide: readonly Size[] = [{ cols: 120, rows: 40 }];

/** The composer is there and empty, and nothing runs. */
export const started: Step = {
  do: 'see',
  texts: ['? for shortcuts'],
  absent: ['esc to interrupt'],
  label: { state: 'idle' },
};

/** Types a text, sees it stand in the composer as a draft, and presses Enter. */
export function submitted(text: string): Step[] {
  return [
    { do: 'type', text },
    { do: 'see', texts: [text], label: { state: 'draft', text } },
    { do: 'key', key: 'enter' },
  ];
}

/** From start-up to a submitted prompt that names the case. */
export function prompted(caseName: string): Step[] {
  return [started, ...submitted(`Please go on with this [case:${caseName}]`)];
}

/** The end of a turn: the text stands there and the composer is empty. */
export function idleAfter(text: string): Step {
  return { do: 'see', texts: [text], absent: ['esc to interrupt'], label: { state: 'idle' } };
}

/** The API has the request and holds its answer: the CLI cannot but be busy. Then the gate opens. */
export function busyUntil(gate: string, caseName: string, turn: number, sees = ''): Step[] {
  return [
    { do: 'requested', caseName, turn },
    { do: 'see', texts: [sees], how: 'moving', label: { state: 'busy' } },
    { do: 'open', gate },
  ];
}

/** A request for leave, as the scenario knows it. */
export interface Asked {
  readonly tool: string;
  /** The tool whose dialog it has, where that does not tell which of several asks. */
  readonly shownAs?: string;
  readonly input: JsonObject;
  /** As the dialog shows it, wraps undone; left out where the versions word it differently. */
  readonly subject?: string;
  readonly options: readonly OptionKind[];
  /** A text of this very dialog. */
  readonly sees: readonly string[];
  /** True when it is taller than every screen it is played on; its subject is then not to be seen whole. */
  readonly truncated?: boolean;
  readonly agent?: string;
  /** False where the CLI writes the call into no transcript before it is answered. */
  readonly witnessed?: boolean;
}

/** Waits for the dialog and its last row. */
export function asked(request: Asked): Step {
  const { tool, input, options, sees } = request;
  const label: Label = {
    state: 'permission',
    tool: request.shownAs ?? tool,
    ...(request.shownAs === undefined ? {} : { called: tool }),
    input,
    ...(request.subject === undefined || request.truncated ? {} : { subject: request.subject }),
    ...(request.agent === undefined ? {} : { agent: request.agent }),
    truncated: request.truncated ?? false,
    ...(request.witnessed === false ? { witnessed: false } : {}),
    optionKinds: options,
    selected: 0,
  };
  const last = options.at(-1) === 'free-text' ? 'Type here' : 'No';
  return { do: 'see', texts: [...sees, `${options.length}. ${last}`], label };
}

/** Says no to the dialog seen last: by its row, or by Escape where there is none. */
export function declined(options: readonly OptionKind[]): Step {
  return options.includes('no') ? { do: 'choose', kind: 'no' } : { do: 'key', key: 'escape' };
}

/** Absolute path of a file of the project, as the tools want it. */
export function inProject(path: string): string {
  return `${projectFolder}/${path}`;
}
