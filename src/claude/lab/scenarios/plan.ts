import type { JsonObject } from '../../../base/json.ts';
import type { OptionKind } from '../../../screen/reading.ts';
import type { Label, Scenario, Size, Step } from '../scenario.ts';
import type { Reply } from '../script.ts';
import { calls, planFile, says } from '../script.ts';
import { isFrom } from './releases.ts';
import type { Traits } from './traits.ts';
import { everySize, idleAfter, narrow, submitted } from './steps.ts';

const short = '# Greeting strangers\n\n1. Trim the name\n2. Greet strangers\n3. Add tests';
const long = `# Greeting many\n\n${Array.from({ length: 60 }, (_, index) => `${index + 1}. Take step ${index + 1} with care`).join('\n')}\n`;

/** Plan mode shows no hint for shortcuts in its footer. */
const planning: Step = { do: 'see', texts: ['plan mode on'], label: { state: 'idle' } };

/** Leave to go on from a plan. */
export function planScenarios(cli: Traits): Scenario[] {
  return [
    plan(
      cli,
      'plan-short',
      'A short plan; the way on that asks before each edit is picked.',
      short,
      everySize,
      (form) => [{ do: 'type', text: String(form.indexOf('yes-once') + 1) }, idleAfter('That went well.')],
    ),
    plan(cli, 'plan-long', 'A plan taller than the screen; left with Escape.', long, everySize, () => [
      { do: 'key', key: 'escape' },
      {
        do: 'see',
        texts: ['plan mode on'],
        absent: ['Would you like to proceed?', 'esc to interrupt'],
        label: { state: 'idle' },
      },
    ]),
    ...(isFrom(cli.version, '2.0.64') ? [changed(cli)] : []),
    ...(isFrom(cli.version, '2.1.98') ? [nothingPlanned(cli)] : []),
  ];
}

/** The rows of the form for a plan, by release. */
function formOf({ version }: Traits): readonly OptionKind[] {
  // Those in between could also clear the context.
  const couldClear = isFrom(version, '2.1.15') && !isFrom(version, '2.1.98');
  if (couldClear) return ['mode-switch', 'mode-switch', 'yes-once', 'free-text'];
  return ['mode-switch', 'yes-once', isFrom(version, '2.0.64') ? 'free-text' : 'no'];
}

function label(kinds: readonly OptionKind[], selected = 0): Label {
  return { state: 'plan', optionKinds: [...kinds], selected };
}

/** From 2.0.64 on a plan is a file that the model writes before it asks. */
function repliesOf({ version }: Traits, text: string): Reply[] {
  const leave = (input: JsonObject): Reply => calls('ExitPlanMode', input, 'Here is my plan.');
  if (!isFrom(version, '2.0.64')) return [leave({ plan: text }), says('That went well.')];
  const write = calls('Write', { file_path: planFile, content: text });
  return [write, leave({}), says('That went well.')];
}

function plan(
  cli: Traits,
  name: string,
  recipe: string,
  text: string,
  sizes: readonly Size[],
  rest: (form: readonly OptionKind[]) => readonly Step[],
): Scenario {
  const form = formOf(cli);
  const asks: Step = { do: 'see', texts: ['Would you like to proceed?', `${form.length}.`], label: label(form) };
  return {
    name,
    family: 'plan',
    recipe,
    script: { [name]: repliesOf(cli, text) },
    args: ['--permission-mode', 'plan'],
    steps: [planning, ...submitted(`Please plan this [case:${name}]`), asks, ...rest(form)],
    sizes,
  };
}

/** The last row takes what is to be changed in the plan. */
function changed(cli: Traits): Scenario {
  const form = formOf(cli);
  const last = form.length - 1;
  return plan(cli, 'plan-changed', 'A short plan; what to change is typed into the last row.', short, narrow, () => [
    ...form.slice(1).map((): Step => ({ do: 'key', key: 'down' })),
    { do: 'see', texts: ['Would you like to proceed?'], label: label(form, last) },
    { do: 'type', text: 'Trim less' },
    { do: 'see', texts: ['Trim less'], label: { state: 'plan', selected: last } },
    { do: 'key', key: 'enter' },
    { do: 'see', texts: ['That went well.'], absent: ['esc to interrupt'], label: { state: 'idle' } },
  ]);
}

/** Without a plan written down, newer CLIs only ask whether to leave the mode. */
function nothingPlanned({ version }: Traits): Scenario {
  const name = 'plan-none';
  return {
    name,
    family: 'plan',
    recipe: 'The model leaves plan mode without a plan. Answered with no.',
    script: { [name]: [calls('ExitPlanMode', {}, 'I know enough.'), says('That went well.')] },
    args: ['--permission-mode', 'plan'],
    steps: [
      planning,
      ...submitted(`Please plan this [case:${name}]`),
      {
        do: 'see',
        texts: ['Exit plan mode?', '2. No'],
        label: label([isFrom(version, '2.1.329') ? 'mode-switch' : 'yes-once', 'no']),
      },
      { do: 'choose', kind: 'no' },
      { do: 'see', texts: ['plan mode on'], absent: ['Exit plan mode?'], label: { state: 'idle' } },
    ],
    sizes: [
      { cols: 60, rows: 20 },
      { cols: 120, rows: 40 },
    ],
  };
}
