import { join } from 'node:path';
import type { JsonObject } from '../../base/json.ts';
import type { Reply } from '../../claude/lab/script.ts';
import { calls, heldBy, says } from '../../claude/lab/script.ts';

/**
 * What a version of the CLI is tried on. Nothing here knows how a version words its dialogs: the API says what the CLI has to
 * do, and what must come of it follows from that alone.
 */

/** What must come of a case. */
export type Expectation =
  /** Nothing asks, the answer comes, the input box is free again. `busy`: the API holds its answer until that was read. */
  | { readonly kind: 'turn'; readonly busy?: true }
  /** A tool asks leave and gets a one-time yes, or a no. `lonely`: older versions tell of it on the screen alone. */
  | {
      readonly kind: 'leave';
      readonly tool: string;
      readonly input: JsonObject;
      readonly answer: 'yes' | 'no';
      readonly lonely?: true;
    }
  /** `answers`: as `pcc respond` takes them, one a page; `chosen`: the labels that reach the API. */
  | {
      readonly kind: 'question';
      readonly tool: string;
      readonly multi: boolean;
      readonly answers: readonly string[];
      readonly chosen: readonly string[];
    }
  | { readonly kind: 'plan'; readonly tool: string }
  /** `resetS`: seconds since the epoch. */
  | { readonly kind: 'limit'; readonly claim: string; readonly resetS: number }
  | { readonly kind: 'error'; readonly error: string };

/** One thing that the CLI is made to do. */
export interface CheckCase {
  /** The token in its prompt. */
  readonly name: string;
  /** Its row in the table. */
  readonly family: string;
  readonly expects: Expectation;
}

/** One process of the CLI and what is tried in it, in this order. */
export interface CheckSession {
  readonly name: string;
  /** Words after the usual ones of the command line. */
  readonly args: readonly string[];
  readonly cases: readonly CheckCase[];
}

/** Where the check is made. */
export interface CheckPlaces {
  readonly project: string;
  /** A file that is no part of the project. */
  readonly outside: string;
  /** Names the lab's MCP server to the CLI. */
  readonly mcpConfig: string;
}

