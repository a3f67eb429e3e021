import type { Label, Scenario, Size, Step } from '../scenario.ts';
import { calls, says } from '../script.ts';
import { isFrom } from './releases.ts';
import type { Traits } from './traits.ts';
import { idleAfter, narrow, prompted, started, submitted, wide } from './steps.ts';

const tiny: readonly Size[] = [{ cols: 60, rows: 20 }];
const huge: readonly Size[] = [{ cols: 200, rows: 50 }];
const nothing = {};
const menu: Label = { state: 'menu' };
const escape: Step = { do: 'key', key: 'escape' };
const down: Step = { do: 'key', key: 'down' };

/** Views and pickers of the CLI that a person opens, and dialogs about its own affairs: pcc never answers them. */
export function modalScenarios(cli: Traits): Scenario[] {
  return [
    command('config', 'Auto-compact', narrow, 2),
    command('theme', 'Dark mode', tiny),
    command('help', 'Esc to', wide),
    command('hooks', 'Hooks', narrow),
    command('memory', 'Project', huge),
    { ...command('mcp', 'tracker', narrow), tracker: true },
    resume(),
    transcript(),
    rewind(),
    bypass(cli),
    ...(isFrom(cli.version, '2.1.15') ? [settingsError(cli)] : []),
    history(cli),
  ];
}

function command(name: string, sees: string, sizes: readonly Size[], escapes = 1): Scenario {
  return {
    name: `menu-${name}`,
    family: 'menu',
    recipe: `The person opens /${name}, goes a row down, then leaves it with Escape.`,
    script: nothing,
    steps: [
      started,
      ...submitted(`/${name}`),
      { do: 'see', texts: [sees], absent: ['? for shortcuts'], label: menu },
      down,
      { do: 'see', texts: [], absent: ['? for shortcuts'], label: menu },
      ...Array.from({ length: escapes }, () => escape),
      started,
    ],
    sizes,
  };
}

/** An earlier session, so that there is something to pick. */
const earlier = '11111111-2222-4333-8444-555555555555';

function earlierSession(): string {
  const common = {
    isSidechain: false,
    userType: 'external',
    cwd: '/tmp/pcc-lab/app',
    sessionId: earlier,
    version: '2.0.0',
    gitBranch: '',
  };
  const user = {
    ...common,
    parentUuid: null,
    type: 'user',
    message: { role: 'user', content: 'Greet strangers too' },
    uuid: '11111111-2222-4333-8444-000000000001',
    timestamp: '2026-11-01T10:00:00.000Z',
  };
  const assistant = {
    ...common,
    parentUuid: user.uuid,
    type: 'assistant',
    message: {
      id: 'msg_lab_earlier',
      type: 'message',
      role: 'assistant',
      model: 'lab-model',
      content: [{ type: 'text', text: 'Strangers are greeted now.' }],
    },
    uuid: '11111111-2222-4333-8444-000000000002',
    timestamp: '2026-11-01T10:00:05.000Z',
  };
  return `${JSON.stringify(user)}\n${JSON.stringify(assistant)}\n`;
}

function resume(): Scenario {
  return {
    ...command('resume', 'Greet strangers too', wide),
    homeFiles: { [`.claude/projects/-tmp-pcc-lab-app/${earlier}.jsonl`]: earlierSession() },
  };
}

function transcript(): Scenario {
  const name = 'menu-transcript';
  return {
    name,
    family: 'menu',
    recipe: 'The person looks at the whole transcript by ctrl-o, then leaves it the same way.',
    script: { [name]: [calls('Read', { file_path: '/tmp/pcc-lab/app/README.md' }), says('That went well.')] },
    steps: [
      ...prompted(name),
      idleAfter('That went well.'),
      { do: 'key', key: 'ctrl-o' },
      { do: 'see', texts: ['ctrl+o to toggle'], label: menu },
      { do: 'key', key: 'ctrl-o' },
      { do: 'see', texts: ['That went well.'], absent: ['ctrl+o to toggle'], label: { state: 'idle' } },
    ],
  };
}

function rewind(): Scenario {
  const name = 'menu-rewind';
  return {
    name,
    family: 'menu',
    recipe: 'The person presses Escape twice after a turn and is asked where to go back to.',
    script: { [name]: [says('That went well.')] },
    steps: [
      ...prompted(name),
      idleAfter('That went well.'),
      escape,
      escape,
      { do: 'see', texts: ['Rewind', '(current)'], label: { ...menu, title: 'Rewind' } },
      escape,
      { do: 'see', texts: ['That went well.'], absent: ['(current)'], label: { state: 'idle' } },
    ],
    sizes: narrow,
  };
}

/** Bare: with `--permission-mode` the CLI would not ask. It has a warning of its own as root in a sandbox. */
function bypass({ version }: Traits): Scenario {
  const label: Label = { ...menu, optionKinds: ['no', 'other'], selected: 0, numbered: version !== '2.1.329' };
  return {
    name: 'menu-bypass',
    family: 'menu',
    recipe: 'Started with --dangerously-skip-permissions; the warning is left by Escape, which ends the CLI.',
    script: nothing,
    bare: true,
    args: ['--dangerously-skip-permissions'],
    env: { IS_SANDBOX: '1' },
    steps: [
      { do: 'see', texts: ['Bypass Permissions mode', 'No, exit', 'Yes, I accept'], label },
      down,
      { do: 'see', texts: ['Yes, I accept'], label: { ...label, selected: 1 } },
      escape,
      { do: 'exited' },
    ],
    sizes: [...tiny, ...wide],
  };
}

function settingsError(cli: Traits): Scenario {
  const newer = isFrom(cli.version, '2.1.202');
  return {
    name: 'menu-settings-error',
    family: 'menu',
    recipe: 'A settings file of the project is broken, and the CLI asks what to do before it starts.',
    script: nothing,
    files: { '.claude/settings.json': '{"permissions": {"allow": "x"} ' },
    steps: [
      {
        do: 'see',
        texts: ['settings.json', newer ? 'Continue without' : 'Continue'],
        label: menu,
      },
    ],
    sizes: narrow,
  };
}

function history(cli: Traits): Scenario {
  const sees = isFrom(cli.version, '2.1.329') ? 'Esc to cancel' : 'search prompts:';
  const name = 'menu-history';
  return {
    name,
    family: 'menu',
    recipe: 'The person searches the prompts of before by ctrl-r.',
    script: { [name]: [says('That went well.')] },
    steps: [
      ...prompted(name),
      idleAfter('That went well.'),
      { do: 'key', key: 'ctrl-r' },
      { do: 'see', texts: [sees], label: menu },
    ],
    sizes: huge,
  };
}
