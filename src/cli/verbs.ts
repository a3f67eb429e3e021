import type { Verb } from './verb.ts';
import { daemonVerbs } from './verbs/daemonRows.ts';
import { executionVerbs } from './verbs/executionRows.ts';
import { brainOption, brains, jsonOption } from './verbs/options.ts';
import { queueVerbs } from './verbs/queueRows.ts';
import { scheduleVerbs } from './verbs/scheduleRows.ts';
import { serverVerbs } from './verbs/serverRows.ts';
import { serviceVerbs } from './verbs/serviceRows.ts';
import { testVerbs } from './verbs/testRows.ts';

const id = ['<id>', 'Session, or the beginning of its name where that is unique.'] as const;

const project = [
  '--project [dir]',
  'Folder of a project, the present one unless told, whose .pcc/rules.yaml counts as well.',
] as const;

/** Kept apart from the themes themselves: those are loaded with the TUI. */
const tuiOptions: Verb['options'] = [
  ['--demo', 'Play four recorded sessions in a folder of their own: no account, no network.'],
  [
    '--theme <name>',
    'Colours, instead of by the background of the terminal.',
    ['auto', 'dark', 'light', 'basic16', 'none'],
  ],
  ['--ascii', 'Draw lines and marks with ASCII characters.'],
];

