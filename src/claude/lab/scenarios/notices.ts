import type { Scenario, Size, Step } from '../scenario.ts';
import { calls, heldBy, says } from '../script.ts';
import { isFrom } from './releases.ts';
import type { Traits } from './traits.ts';
import { asked, busyUntil, idleAfter, narrow, prompted, started, wide } from './steps.ts';

const small: readonly Size[] = [{ cols: 60, rows: 20 }];
const large: readonly Size[] = [{ cols: 200, rows: 50 }];
const waiting = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000);\n';
const done = says('That went well.');

/** What stands around the composer besides a plain turn: lists, tasks in the background, queued messages, other modes. */
export function surroundingScenarios(cli: Traits): Scenario[] {
  return [
    ...(isFrom(cli.version, '2.1.98') ? [agentBehind(cli)] : []),
    ...(isFrom(cli.version, '2.1.98') ? [] : [todoList()]),
    shellBehind(cli),
    queued(),
    completion(),
    scriptsDraft(),
    ...(isFrom(cli.version, '2.1.329') ? [vim()] : []),
    shortcuts(cli),
  ];
}

function todoList(): Scenario {
  const name = 'busy-todo';
  const todos = [
    { content: 'Trim the name', status: 'completed', activeForm: 'Trimming the name' },
    { content: 'Greet strangers', status: 'in_progress', activeForm: 'Greeting strangers' },
    { content: 'Add tests', status: 'pending', activeForm: 'Adding tests' },
  ];
  return {
    name,
    family: 'busy',
    recipe: 'The model keeps a list of what to do; the API holds its next answer.',
    script: { [name]: [calls('TodoWrite', { todos }), heldBy('end', done)] },
    steps: [...prompted(name), ...busyUntil('end', name, 1, 'Add tests'), idleAfter('That went well.')],
    sizes: [...small, ...wide],
  };
}

/** The turn is over while a command runs on: a task may be given, so the screen is idle. */
function shellBehind(cli: Traits): Scenario {
  const name = 'idle-background-shell';
  const input = { command: 'node wait.js', description: 'Wait a little', run_in_background: true };
  return {
    name,
    family: 'idle',
    recipe:
      'A command is sent into the background; the API holds its answer for a while, then the turn ends and the command runs on.',
    script: { [name]: [calls('Bash', input), heldBy('end', done)] },
    files: { 'wait.js': waiting },
    steps: [
      ...prompted(name),
      asked({ tool: 'Bash', input, subject: input.command, options: cli.bash, sees: ['Do you want to proceed?'] }),
      { do: 'choose', kind: 'yes-once' },
      ...busyUntil('end', name, 1),
      idleAfter('That went well.'),
    ],
    sizes: [...narrow, ...large],
  };
}

/** The conversation has said its part, but goes on by itself when the sub-agent is done: the screen is busy. */
function agentBehind(cli: Traits): Scenario {
  const name = 'busy-background-agent';
  const input = {
    description: 'Check things',
    prompt: 'Check [case:agent-behind]',
    subagent_type: 'general-purpose',
    run_in_background: true,
  };
  const ended = isFrom(cli.version, '2.1.202') ? 'finished' : 'completed';
  return {
    name,
    family: 'busy',
    recipe: 'A sub-agent works in the background while the conversation has nothing more to say; then it ends.',
    script: {
      [name]: [calls(cli.agentTool, input), says('The agent is at it.'), done],
      'agent-behind': [heldBy('end', says('All is fine.'))],
    },
    steps: [
      ...prompted(name),
      { do: 'requested', caseName: 'agent-behind', turn: 0 },
      { do: 'see', texts: ['The agent is at it.'], how: 'moving', label: { state: 'busy' } },
      { do: 'open', gate: 'end' },
      { do: 'see', texts: [`Agent "Check things" ${ended}`], absent: ['esc to interrupt'], label: { state: 'idle' } },
    ],
    sizes: narrow,
  };
}

function queued(): Scenario {
  const name = 'busy-queued';
  const next = 'And then greet them twice';
  return {
    name,
    family: 'busy',
    recipe: 'While the API holds its answer the person sends another message, which waits.',
    script: { [name]: [heldBy('end', done)] },
    steps: [
      ...prompted(name),
      { do: 'requested', caseName: name, turn: 0 },
      { do: 'type', text: next },
      { do: 'see', texts: [next], how: 'moving', label: { state: 'draft', text: next } },
      { do: 'key', key: 'enter' },
      { do: 'see', texts: [next, 'queued'], how: 'moving', label: { state: 'busy' } },
      { do: 'open', gate: 'end' },
      idleAfter('That went well.'),
    ],
    sizes: narrow,
  };
}

function drafted(name: string, recipe: string, steps: readonly Step[], sizes: readonly Size[]): Scenario {
  return { name, family: 'draft', recipe, script: {}, steps, sizes };
}

function typed(text: string, sees: readonly string[] = [text]): Step[] {
  return [
    { do: 'type', text },
    { do: 'see', texts: sees, label: { state: 'draft', text } },
  ];
}

function completion(): Scenario {
  const text = 'look at @READ';
  return drafted(
    'draft-file',
    'The beginning of the name of a file; the list of completions is open.',
    [started, ...typed(text, [text, 'README.md'])],
    [...small, ...wide],
  );
}

function scriptsDraft(): Scenario {
  const text = '名前を直して 🚀 שלום café 한국어';
  return drafted(
    'draft-scripts',
    'A draft in several scripts, with an emoji.',
    [started, ...typed(text)],
    [...narrow, ...large],
  );
}

function vim(): Scenario {
  const text = 'fix the login page';
  return {
    ...drafted(
      'draft-vim',
      'The composer edits like vi: a draft is typed, then its mode is left.',
      [
        { do: 'see', texts: ['INSERT'], label: { state: 'idle' } },
        ...typed(text),
        { do: 'key', key: 'escape' },
        { do: 'see', texts: [text], absent: ['INSERT'], label: { state: 'draft', text } },
      ],
      narrow,
    ),
    homeFiles: { '.claude/settings.json': '{"editorMode": "vim"}\n' },
  };
}

/** The list of shortcuts stands under the open composer. */
function shortcuts({ version }: Traits): Scenario {
  // There the list is so long that it pushes the composer off a small screen.
  const isLong = isFrom(version, '2.1.98') && !isFrom(version, '2.1.329');
  return {
    name: 'idle-shortcuts',
    family: 'idle',
    recipe: 'The person asks for the list of shortcuts, which stands under the composer.',
    script: {},
    steps: [started, { do: 'type', text: '?' }, { do: 'see', texts: ['@ for file'], label: { state: 'idle' } }],
    sizes: isLong ? narrow : [...narrow, ...small],
  };
}
