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

function quoting(name: string, what: string, text: string, sees: string, sizes?: readonly Size[]): Scenario {
  return {
    name,
    family: 'quoted',
    recipe: `The answer quotes ${what} and nothing follows it. Nothing is asked: the screen is idle.`,
    script: { [name]: [says(text)] },
    steps: [...prompted(name), { do: 'see', texts: ['? for shortcuts', sees], label: { state: 'idle' } }],
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
    quoting(
      'quoted-dialog',
      'a permission dialog in a code block',
      `It looks like this:\n\n\`\`\`\n${dialogBetweenRules}\n\`\`\``,
      'Tab to amend',
      everySize,
    ),
    quoting(
      'quoted-box',
      'a boxed permission dialog in a code block',
      `It looks like this:\n\n\`\`\`\n${dialogInBox}\n\`\`\``,
      'Do you want to proceed?',
      everySize,
    ),
    quoting('quoted-bare', 'a permission dialog without any marks', dialogBetweenRules, 'Do you want to proceed?'),
    quoting('quoted-spinner', 'the line of a busy CLI', `While it works, it shows this:\n\n${spinner}`, 'Pondering'),
    quoting(
      'quoted-limit',
      'usage limit banners',
      `When the limit is reached, it says:\n\n${limit}`,
      "You've hit your session limit",
    ),
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