/** The whole check. */
export interface CheckSet {
  readonly sessions: readonly CheckSession[];
  /** What the API says in each case, turn by turn; the last is repeated. */
  readonly replies: Readonly<Record<string, readonly Reply[]>>;
  /** Files of the project by relative path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Families without which nothing is known of a version: when it does not offer them, something is wrong. */
export const neededFamilies: readonly string[] = ['start', 'typing', 'Bash', 'Edit', 'Write', 'quoted dialogs'];

/** The gate that holds the first answer until the screen was read as busy. */
export const busyGate = 'busy';

const done = says('That went well.');
const multiLine = "cat > notes.txt <<'EOF'\nfirst line\nsecond line\nEOF\nnode test.js";
const long = `node test.js --reporter=spec ${Array.from({ length: 12 }, (_, index) => `tests/unit/part${index + 1}.test.js`).join(' ')}`;

const quoted = [
  '────────────────────────────────────────────────────────────',
  ' Bash command',
  '   npm test',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  '   2. No',
  '',
  ' Esc to cancel · Tab to amend',
  '',
  '╭──────────────────────────────────────╮',
  '│ Do you want to proceed?              │',
  '│ ❯ 1. Yes                             │',
  '│   2. No (esc)                        │',
  '╰──────────────────────────────────────╯',
].join('\n');

function question(header: string, multiSelect: boolean): JsonObject {
  const options = [
    { label: `${header} one`, description: 'The first of two' },
    { label: `${header} two`, description: 'The second of two' },
  ];
  return { question: `Which ${header} shall it be?`, header, multiSelect, options };
}

/**
 * All cases. One that ends its turn by a refusal is the last of its session: the end of such a turn is seen late.
 *
 * @param agentTool the name of the tool that starts a sub-agent.
 * @param nowS seconds since the epoch: what the limit is counted from.
 */
export function checkSet({ project, outside, mcpConfig }: CheckPlaces, agentTool: string, nowS: number): CheckSet {
  const replies: Record<string, readonly Reply[]> = {};
  const add = (name: string, family: string, expects: Expectation, ...said: readonly Reply[]): CheckCase => {
    replies[name] = [...said, done];
    return { name, family, expects };
  };
  const leave = (name: string, family: string, { tool, input, answer = 'yes', first = [] }: Wish): CheckCase =>
    add(name, family, { kind: 'leave', tool, input, answer }, ...first, calls(tool, input, 'I shall do that.'));
  const bash = (name: string, command: string): CheckCase =>
    leave(name, 'Bash', { tool: 'Bash', input: { command, description: 'Do what was asked for' } });
  const index = join(project, 'src/index.ts');
  const resetS = Math.ceil(nowS / 3_600) * 3_600 + 5_400;
  const inner = { command: 'npm test', description: 'Run the tests' };
  replies['check-inner'] = [calls('Bash', inner), says('The tests pass.')];
  const agent = {
    description: 'Check it',
    prompt: 'Run the tests [case:check-inner]',
    subagent_type: 'general-purpose',
  };
  const asked = (name: string, questions: readonly JsonObject[], multi: boolean, ...answers: string[]): CheckCase =>
    add(
      name,
      'questions',
      { kind: 'question', tool: 'AskUserQuestion', multi, answers, chosen: answers.flatMap((text) => text.split(',')) },
      calls('AskUserQuestion', { questions: [...questions] }),
    );
  const work: CheckSession = {
    name: 'work',
    args: [],
    cases: [
      add('check-busy', 'typing', { kind: 'turn', busy: true }, heldBy(busyGate, done)),
      bash('check-bash', 'npm test'),
      bash('check-lines', multiLine),
      bash('check-long', long),
      leave('check-edit', 'Edit', {
        tool: 'Edit',
        input: { file_path: index, old_string: "'Hello '", new_string: "'Good day '" },
        first: [calls('Read', { file_path: index })],
      }),
      leave('check-write', 'Write', {
        tool: 'Write',
        input: { file_path: join(project, 'src/users.ts'), content: 'export const users = [];\n' },
      }),
      leave('check-read', 'Read outside', { tool: 'Read', input: { file_path: outside } }),
      add('check-quoted', 'quoted dialogs', { kind: 'turn' }, says(`It looks like this:\n\n\`\`\`\n${quoted}\n\`\`\``)),
      add('check-bare', 'quoted dialogs', { kind: 'turn' }, says(quoted)),
      add('check-limit', 'limit', { kind: 'limit', claim: 'five_hour', resetS }, limitReached(resetS)),
    ],
  };
  const reach: CheckSession = {
    name: 'reach',
    args: ['--mcp-config', mcpConfig],
    cases: [
      leave('check-mcp', 'MCP', {
        tool: 'mcp__tracker__create_ticket',
        input: { title: 'Greet strangers too', priority: 2 },
      }),
      add(
        'check-agent',
        'sub-agent',
        { kind: 'leave', tool: 'Bash', input: inner, answer: 'yes', lonely: true },
        calls(agentTool, agent, 'A sub-agent shall check.'),
      ),
      asked('check-question', [question('Colour', false)], false, 'Colour two'),
      asked('check-multi', [question('Size', true)], true, 'Size one,Size two'),
      asked(
        'check-tabs',
        [question('Shape', false), question('Taste', true)],
        false,
        'Shape two',
        'Taste one,Taste two',
      ),
      add('check-error', 'error', { kind: 'error', error: 'auth' }, tokenRefused),
    ],
  };
  const plan: CheckSession = {
    name: 'plan',
    args: ['--permission-mode', 'plan'],
    cases: [
      add(
        'check-plan',
        'plan',
        { kind: 'plan', tool: 'ExitPlanMode' },
        calls('ExitPlanMode', { plan: '1. Greet strangers too.' }),
      ),
    ],
  };
  const fetch: CheckSession = {
    name: 'fetch',
    args: [],
    cases: [
      leave('check-fetch', 'WebFetch', {
        tool: 'WebFetch',
        input: { url: 'https://example.com/guide', prompt: 'Summarise the guide' },
        answer: 'no',
      }),
    ],
  };
  return { sessions: [work, reach, plan, fetch], replies, files: projectFiles };
}

interface Wish {
  readonly tool: string;
  readonly input: JsonObject;
  readonly answer?: 'yes' | 'no';
  /** What the CLI does before, unasked. */
  readonly first?: readonly Reply[];
}

const projectFiles: Readonly<Record<string, string>> = {
  'package.json':
    '{\n  "name": "app",\n  "version": "1.0.0",\n  "type": "module",\n  "scripts": { "test": "node test.js" }\n}\n',
  'README.md': '# app\n\nA small service that greets people.\n',
  'test.js': "process.stdout.write('ok 1 - greets by name\\n');\n",
  'src/index.ts': "export function greet(name: string): string {\n  return 'Hello ' + name;\n}\n",
};

function limitReached(resetS: number): Reply {
  return {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers: {
      'x-should-retry': 'false',
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(resetS),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    },
  };
}

const tokenRefused: Reply = {
  kind: 'error',
  status: 401,
  type: 'authentication_error',
  message: 'Invalid bearer token',
  headers: { 'x-should-retry': 'false' },
};
