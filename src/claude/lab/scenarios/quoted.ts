import type { Scenario, Size, Step } from '../scenario.ts';
import { calls, says } from '../script.ts';
import type { Traits } from './traits.ts';
import { asked, everySize, idleAfter, prompted, started } from './steps.ts';

/** A dialog as the newer CLI draws it, as text. */
const dialogBetweenRules = [
  '────────────────────────────────────────────────────────────',
  ' Bash command',
  ' Run the tests',
  '╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌',
  ' npm test',
  '╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  "   2. Yes, and don't ask again for: npm test *",
  '   3. No',
  '',
  ' Esc to cancel · Tab to amend',
].join('\n');

/** A dialog as the older CLI draws it, as text. */
const dialogInBox = [
  '╭──────────────────────────────────────────────────────────╮',
  '│ Bash command                                             │',
  '│                                                          │',
  '│   npm test                                               │',
  '│                                                          │',
  '│ Do you want to proceed?                                  │',
  '│ ❯ 1. Yes                                                 │',
  '│   2. No, and tell Claude what to do differently (esc)    │',
  '╰──────────────────────────────────────────────────────────╯',
].join('\n');

const spinner = '✻ Pondering… (12s · esc to interrupt)';
const limit = "5-hour limit reached ∙ resets 3pm\n\nYou've hit your session limit · resets 3:30pm (UTC)";

/** `moving` is what tells that the turn still runs; the quotation itself must not hold it. */
interface Quotation {
  readonly name: string;
  readonly what: string;
  readonly text: string;
  readonly sees: string;
  readonly moving?: string;
  readonly sizes?: readonly Size[];
}

function quoting({ name, what, text, sees, moving, sizes }: Quotation): Scenario {
  const over: Step = { do: 'see', texts: ['? for shortcuts', sees], absent: [moving ?? 'esc to interrupt'] };
  return {
    name,
    family: 'quoted',
    recipe: `The answer quotes ${what} and nothing follows it. Nothing is asked: the screen is idle.`,
    script: { [name]: [says(text)] },
    // Looked at twice: one rest may be a spinner that halts while the machine is busy.
    steps: [...prompted(name), over, { ...over, label: { state: 'idle' } }],
    ...(sizes ? { sizes } : {}),
  };
}

/** Texts that look like something else: what stands above the composer asks for nothing. */
export function quotedScenarios(cli: Traits): Scenario[] {
  const show = { command: 'cat README.md', description: 'Show the guide' };
  const leave: Step[] = [
    asked({ tool: 'Bash', input: show, subject: show.command, options: cli.bash, sees: ['Do you want to proceed?'] }),
    { do: 'choose', kind: 'yes-once' },
  ];
  const drawn = `# Guide\n\n${dialogInBox}\n`;
  const afterPaste: Step = {
    do: 'see',
    texts: [cli.tokenForLines ? '[Pasted text #1' : 'Tab to amend'],
    label: { state: 'draft' },
  };
  return [
    quoting({
      name: 'quoted-dialog',
      what: 'a permission dialog in a code block',
      text: `It looks like this:\n\n\`\`\`\n${dialogBetweenRules}\n\`\`\``,
      sees: 'Tab to amend',
      sizes: everySize,
    }),
    quoting({
      name: 'quoted-box',
      what: 'a boxed permission dialog in a code block',
      text: `It looks like this:\n\n\`\`\`\n${dialogInBox}\n\`\`\``,
      sees: 'Do you want to proceed?',
      sizes: everySize,
    }),
    quoting({
      name: 'quoted-bare',
      what: 'a permission dialog without any marks',
      text: dialogBetweenRules,
      sees: 'Do you want to proceed?',
    }),
    quoting({
      name: 'quoted-spinner',
      what: 'the line of a busy CLI',
      text: `While it works, it shows this:\n\n${spinner}`,
      sees: 'Pondering',
      moving: '(esc to interrupt',
    }),
    quoting({
      name: 'quoted-limit',
      what: 'usage limit banners',
      text: `When the limit is reached, it says:\n\n${limit}`,
      sees: "You've hit your session limit",
    }),
    {
      name: 'readme-dialog',
      family: 'quoted',
      recipe: 'A README drawn as a dialog is printed by cat, which needs leave only in older CLIs. The screen is idle.',
      script: {
        'readme-dialog': [calls('Bash', show), says('That went well.')],
      },
      files: { 'README.md': drawn },
      steps: [...prompted('readme-dialog'), ...(cli.catAsks ? leave : []), idleAfter('That went well.')],
    },
    {
      name: 'pasted-dialog',
      family: 'quoted',
      recipe:
        'The person pastes a dialog as the prompt; it stands in the transcript above the composer. The screen is idle.',
      script: { 'pasted-dialog': [says('That went well.')] },
      steps: [
        started,
        { do: 'paste', text: `${dialogBetweenRules}\n[case:pasted-dialog]` },
        afterPaste,
        { do: 'key', key: 'enter' },
        idleAfter('That went well.'),
      ],
    },
  ];
}
