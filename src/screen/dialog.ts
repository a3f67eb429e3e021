import type { Option, Question, Reading } from './reading.ts';

/**
 * What makes a dialog the same dialog, as one text: everything on it but where the selector rests, what is ticked,
 * and what stands in a row to type into. */
export function identityOf(reading: Reading): string | undefined {
  switch (reading.state) {
    case 'permission':
      return joined(
        reading.state,
        [reading.tool, reading.subject, String(reading.truncated), reading.agent ?? ''],
        reading.options,
      );
    case 'question':
      // Two pages of one call may be worded alike.
      return joined(
        reading.state,
        [reading.question, reading.header, String(currentTab(reading.tabs))],
        reading.options,
      );
    case 'menu':
      return joined(reading.state, [reading.title], reading.options);
    case 'limit':
      return reading.options.length === 0 ? undefined : joined(reading.state, [reading.kind], reading.options);
    case 'plan':
    case 'trust':
      return joined(reading.state, [], reading.options);
    default:
      return undefined;
  }
}

/** The index of the page that is open, -1 where no tabs can be seen. */
export function currentTab(tabs: Question['tabs']): number {
  return tabs.findIndex(({ current }) => current);
}

function joined(state: string, fields: readonly string[], options: readonly Option[]): string {
  return JSON.stringify([
    state,
    ...fields,
    ...options.map((option) => [option.key, lastingLabel(option), option.kind]),
  ]);
}

/** The label as long as the dialog stands: a row to type into, and one that says no and takes words for Claude, have what was typed for it. */
function lastingLabel({ kind, label }: Option): string {
  return kind === 'free-text' || kind === 'no' ? '' : label;
}