/** The master copy of all verbs; each verb's code is loaded only when it is called. */
export const verbs: readonly Verb[] = [
  {
    name: 'start',
    summary: 'Start a session of the real claude CLI in a folder, and follow it.',
    args: [['[path]', 'Folder of the project.']],
    options: [
      ['-t, --task <text>', 'Task to type once the input box is free.'],
      ['-r, --requirements <file>', 'File whose open tasks are queued.'],
      ['-d, --detach', 'Do not follow the session.'],
      ['--trust', "Vouch for the folder: answer the CLI's trust dialog with yes."],
      ['-n, --name <id>', 'Name of the session instead of one made from the folder.'],
      brainOption,
      ['--demo [name]', 'Play a recorded session of the real CLI instead of running it.'],
      ['--json', 'Print {"id"} and nothing else; implies --detach.'],
    ],
    examples: [
      'pcc start ./app --task "add a user type" --detach --trust',
      'pcc start ./app --requirements requirements.md',
      'pcc start ./app -- --model opus',
      'pcc start --demo',
    ],
    passesRest: true,
    load: () => import('./verbs/start.ts'),
  },
  {
    name: 'tui',
    summary: 'Show all sessions at once, live, and take over whichever needs you; ? lists the keys.',
    args: [],
    options: tuiOptions,
    examples: ['pcc tui', 'pcc tui --demo', 'pcc tui --theme light', 'pcc tui --ascii'],
    load: () => import('./verbs/tui.ts'),
  },
  {
    name: '__tui',
    summary: "The half of 'tui' that takes the terminal.",
    args: [],
    options: tuiOptions,
    examples: [],
    hidden: true,
    load: () => import('./verbs/tuiView.ts'),
  },
  {
    name: 'list',
    summary: 'List the sessions.',
    args: [],
    options: [['-a, --all', 'Ended sessions too.'], jsonOption],
    examples: ['pcc list', 'pcc list --all --json'],
    load: () => import('./verbs/list.ts'),
  },
  {
    name: 'status',
    summary: 'Show one session: its state, what waits for you, its queue.',
    args: [id],
    options: [jsonOption],
    examples: ['pcc status app-1', 'pcc status app-1 --json'],
    load: () => import('./verbs/status.ts'),
  },
  {
    name: 'attach',
    summary: "Take over a session's screen and keyboard; Ctrl-] then d detaches.",
    args: [id],
    options: [['--read-only', 'Watch without typing.']],
    examples: ['pcc attach app-1', 'pcc attach app-1 --read-only'],
    load: () => import('./verbs/attach.ts'),
  },
  {
    name: '__attach',
    summary: "The half of 'attach' that takes the terminal.",
    args: [id],
    options: [['--read-only', 'Watch without typing.']],
    examples: [],
    hidden: true,
    load: () => import('./verbs/attachView.ts'),
  },
  {
    name: 'logs',
    summary: 'Tell what happened in a session, decisions with their reasons.',
    args: [id],
    options: [
      ['-f, --follow', 'Go on with what happens from now on.'],
      ['-l, --limit <n>', 'At most the last N lines.'],
      ['--json', 'Print one JSON object a line.'],
    ],
    examples: ['pcc logs app-1', 'pcc logs app-1 --follow', 'pcc logs app-1 --limit 20 --json'],
    load: () => import('./verbs/logs.ts'),
  },
  {
    name: 'pause',
    summary: 'Keep pcc from typing in a session; the CLI itself goes on.',
    args: [id],
    options: [jsonOption],
    examples: ['pcc pause app-1'],
    load: () => import('./verbs/pause.ts'),
  },
  {
    name: 'resume',
    summary: 'Let pcc work in a paused session again.',
    args: [id],
    options: [jsonOption],
    examples: ['pcc resume app-1'],
    load: () => import('./verbs/resume.ts'),
  },
  {
    name: 'stop',
    summary: 'End a session and every process it started.',
    args: [id],
    options: [['--force', 'Kill at once instead of asking first.'], jsonOption],
    examples: ['pcc stop app-1', 'pcc stop app-1 --force'],
    load: () => import('./verbs/stop.ts'),
  },
  {
    name: 'send',
    summary: 'Type a text into the input box as soon as it is free, and send it.',
    args: [id, ['<text...>', 'The text; several words are joined with blanks.']],
    options: [jsonOption],
    examples: ['pcc send app-1 "now write the tests"'],
    load: () => import('./verbs/send.ts'),
  },
  ...queueVerbs,
  {
    name: 'pending',
    summary: 'List everything that waits for a person, and how to answer it.',
    args: [],
    options: [jsonOption],
    examples: ['pcc pending', 'pcc pending --json'],
    load: () => import('./verbs/pending.ts'),
  },
  {
    name: 'respond',
    summary: 'Answer what waits.',
    args: [
      ['<n>', "Its number in 'pcc pending'."],
      [
        '[answer...]',
        'An option by its number or a part of its label, yes, or no with words for Claude; for several questions one answer each, several options of one with commas between them; plain words where there is nothing to choose from.',
      ],
    ],
    options: [
      ['--text', 'Words that name no option whole are meant as words for Claude.'],
      ['--dismiss', 'A question in words needs no answer: its task is done, the queue goes on; nothing is typed.'],
      jsonOption,
    ],
    examples: [
      'pcc respond 3 yes',
      'pcc respond 3 no "use pnpm instead"',
      'pcc respond 4 PostgreSQL',
      'pcc respond 4 Passkey "Login, Export" 2',
      'pcc respond 4 --text "neither, a plain file"',
      'pcc respond 5 no "first write the tests"',
      'pcc respond 6 --dismiss',
    ],
    load: () => import('./verbs/respond.ts'),
  },
  ...daemonVerbs,
  {
    name: 'doctor',
    summary: 'Tell whether everything that pcc needs is there; with --cli, whether it reads this claude right.',
    args: [],
    options: [
      ['--cli', 'Try the claude CLI offline, in a throw-away home: takes about half a minute.'],
      ['--claude <path>', 'The CLI instead of the configured one.'],
      jsonOption,
    ],
    examples: ['pcc doctor', 'pcc doctor --cli', 'pcc doctor --cli --claude /opt/claude-next/claude'],
    load: () => import('./verbs/doctor.ts'),
  },
  {
    name: 'config show',
    summary: 'Show every key of the configuration with its value, unit and meaning.',
    args: [['[key]', 'Only keys that begin with this.']],
    options: [jsonOption],
    examples: ['pcc config show', 'pcc config show claude'],
    load: () => import('./verbs/configShow.ts'),
  },
  {
    name: 'config set',
    summary: 'Set one key of the configuration; comments in the file stay.',
    args: [
      ['<key>', "Key as 'pcc config show' names it."],
      ['<value>', 'Its new value.'],
    ],
    options: [jsonOption],
    examples: ['pcc config set claude.command /opt/claude/bin/claude'],
    load: () => import('./verbs/configSet.ts'),
  },
  {
    name: 'config brain',
    summary: 'Choose who answers what the rules leave open in new sessions, and look whether it can be asked.',
    args: [['[name]', `${brains.join(', ')}; only look when none is given.`]],
    options: [jsonOption],
    examples: ['pcc config brain', 'pcc config brain ollama'],
    load: () => import('./verbs/configBrain.ts'),
  },
  {
    name: 'replay',
    summary: 'Read recordings as a live session would: as JSON lines, or beside their screens.',
    args: [['<file...>', 'asciicast recordings of version 1, 2 or 3, also packed (.gz).']],
    options: [
      ['--json', 'Print one JSON object a line for each change of the reading; so it is without another option.'],
      ['--decide', 'Also tell what the policy would have decided.'],
      ['--at <seconds>', 'Show the screen at that second, its reading, and the rows it rests on.'],
      ['--step', 'Go from reading to reading with keys (n, p, s, space, q; ? lists them).'],
      ['--watch', 'Play, with the reading beside the screen and idle times cut short.'],
      ['--speed <factor>', 'Play so many times as fast, from 0.01 to 100.'],
    ],
    examples: [
      'pcc replay --json session.cast',
      'pcc replay --json --decide *.cast',
      'pcc replay --at 12.5 session.cast',
      'pcc replay --step --decide session.cast.gz',
      'pcc replay --watch --speed 4 session.cast',
    ],
    load: () => import('./verbs/replay.ts'),
  },
  {
    name: '__replay',
    summary: "The half of 'replay' that takes the terminal.",
    args: [['<file...>', 'asciicast recordings.']],
    options: [
      ['--decide', 'Tell decisions.'],
      ['--step', 'Wait for keys.'],
      ['--watch', 'Play.'],
      ['--speed <factor>', 'How fast.'],
    ],
    examples: [],
    hidden: true,
    load: () => import('./verbs/replayView.ts'),
  },
  {
    name: 'explain',
    summary: 'Tell how the policy judges a tool call, and why.',
    args: [['[command]', 'A shell command.']],
    options: [
      ['--json', 'Read {"tool","input","cwd"} a line from stdin, print one verdict a line.'],
      ['--tool <name>', 'Tool as Claude Code names it; Bash unless told.'],
      ['--input <json>', 'Input of the tool.'],
      [
        '--cwd <dir>',
        'Folder of the session that makes the call; the present one unless told. Its .pcc/rules.yaml counts.',
      ],
    ],
    examples: [
      'pcc explain "npm test"',
      `pcc explain --tool Write --input '{"file_path":"src/a.ts","content":""}' --cwd ./app`,
      'pcc explain --json < calls.jsonl',
    ],
    load: () => import('./verbs/explain.ts'),
  },
  {
    name: 'rules list',
    summary: 'List all rules: id, class, what they do and match, and where they stand; broken files first.',
    args: [],
    options: [project, jsonOption],
    examples: ['pcc rules list', 'pcc rules list --project ./app --json'],
    load: () => import('./verbs/rulesList.ts'),
  },
  {
    name: 'rules why',
    summary:
      "Tell what an id stands for that 'pcc explain' or the log names, with its examples and their verdicts now.",
    args: [['<id>', 'Id of a rule, a kind of path, a clause, a grammar or an answer rule.']],
    options: [project, ['--json', 'Print an array of all that have the id, for programs.']],
    examples: ['pcc rules why secret-env', 'pcc rules why git.push--force', 'pcc rules why path-outside --json'],
    load: () => import('./verbs/rulesWhy.ts'),
  },
  {
    name: 'rules init',
    summary: 'Write a commented sample of a rule file, your own or that of a project.',
    args: [],
    options: [project],
    examples: ['pcc rules init', 'pcc rules init --project .'],
    load: () => import('./verbs/rulesInit.ts'),
  },
  {
    name: 'rules test',
    summary: 'Try the examples of all rules, or the rules on what was decided and recorded.',
    args: [['[file]', 'A file of rules or answer rules that is not in force yet, tried on top of the others.']],
    options: [
      ['--history', 'Judge all recorded decisions anew and compare with what was done, and what you answered.'],
      ['--since <time>', 'With --history: only decisions since then, such as 7d, 12h or 2026-03-01.'],
      ['--recordings <dir>', 'Judge what the recordings in a folder ask, and tell where the rules change it.'],
      ['--candidate <file>', 'With --history or --recordings: the file to try.'],
      project,
      jsonOption,
    ],
    examples: [
      'pcc rules test',
      'pcc rules test ./candidate.yaml',
      'pcc rules test --history --since 7d --candidate ./candidate.yaml',
      'pcc rules test --recordings ./casts --json',
    ],
    load: () => import('./verbs/rulesTest.ts'),
  },
  ...scheduleVerbs,
  ...executionVerbs,
  ...serverVerbs,
  {
    name: 'mcp',
    summary: 'Serve MCP over standard input and output, for programs that start this one, such as claude.',
    args: [],
    options: [],
    examples: ['pcc mcp', 'claude mcp add perpetualcc -- pcc mcp'],
    load: () => import('./verbs/mcp.ts'),
  },
  ...testVerbs,
  ...serviceVerbs,
];
