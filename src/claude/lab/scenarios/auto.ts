import type { JsonObject } from '../../../base/json.ts';
import type { OptionKind } from '../../../screen/reading.ts';
import type { Scenario, Step } from '../scenario.ts';
import { calls, says } from '../script.ts';
import { isFrom } from './releases.ts';
import { idleAfter, submitted } from './steps.ts';
import type { Traits } from './traits.ts';

/**
 * Auto mode has each action checked by the server; where that is not to be had, the CLI asks after all, in dialogs whose rows
 * have no numbers and whose selector rests on the refusal.
 */
export function autoScenarios(cli: Traits): Scenario[] {
  if (!isFrom(cli.version, '2.1.329')) return [];
  const url = 'https://example.com/guide';
  return [
    unchecked('auto-fetch', 'WebFetch', { url, prompt: 'Summarise the guide' }, { subject: url }),
    unchecked('auto-bash', 'Bash', { command: 'npm test', description: 'Run the tests' }, { subject: 'npm test' }),
  ];
}

const inAutoMode: Step = { do: 'see', texts: ['auto mode on'], label: { state: 'idle' } };
const rows: readonly OptionKind[] = ['no', 'yes-once'];

function unchecked(name: string, tool: string, input: JsonObject, { subject }: { subject: string }): Scenario {
  return {
    name,
    family: 'permission',
    recipe: `A call of ${tool} in auto mode, which cannot check it; the row that gives leave is picked by arrow and Enter.`,
    script: { [name]: [calls(tool, input, 'I shall do that.'), says('That went well.')] },
    args: ['--permission-mode', 'auto'],
    steps: [
      inAutoMode,
      ...submitted(`Please go on with this [case:${name}]`),
      { do: 'see', texts: ["Auto mode can't check actions", 'Enter to stay in auto mode'], label: { state: 'menu' } },
      { do: 'key', key: 'enter' },
      {
        do: 'see',
        texts: ['so this one needs your approval', 'Do you want to', 'Yes'],
        label: { state: 'permission', tool, input, subject, optionKinds: rows, selected: 0, numbered: false },
      },
      { do: 'choose', kind: 'yes-once' },
      idleAfter('That went well.'),
    ],
    sizes: [
      { cols: 80, rows: 24 },
      { cols: 120, rows: 40 },
    ],
  };
}
