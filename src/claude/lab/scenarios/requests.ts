import type { Scenario, Step } from '../scenario.ts';
import type { Script } from '../script.ts';
import { calls, heldBy } from '../script.ts';
import type { Asked } from './steps.ts';
import type { Traits } from './traits.ts';
import { asked, busyUntil, declined, idleAfter, prompted } from './steps.ts';

/** A request with a name, to be made into a scenario. */
export interface Case extends Asked {
  readonly name: string;
  /** Path of a file that is read, unasked, before the call: older CLIs let nothing be edited that was not read. */
  readonly readFirst?: string;
  readonly recipe: string;
  readonly extra?: Partial<Scenario>;
}

/** The whole cycle: prompt, dialog, one-time yes, busy while the API holds its answer, idle. */
export function approved(one: Case): Scenario {
  const { name, recipe, extra } = one;
  return {
    name,
    family: 'permission',
    recipe: `${recipe} Answered with the one-time yes; the API holds the next answer for a while.`,
    script: scriptOf(one),
    steps: [
      ...prompted(name),
      asked(one),
      { do: 'choose', kind: 'yes-once' },
      ...busyUntil('end', name, one.readFirst === undefined ? 1 : 2),
      idleAfter('That went well.'),
    ],
    ...extra,
  };
}

/** The dialog is seen and answered with no. */
export function refused(one: Case): Scenario {
  const { name, recipe, extra } = one;
  return {
    name,
    family: 'permission',
    recipe: `${recipe} Answered with no, or Escape where no row says so.`,
    script: scriptOf(one),
    steps: [...prompted(name), asked(one), declined(one.options), interrupted],
    ...extra,
  };
}

/** After a no the turn is over and the composer is back. */
export const interrupted: Step = {
  do: 'see',
  texts: ['? for shortcuts'],
  absent: ['Do you want to', 'esc to interrupt'],
  label: { state: 'idle' },
};

/** What the API says: the call (after reading its file where that is needed), then, once its gate opens, that it went well. */
export function scriptOf(one: Case): Script {
  const done = heldBy('end', { kind: 'message', blocks: [{ type: 'text', text: 'That went well.' }] });
  const reads = one.readFirst === undefined ? [] : [calls('Read', { file_path: one.readFirst })];
  return { [one.name]: [...reads, calls(one.tool, one.input, 'I shall do that now.'), done] };
}

/**
 * A request for Bash.
 *
 * @param more What differs from a plain request; `description` is the sentence that comes with the command.
 */
export function bash(
  name: string,
  command: string,
  cli: Traits,
  more: Partial<Case> & { recipe: string; description?: string },
): Case {
  const description = more.description ?? 'Run what was asked for';
  return {
    name,
    tool: 'Bash',
    input: { command, description },
    subject: command,
    options: cli.bash,
    sees: [description],
    ...more,
  };
}
