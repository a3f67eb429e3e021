import type { Scenario, Size, Step } from '../scenario.ts';
import type { Traits } from './traits.ts';
import { everySize, narrow, started } from './steps.ts';

const longDraft =
  'Please look through the whole service and tell me where names are put together by hand, because I should like to have ' +
  'one function for that, with tests for the empty name, for blanks around it and for names in other scripts, before we go on.';
const linesDraft = 'Three things to do:\n- greet strangers too\n- trim the name\n- add tests';
const document = Array.from({ length: 40 }, (_, index) => `line ${index + 1} of a pasted document`).join('\n');
const documentShown = '[Pasted text #1 +39 lines]';
const nothing = {};

function draft(name: string, recipe: string, steps: readonly Step[], sizes?: readonly Size[]): Scenario {
  return { name, family: 'draft', recipe, script: nothing, steps: [started, ...steps], ...(sizes ? { sizes } : {}) };
}

/** The composer: empty, and with what a person puts into it without sending it. */
export function composerScenarios(cli: Traits): Scenario[] {
  const linesShown = cli.tokenForLines ? '[Pasted text #1 +3 lines]' : linesDraft;
  return [
    {
      name: 'start',
      family: 'idle',
      recipe: 'Start-up in a trusted project until the composer is there, empty but for its placeholder.',
      script: nothing,
      steps: [started],
      sizes: everySize,
    },
    draft('draft-short', 'A short draft, then emptied again with ctrl-u.', [
      { do: 'type', text: 'fix the login page' },
      { do: 'see', texts: ['fix the login page'], label: { state: 'draft', text: 'fix the login page' } },
      { do: 'key', key: 'ctrl-u' },
      { do: 'see', texts: [], absent: ['fix the login page'], label: { state: 'idle' } },
    ]),
    draft(
      'draft-wrapped',
      'A draft that wraps over several rows.',
      [
        { do: 'type', text: longDraft },
        { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
      ],
      everySize,
    ),
    draft('draft-lines', 'A draft of four lines, by bracketed paste; newer CLIs put a token in their place.', [
      { do: 'paste', text: linesDraft },
      { do: 'see', texts: [linesShown], label: { state: 'draft', text: linesShown } },
    ]),
    draft(
      'draft-document',
      'A pasted document of 40 lines, for which a token stands in the composer.',
      [
        { do: 'paste', text: document },
        { do: 'see', texts: [documentShown], label: { state: 'draft', text: documentShown } },
      ],
      narrow,
    ),
    draft('draft-slash', 'The beginning of a slash command; the list of completions is open.', [
      { do: 'type', text: '/mo' },
      { do: 'see', texts: ['/mo', '/model'], label: { state: 'draft', text: '/mo' } },
    ]),
    draft(
      'draft-shell',
      'The beginning of a shell command, which changes the look of the composer.',
      [
        { do: 'type', text: '!ls' },
        { do: 'see', texts: ['!'], absent: ['? for shortcuts'], label: { state: 'draft' } },
      ],
      narrow,
    ),
    draft(
      'resized',
      'The terminal changes its size while a draft stands there.',
      [
        { do: 'type', text: longDraft },
        { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
        { do: 'resize', size: { cols: 100, rows: 30 } },
        { do: 'see', texts: [longDraft], label: { state: 'draft', text: longDraft } },
      ],
      narrow,
    ),
    modesScenario(),
  ];
}

/** Each press of shift-tab takes the next mode; the footer changes, the composer stays empty. */
function modesScenario(): Scenario {
  const footers = ['accept edits on', 'plan mode on'];
  return {
    name: 'modes',
    family: 'idle',
    recipe: 'The permission modes one after another, by shift-tab.',
    script: nothing,
    steps: [
      started,
      ...footers.flatMap((footer): Step[] => [
        { do: 'key', key: 'shift-tab' },
        { do: 'see', texts: [footer], label: { state: 'idle' } },
      ]),
    ],
    sizes: narrow,
  };
}
