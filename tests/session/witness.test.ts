import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { Dialog, PendingCall } from '../../src/session/session.ts';
import { callShownBy } from '../../src/session/witness.ts';
import { bash, call, permission } from './words.ts';

/** What a dialog shows, and which of the pending calls is found: its id, or none. */
function check(dialog: Dialog, calls: readonly PendingCall[], expected: string | undefined): void {
  expect(callShownBy(dialog, calls)?.id).toBe(expected);
}

function run(id: string, command: string, more: JsonObject = {}): PendingCall {
  return call(id, 'Bash', { command, description: 'Run what was asked for', ...more });
}

function edit(id: string, path: string, text = 'x'): PendingCall {
  return call(id, 'Edit', { file_path: path, old_string: 'y', new_string: text });
}

function cut(tool: string, subject: string): Dialog {
  return permission(tool, subject, { truncated: true });
}

const long = `node --test ${Array.from({ length: 12 }, (_, index) => `tests/part${index}.test.js`).join(' ')}`;
const script = Array.from({ length: 60 }, (_, index) => `node task.js --step ${index}`).join('\n');
const scriptEnd = script.split('\n').slice(-20).join('\n');

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['a command as it is', bash('npm test'), [run('a', 'npm test')], 'a'],
  ['another command', bash('npm test'), [run('a', 'npm run lint')], undefined],
  ['a longer command', bash('npm test'), [run('a', 'npm test; rm -rf ~')], undefined],
  ['a shorter command', bash('npm test; rm -rf ~'), [run('a', 'npm test')], undefined],
  ['no calls', bash('npm test'), [], undefined],
  ['no subject', bash(''), [run('a', 'npm test')], undefined],
  ['several lines', bash('cat > a <<EOF\nx\nEOF\nnode a'), [run('a', 'cat > a <<EOF\nx\nEOF\nnode a')], 'a'],
  ['a wrap that swallowed a blank', bash(long.replace(' tests/part5', 'tests/part5')), [run('a', long)], 'a'],
  ['a wrap within a word', bash(long.replace('part5', 'pa rt5')), [run('a', long)], 'a'],
  ['a wrap taken for a line break', bash(long.replace(' tests/part5', '\ntests/part5')), [run('a', long)], undefined],
  ['a line break taken for a wrap', bash(long), [run('a', long.replace(' tests/part5', '\ntests/part5'))], 'a'],
  ['a blank where no row can end', bash('rm -rf ~ /x'), [run('a', 'rm -rf ~/x')], undefined],
  ['a lost blank where no row can end', bash('rm -rf ~/x'), [run('a', 'rm -rf ~ /x')], undefined],
  ['a comment that becomes a command', bash('echo hi #\nrm -rf x'), [run('a', 'echo hi # rm -rf x')], undefined],
  ['a line break hidden on a short row', bash('echo hi # rm x'), [run('a', 'echo hi #\nrm x')], undefined],
  ['more blanks', bash('npm test'), [run('a', 'npm    test')], 'a'],
  ['another tool with that command', bash('npm test'), [call('a', 'PowerShell', { command: 'npm test' })], undefined],
  ['another field with that text', bash('rm -rf x'), [run('a', 'npm test', { file_path: 'rm -rf x' })], undefined],
  ['no text in the field', bash('npm test'), [call('a', 'Bash', { command: ['npm test'] })], undefined],
])('Bash: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['the end of a long command', cut('Bash', scriptEnd), [run('a', script)], 'a'],
  ['its beginning', cut('Bash', script.slice(0, 200)), [run('a', script)], undefined],
  ['its middle', cut('Bash', script.slice(200, 500)), [run('a', script)], undefined],
  ['too little of it', cut('Bash', '--step 59'), [run('a', script)], undefined],
  ['an end that two commands have', cut('Bash', scriptEnd), [run('a', script), run('b', `rm x\n${script}`)], undefined],
  ['a row of an edit', cut('Edit', '15 +export const value15 = 150;'), [edit('a', '/app/src/values.ts')], undefined],
  ['a row of an edit that is part of its path', cut('Edit', 'values.ts'), [edit('a', '/app/src/values.ts')], undefined],
])('cut dialogs: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['relative', permission('Edit', 'src/index.ts'), [edit('a', '/app/src/index.ts')], 'a'],
  ['relative with a dot', permission('Edit', './src/index.ts'), [edit('a', '/app/src/index.ts')], 'a'],
  ['absolute', permission('Edit', '/app/src/index.ts'), [edit('a', '/app/src/index.ts')], 'a'],
  ['its last name', permission('Edit', 'index.ts'), [edit('a', '/app/src/index.ts')], 'a'],
  ['a part of its last name', permission('Edit', 'dex.ts'), [edit('a', '/app/src/index.ts')], undefined],
  ['absolute, elsewhere', permission('Edit', '/etc/hosts'), [edit('a', '/app/etc/hosts')], undefined],
  ['at home', permission('Edit', '~/.bashrc'), [edit('a', '/home/me/.bashrc')], 'a'],
  ['at home, but the project has one too', permission('Edit', '~/.bashrc'), [edit('a', '/srv/app/.bashrc')], undefined],
  ['outside the project', permission('Edit', '../x.ts'), [edit('a', '/app/x.ts')], undefined],
  [
    'a sibling with the same end of its path',
    permission('Edit', 'src/index.ts'),
    [edit('a', '/app/src/index.ts'), edit('b', '/app/packages/web/src/index.ts')],
    undefined,
  ],
  [
    'two edits of one file',
    permission('Edit', 'src/index.ts'),
    [edit('a', '/app/src/index.ts'), edit('b', '/app/src/index.ts', 'z')],
    undefined,
  ],
  [
    'an edit and a write of one file',
    permission('Edit', 'src/index.ts'),
    [call('w', 'Write', { file_path: '/app/src/index.ts', content: '' }), edit('a', '/app/src/index.ts')],
    'a',
  ],
  [
    'several edits at once are drawn as an edit',
    permission('Edit', 'src/index.ts'),
    [call('a', 'MultiEdit', { file_path: '/app/src/index.ts', edits: [] })],
    'a',
  ],
  ['a path with a blank', permission('Edit', 'src/a b.ts'), [edit('a', '/app/src/ab.ts')], undefined],
])('paths: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

const search = (pattern: string, path: string): Dialog => permission('Grep', `pattern: "${pattern}", path: "${path}"`);

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['by Grep', search('TODO', '/etc'), [call('a', 'Grep', { pattern: 'TODO', path: '/etc' })], 'a'],
  ['by Glob', search('*.txt', '/etc'), [call('a', 'Glob', { pattern: '*.txt', path: '/etc' })], 'a'],
  ['with quotes', search('a "b", c', '/etc'), [call('a', 'Grep', { pattern: 'a "b", c', path: '/etc' })], 'a'],
  [
    'by either',
    search('a', '/etc'),
    [call('a', 'Glob', { pattern: 'a', path: '/etc' }), call('b', 'Grep', { pattern: 'a', path: '/etc' })],
    undefined,
  ],
  ['of another path', search('TODO', '/etc'), [call('a', 'Grep', { pattern: 'TODO', path: '/etc/ssl' })], undefined],
  ['of a path that ends so', search('TODO', 'etc'), [call('a', 'Grep', { pattern: 'TODO', path: '/etc' })], undefined],
  [
    'for another pattern',
    search('TODO', '/etc'),
    [call('a', 'Grep', { pattern: 'TODO|key', path: '/etc' })],
    undefined,
  ],
  [
    'for a pattern with another blank',
    search('a b', '/etc'),
    [call('a', 'Grep', { pattern: 'ab', path: '/etc' })],
    undefined,
  ],
  ['without a path', search('TODO', '/etc'), [call('a', 'Grep', { pattern: 'TODO' })], undefined],
  ['by what only reads', search('TODO', '/etc'), [call('a', 'Read', { file_path: '/etc' })], undefined],
  [
    'of which another differs in what is not shown',
    search('x', '/a'),
    [call('a', 'Grep', { pattern: 'x', path: '/a' }), call('b', 'Grep', { pattern: 'x', path: '/a', glob: '*.ts' })],
    undefined,
  ],
  ['cut off', cut('Grep', 'pattern: "x", path: "/a"'), [call('a', 'Grep', { pattern: 'x', path: '/a' })], undefined],
])('searches: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

const guide = 'https://example.com/guide';

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['a URL', permission('WebFetch', guide), [call('a', 'WebFetch', { url: guide, prompt: 'Sum up' })], 'a'],
  ['a longer URL', permission('WebFetch', guide), [call('a', 'WebFetch', { url: `${guide}?q=1` })], undefined],
  ['a URL that ends so', permission('WebFetch', 'guide'), [call('a', 'WebFetch', { url: guide })], undefined],
  ['a file', permission('Read', '/etc/hosts'), [call('a', 'Read', { file_path: '/etc/hosts' })], 'a'],
  ['a folder', permission('Read', '/etc'), [call('a', 'LS', { path: '/etc' })], 'a'],
  ['a pattern proves nothing', permission('Read', '/etc'), [call('a', 'Grep', { pattern: '/etc' })], undefined],
  [
    'a file that is read and searched',
    permission('Read', '/etc/hosts'),
    [call('a', 'Read', { file_path: '/etc/hosts' }), call('b', 'Grep', { pattern: 'x', path: '/etc/hosts' })],
    undefined,
  ],
  [
    'a tool that nothing is known of',
    permission('Launch', 'npm test'),
    [call('a', 'Launch', { command: 'npm test' })],
    undefined,
  ],
])('others: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

const createTicket = 'mcp__tracker__create_ticket';
const ticket = { title: 'Greet strangers', priority: 2 };
const drawn = 'title: "Greet strangers"\npriority: 2\nAbout the tracker — Create Ticket Tool:\n│ Creates a ticket.';

test.each<[string, Dialog, readonly PendingCall[], string | undefined]>([
  ['arguments in rows', permission(createTicket, drawn), [call('a', createTicket, ticket)], 'a'],
  [
    'arguments in brackets',
    permission(createTicket, 'title: "Greet strangers", priority: 2'),
    [call('a', createTicket, ticket)],
    'a',
  ],
  [
    'lists and objects as the CLI draws them',
    permission(createTicket, 'path: "/p"\nsteps: [{ prompt: "Say it", uses: [1, 2], "x-y": true }]\nAbout the tracker'),
    [call('a', createTicket, { path: '/p', steps: [{ prompt: 'Say it', uses: [1, 2], 'x-y': true }] })],
    'a',
  ],
  [
    'a list with another text in it',
    permission(createTicket, 'steps: [{ prompt: "Say it" }]'),
    [call('a', createTicket, { steps: [{ prompt: 'Say it", x: "' }] })],
    undefined,
  ],
  [
    'a list with one more entry',
    permission(createTicket, 'steps: [{ prompt: "Say it" }]'),
    [call('a', createTicket, { steps: [{ prompt: 'Say it' }, { prompt: 'And that' }] })],
    undefined,
  ],
  [
    'a text that looks like a list',
    permission(createTicket, 'steps: [{ prompt: "Say it" }]'),
    [call('a', createTicket, { steps: '[{ prompt: "Say it" }]' })],
    undefined,
  ],
  [
    'other arguments',
    permission(createTicket, drawn),
    [call('a', createTicket, { ...ticket, priority: 3 })],
    undefined,
  ],
  [
    'an argument less',
    permission(createTicket, drawn),
    [call('a', createTicket, { title: 'Greet strangers' })],
    undefined,
  ],
  [
    'an argument more',
    permission(createTicket, drawn),
    [call('a', createTicket, { ...ticket, notify: true })],
    undefined,
  ],
  ['none instead of some', permission(createTicket, drawn), [call('a', createTicket, {})], undefined],
  [
    'long arguments are compared too',
    permission(createTicket, 'sql: "select 1"'),
    [call('a', createTicket, { sql: `drop table ${'t'.repeat(80)}` })],
    undefined,
  ],
  ['none', permission('mcp__tracker__list', ''), [call('a', 'mcp__tracker__list', {})], 'a'],
  ['another tool', permission(createTicket, drawn), [call('a', 'mcp__tracker__delete_ticket', ticket)], undefined],
  ['another server', permission(createTicket, drawn), [call('a', 'mcp__hacker__create_ticket', ticket)], undefined],
  [
    'a server whose name runs into the tool’s',
    permission('mcp__a_b__c', ''),
    [call('a', 'mcp__a__b_c', {})],
    undefined,
  ],
  [
    'a server named with punctuation',
    permission('mcp__claude.ai Notes__search', ''),
    [call('a', 'mcp__claude_ai_Notes__search', {})],
    'a',
  ],
  [
    'a tool that may have taken the title of another',
    permission(createTicket, drawn),
    [call('a', createTicket, ticket), call('b', 'mcp__tracker__delete_all', ticket)],
    undefined,
  ],
])('MCP: %s', (_name, dialog, calls, expected) => {
  check(dialog, calls, expected);
});

test('equal calls: the first that has had no answer', () => {
  const calls = [run('a', 'npm test'), run('b', 'npm test'), run('c', 'npm test', { timeout: undefined })];
  expect(callShownBy(bash('npm test'), calls)?.id).toBe('a');
  expect(callShownBy(bash('npm test'), calls, ['a'])?.id).toBe('b');
  expect(callShownBy(bash('npm test'), calls, ['a', 'b', 'c'])?.id).toBe('a');
});

test('calls that differ in what is not shown are not equal', () => {
  const calls = [run('a', 'npm test'), run('b', 'npm test', { dangerouslyDisableSandbox: true })];
  check(bash('npm test'), calls, undefined);
});

test.each(['AskUserQuestion', 'ExitPlanMode'])('while %s waits for a person no call is chosen', (tool) => {
  const own = run('a', 'npm test');
  check(bash('npm test'), [own, call('b', tool, {})], undefined);
  check(bash('npm test'), [call('b', tool, {}), own], undefined);
  check(bash('npm test'), [own, { ...call('b', tool, {}), agent: 'x' }], 'a');
});
