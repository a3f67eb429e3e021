import type { Brain } from '../api/methods.ts';
import type { Verb } from './verb.ts';

/** The names of `Brain` as a value; the method table itself is not loaded, since it would slow down every command. */
const brains = ['none', 'rules', 'ollama', 'gemini'] as const satisfies readonly Brain[];

const id = ['<id>', 'Session, or the beginning of its name where that is unique.'] as const;
const json = ['--json', 'Print JSON for programs.'] as const;

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
      ['-b, --brain <name>', 'Who answers what the rules leave open.', brains],
      ['--demo [name]', 'Play a recorded session of the real CLI instead of running it.'],
      ['--json', 'Print {"id"} and nothing else; implies --detach.'],
    ],
    examples: [
      'pcc start ./app --task "add a user type" --detach --trust',
      'pcc start ./app --requirements TODO.md',
      'pcc start ./app -- --model opus',
      'pcc start --demo',
    ],
    passesRest: true,
    load: () => import('./verbs/start.ts'),
  },
  {
    name: 'list',
    summary: 'List the sessions.',
    args: [],
    options: [['-a, --all', 'Ended sessions too.'], json],
    examples: ['pcc list', 'pcc list --all --json'],
    load: () => import('./verbs/list.ts'),
  },
  {
    name: 'status',
    summary: 'Show one session: its state, what waits for you, its queue.',
    args: [id],
    options: [json],
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
    options: [json],
    examples: ['pcc pause app-1'],
    load: () => import('./verbs/pause.ts'),
  },
  {
    name: 'resume',
    summary: 'Let pcc work in a paused session again.',
    args: [id],
    options: [json],
    examples: ['pcc resume app-1'],
    load: () => import('./verbs/resume.ts'),
  },
  {
    name: 'stop',
    summary: 'End a session and every process it started.',
    args: [id],
    options: [['--force', 'Kill at once instead of asking first.'], json],
    examples: ['pcc stop app-1', 'pcc stop app-1 --force'],
    load: () => import('./verbs/stop.ts'),
  },
  {
    name: 'send',
    summary: 'Type a text into the input box as soon as it is free, and send it.',
    args: [id, ['<text...>', 'The text; several words are joined with blanks.']],
    options: [json],
    examples: ['pcc send app-1 "now write the tests"'],
    load: () => import('./verbs/send.ts'),
  },
  {
    name: 'pending',
    summary: 'List everything that waits for a person, and how to answer it.',
    args: [],
    options: [json],
    examples: ['pcc pending', 'pcc pending --json'],
    load: () => import('./verbs/pending.ts'),
  },
  {
    name: 'respond',
    summary: 'Answer what waits.',
    args: [
      ['<n>', "Its number in 'pcc pending'."],
      ['<answer...>', 'An option by its number or label, yes, or no; for several questions one answer each.'],
    ],
    options: [json],
    examples: ['pcc respond 3 yes', 'pcc respond 3 no', 'pcc respond 4 "Use PostgreSQL"'],
    load: () => import('./verbs/respond.ts'),
  },
  {
    name: 'daemon status',
    summary: 'Show how the daemon and the pty host are.',
    args: [],
    options: [json],
    examples: ['pcc daemon status'],
    load: () => import('./verbs/daemonStatus.ts'),
  },
  {
    name: 'daemon stop',
    summary: 'End the daemon; sessions go on without it.',
    args: [],
    options: [['--sessions', 'End all sessions first.'], json],
    examples: ['pcc daemon stop', 'pcc daemon stop --sessions'],
    load: () => import('./verbs/daemonStop.ts'),
  },
  {
    name: 'daemon restart',
    summary: 'End the daemon and start it again; sessions go on.',
    args: [],
    options: [json],
    examples: ['pcc daemon restart'],
    load: () => import('./verbs/daemonRestart.ts'),
  },
  {
    name: 'config show',
    summary: 'Show every key of the configuration with its value, unit and meaning.',
    args: [['[key]', 'Only keys that begin with this.']],
    options: [json],
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
    options: [json],
    examples: ['pcc config set claude.command /opt/claude/bin/claude'],
    load: () => import('./verbs/configSet.ts'),
  },
  {
    name: 'replay',
    summary: 'Read recordings as a live session would; one JSON object a line for each change.',
    args: [['<file...>', 'asciicast v2 recordings.']],
    options: [
      ['--json', 'Print JSON (as without it).'],
      ['--decide', 'Also print what the policy would have decided.'],
    ],
    examples: ['pcc replay --json session.cast', 'pcc replay --json --decide *.cast'],
    load: () => import('./verbs/replay.ts'),
  },
  {
    name: 'explain',
    summary: 'Tell how the policy judges a tool call, and why.',
    args: [['[command]', 'A shell command.']],
    options: [
      ['--json', 'Read {"tool","input","cwd"} a line from stdin, print one verdict a line.'],
      ['--tool <name>', 'Tool as Claude Code names it; Bash unless told.'],
      ['--input <json>', 'Input of the tool.'],
      ['--cwd <dir>', 'Folder the call is made in; the present one unless told.'],
    ],
    examples: [
      'pcc explain "npm test"',
      `pcc explain --tool Write --input '{"file_path":"src/a.ts","content":""}' --cwd ./app`,
      'pcc explain --json < calls.jsonl',
    ],
    load: () => import('./verbs/explain.ts'),
  },
];
