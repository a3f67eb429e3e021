import { bindingsOf } from '../api/keys/bind.ts';
import { PccError } from '../base/errors.ts';
import { addressFault, durationFault, modelFault } from '../brain/settingFaults.ts';
import { limits } from '../limits.ts';
import type { Setting } from './settingKinds.ts';
import { choice, list, number, onOff, text } from './settingKinds.ts';

const day = 86_400_000;

/** Keys that a terminal sends for Ctrl with a character and that are no Tab, Enter or Escape of their own. */
function prefixFault(value: string): string | undefined {
  return /^C-[a-hkln-z\\\]^_]$/.test(value)
    ? undefined
    : 'must be Ctrl with one key, such as C-], C-b or C-a; C-i, C-j, C-m and C-[ are Tab, Enter and Escape';
}

function keysFault(value: string): string | undefined {
  try {
    bindingsOf(value);
    return undefined;
  } catch (error) {
    if (error instanceof PccError) return `cannot be taken: ${error.message.replace(/\.$/, '')}`;
    throw error;
  }
}

function hookFault(value: string): string | undefined {
  return value.startsWith('/') ? undefined : `must hold absolute paths, not ${JSON.stringify(value)}`;
}

/** Every key that a person may set. Those that change a number of `limits` start from it. */
export const settings = {
  'claude.command': text(
    'claude',
    'The CLI to run: a name that is looked up on PATH, or a path. PCC_CLAUDE goes before it.',
  ),
  'session.cols': number(
    limits.defaultCols,
    [limits.colsMin, limits.colsMax],
    'columns',
    'Width of a session until someone attaches.',
  ),
  'session.rows': number(
    limits.defaultRows,
    [limits.rowsMin, limits.rowsMax],
    'rows',
    'Height of a session until someone attaches.',
  ),
  'session.scrollback_lines': number(
    limits.scrollbackLines,
    [0, 20_000],
    'lines',
    'Lines kept above the screen; a thousand cost some 4 MB a session.',
  ),
  'session.restart': choice(
    'always',
    ['always', 'never'],
    'A CLI that crashes, or was lost with the pty host or the machine: `always` resumes it on its transcript, `never` ends the session. Holds for sessions started from then on.',
  ),
  'policy.mode': choice(
    'decide',
    ['decide', 'shadow'],
    '`decide` answers what is safe; `shadow` decides and logs, but answers no permission by itself; tasks you give are still typed.',
  ),
  'check.unknown_versions': choice(
    'check',
    ['check', 'ask', 'trust'],
    'A version of the CLI that this release was not made with: `check` tries it offline in the background and asks you about every permission until it passes; `ask` tries nothing and asks you; `trust` answers as on any other.',
  ),
  'check.shipped_versions': choice(
    'trust',
    ['trust', 'check'],
    'Versions of the CLI that this release was made with: `trust` answers there at once, also with wordings of your own in rules/screens.yaml, with which nobody has tried them; `check` treats them as unknown ones.',
  ),
  'brain.default': choice(
    'rules',
    ['none', 'rules', 'ollama', 'gemini'],
    'Which brain answers what the rules leave open.',
  ),
  'brain.confidence_min_percent': number(
    80,
    [1, 100],
    '%',
    'An advice of a brain that is less sure than this of itself goes to you.',
  ),
  'brain.timeout_ms': number(
    limits.brainMs,
    [1_000, limits.brainMsMax],
    'ms',
    'A brain that has not answered within this is not waited for: you are asked.',
  ),
  'ollama.host': text(
    'http://127.0.0.1:11434',
    'Address of the Ollama server; what a session shows, redacted, is sent there.',
    (value) => addressFault(value, false),
  ),
  'ollama.model': text('llama3.1:8b', 'Model that Ollama is to use, as `ollama list` names it.', modelFault),
  'ollama.keep_alive': text(
    '10m',
    'How long Ollama keeps the model in memory after an answer: 30s, 10m, 2h; -1m for ever.',
    durationFault,
  ),
  'gemini.model': text('gemini-flash-latest', "Gemini's model.", modelFault),
  'gemini.endpoint': text(
    'https://generativelanguage.googleapis.com',
    'Address of the Gemini API; the key in GEMINI_API_KEY and what a session shows, redacted, are sent there.',
    (value) => addressFault(value, true),
  ),
  'budget.approvals_per_minute': number(
    limits.budgetApprovalsPerMinute,
    [1, 10_000],
    'approvals',
    'Approvals and answers that pcc gives by itself in one session within a minute; what is above waits for you.',
  ),
  'budget.approvals_per_session': number(
    limits.budgetApprovalsPerSession,
    [1, 10_000_000],
    'approvals',
    'The same over the whole life of a session.',
  ),
  'budget.same_call_max': number(
    limits.budgetSameCallMax,
    [1, 10_000],
    'approvals',
    'How often pcc lets the very same call run within the window without anything new in between; your own answers start the count anew.',
  ),
  'budget.same_call_window_minutes': number(
    limits.budgetSameCallWindowMinutes,
    [1, 1_440],
    'minutes',
    'The window of budget.same_call_max.',
  ),
  'budget.task_tokens': number(
    0,
    [0, 1e12],
    'tokens',
    'Tokens that one task may take, where it says nothing itself: put out, and taken in other than from the cache. 0 for any number.',
  ),
  'budget.task_minutes': number(
    0,
    [0, 1e6],
    'minutes',
    'How long the turns of one task may run, likewise. 0 for ever.',
  ),
  'budget.session_tokens': number(0, [0, 1e12], 'tokens', 'Tokens that all of a session may take. 0 for any number.'),
  'budget.session_minutes': number(
    0,
    [0, 1e6],
    'minutes',
    'How long the turns of a session may run together. 0 for ever.',
  ),
  'budget.when_spent': choice(
    'ask',
    ['ask', 'stop', 'stop-and-ask'],
    'When a task or a session has used up its tokens or its time: `ask` types nothing more until you say that it goes on; `stop` ends the turn, its task has failed and the queue goes on; `stop-and-ask` ends the turn and asks you before anything else begins.',
  ),
  'context.when_full': choice(
    'compact',
    ['compact', 'fresh', 'off'],
    'When the context is nearly full between two tasks: `compact` has the CLI compact it; `fresh` asks for a summary, empties it and gives the summary to the next task. Where the CLI itself says that it is full, both have it compacted once and the turn continued. `off` leaves it to the CLI and to you.',
  ),
  'context.full_tokens': number(
    limits.contextFullTokens,
    [1_000, 10_000_000],
    'tokens',
    'A context is nearly full when the last request took in this many tokens.',
  ),
  'verify.timeout_minutes': number(
    limits.verifyMs / 60_000,
    [1, 10_000],
    'minutes',
    'The command that verifies a task is ended when it takes longer.',
  ),
  'shell.preferred': choice(
    'default',
    ['default', 'zsh', 'bash'],
    'The shell of new sessions (their SHELL) and of the commands that verify tasks; `default` leaves SHELL as it is and runs those commands in sh.',
  ),
  'hooks.pre_execution': list(
    'Your own programs, or modules (.mjs, .js), that are asked before a task of a list begins; they may refuse it or change its prompt.',
    hookFault,
  ),
  'hooks.post_execution': list('The same, told what came of a task of a list.', hookFault),
  'hooks.on_error': list('The same, told of a task of a list that failed or was refused.', hookFault),
  'hooks.on_decision': list('The same, told of each decision on a dialog, behind it.', hookFault),
  'hooks.on_escalation': list('The same, told of each thing that newly waits for you, behind it.', hookFault),
  'hooks.timeout_ms': number(
    limits.hookMs,
    [100, 600_000],
    'ms',
    'A hook that takes longer is ended, with all that it has started.',
  ),
  'hooks.pre_failure': choice(
    'refuse',
    ['refuse', 'warn'],
    'What becomes of a task when a hook before it fails, or cannot be called: `refuse` does not let it begin; `warn` lets it, and notes that with the task.',
  ),
  'screen.settle_quiet_ms': number(
    limits.settleQuietMs,
    [20, 5_000],
    'ms',
    'A screen is read when nothing came out for this long.',
  ),
  'screen.settle_at_most_ms': number(
    limits.settleAtMostMs,
    [50, 10_000],
    'ms',
    'A screen that never rests is read at least this often.',
  ),
  'typing.dialog_age_ms': number(
    limits.dialogAgeMs,
    [0, 10_000],
    'ms',
    'A dialog must have stood for this long before a key is typed.',
  ),
  'human.lease_idle_ms': number(
    limits.humanLeaseIdleMs,
    [10_000, day],
    'ms',
    'A person who holds a pane and types nothing for this long lets go of it.',
  ),
  'recording.session_bytes_max': number(
    limits.recordingSessionBytesMax,
    [1_000_000, 1e12],
    'bytes',
    'All recordings of one session together; the oldest go first.',
  ),
  'recording.total_bytes_max': number(
    limits.recordingTotalBytesMax,
    [1_000_000, 1e13],
    'bytes',
    'All recordings together; the oldest of ended sessions go first.',
  ),
  'host.idle_exit_ms': number(
    limits.hostIdleExitMs,
    [1_000, day],
    'ms',
    'The pty host ends after owning no session for this long.',
  ),
  'limits.continue_text': text(
    'continue',
    'What is typed where a usage limit or an error of the API has cut a turn off and the CLI does not go on by itself.',
    (value) =>
      /^[^\p{Cc}/!#@&]/u.test(value) && !value.includes('\n') ? undefined : 'must be one line of plain words',
  ),
  'tui.theme': choice(
    'auto',
    ['auto', 'dark', 'light', 'none'],
    'Colours of `pcc tui`: for a dark or a light background, or none; `auto` goes by what the terminal says.',
  ),
  'tui.borders': choice(
    'auto',
    ['auto', 'utf8', 'ascii'],
    'Lines and marks of `pcc tui`; `auto` uses ASCII where the locale is not UTF-8, and on the console of Linux.',
  ),
  'tui.frames_per_s': number(
    30,
    [1, 60],
    'pictures/s',
    'How often `pcc tui` draws at most; the echo of your keys does not wait for it.',
  ),
  'tui.prefix': text(
    'C-]',
    'The key before a command while you hold a pane in `pcc tui`; pressed twice it goes to the pane.',
    prefixFault,
  ),
  'tui.keys': {
    ...text('', 'Other keys for actions of `pcc tui`, as its help names them: "approve=y deny=x".', keysFault),
    mayBeEmpty: true,
  },
  'tui.mouse': onOff(true, 'Whether `pcc tui` takes the mouse; without it your terminal selects text as ever.'),
  'tui.bell': onOff(true, 'Whether `pcc tui` rings when a session newly needs you, or has ended its last task.'),
  'tui.notify': choice(
    'auto',
    ['auto', 'off'],
    'Whether `pcc tui` has the terminal show a notification then; `auto` where the terminal is known to be able to.',
  ),
  'health.suspect_ms': number(
    limits.healthSuspectMs,
    [10_000, day],
    'ms',
    'A session at work without any sign of life (output, transcript, processes) for this long is looked at again.',
  ),
  'health.confirm_ms': number(
    limits.healthConfirmMs,
    [5_000, day],
    'ms',
    'When those looks find nothing for this long either, you are asked; pcc types nothing into it and does not end it.',
  ),
  'limits.stagger_ms': number(
    limits.wakeStaggerMs,
    [0, 3_600_000],
    'ms',
    'When a usage limit resets, the sessions of an account go on one after the other, so far apart.',
  ),
  'limits.wake_at_once': number(
    limits.wakeAtOnce,
    [1, 128],
    'sessions',
    'So many of an account may have been woken after a limit without being known to be at work; the next one waits.',
  ),
  'server.port': number(
    limits.serverPort,
    [0, 65_535],
    'port',
    'Port of `pcc server start` on this machine; 0 for any that is free.',
  ),
  'server.mcp_respond': onOff(
    false,
    'Whether programs that speak MCP may answer what waits for you: whoever steers one could approve what another, or it itself, asked.',
  ),
  'log.level': choice('info', ['debug', 'info', 'warn', 'error'], 'How much the daemon writes to its log.'),
} as const satisfies Record<string, Setting>;

export type Settings = typeof settings;
export type SettingKey = keyof Settings;
export type SettingValue = string | number | boolean | readonly string[];

type ValueOf<S> = S extends { readonly choices: readonly (infer C)[] }
  ? C
  : S extends { readonly default: infer D }
    ? D extends string
      ? string
      : D extends number
        ? number
        : D extends readonly string[]
          ? readonly string[]
          : boolean
    : never;

/** The configuration in force: a value for every key. */
export type Config = { readonly [K in SettingKey]: ValueOf<Settings[K]> };

/** Tells whether a text is a key of the table. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key);
}
