import type { Option, Reading } from './reading.ts';

/** What makes a dialog the same dialog, as one text: everything on it but where the selector rests and what is ticked. */
export function identityOf(reading: Reading): string | undefined {
  switch (reading.state) {
    case 'permission':
      return joined(
        reading.state,
        [reading.tool, reading.subject, String(reading.truncated), reading.agent ?? ''],
        reading.options,
      );
    case 'question':
      return joined(reading.state, [reading.question, reading.header], reading.options);
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

function joined(state: string, fields: readonly string[], options: readonly Option[]): string {
  return JSON.stringify([state, ...fields, ...options.map((option) => [option.key, option.label, option.kind])]);
}
