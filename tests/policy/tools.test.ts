import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { project, worldWith } from './world.ts';

function riskOfCall(tool: string, input: JsonObject, world = worldWith()): Risk {
  return judge({ tool, input, cwd: project }, world).risk;
}

/** The tools that 2.1.329 names, and older ones; each must have a place of its own, so that it is not judged as unknown. */
const tools = [
  'Bash',
  'Read',
  'Edit',
  'Write',
  'MultiEdit',
  'NotebookEdit',
  'NotebookRead',
  'Glob',
  'Grep',
  'LS',
  'WebFetch',
  'WebSearch',
  'Task',
  'Agent',
  'Skill',
  'SlashCommand',
  'TodoWrite',
  'TodoRead',
  'TaskCreate',
  'TaskGet',
  'TaskUpdate',
  'TaskList',
  'TaskOutput',
  'TaskStop',
  'BashOutput',
  'AgentOutputTool',
  'KillShell',
  'KillBash',
  'ExitPlanMode',
  'EnterPlanMode',
  'AskUserQuestion',
  'EnterWorktree',
  'ExitWorktree',
  'LSP',
  'Monitor',
  'CronCreate',
  'CronDelete',
  'CronList',
  'ScheduleWakeup',
  'RemoteTrigger',
  'Config',
  'TeamCreate',
  'TeamDelete',
  'PowerShell',
  'REPL',
  'Artifact',
  'ListMcpResourcesTool',
  'ReadMcpResourceTool',
  'ReadMcpResourceDirTool',
];

/** Tools that change nothing and name nothing: an empty input is all they take. */
const without = new Set(['TodoRead', 'TaskList', 'EnterPlanMode']);

describe('the tools of the CLI', () => {
  it.each(tools)('%s has a place', (tool) => {
    expect(judge({ tool, input: {}, cwd: project }, worldWith()).rules).not.toContain('tool-unknown');
  });

  it.each(tools.filter((tool) => !without.has(tool)))('%s with an empty or malformed input is not plain', (tool) => {
    const fields = [
      'command',
      'file_path',
      'notebook_path',
      'path',
      'pattern',
      'url',
      'query',
      'prompt',
      'todos',
      'taskId',
      'subject',
      'skill',
    ];
    expect(riskOfCall(tool, {})).not.toBe('LOW');
    for (const value of [7, null, {}, true]) {
      const input = Object.fromEntries(fields.map((field) => [field, value]));
      expect(riskOfCall(tool, input)).not.toBe('LOW');
    }
  });

  it.each(['Frobnicate', 'bash', 'READ', 'Bash\u200b', 'mcp__x', ''])('a tool named "%s" is not plain', (tool) => {
    expect(riskOfCall(tool, { command: 'ls', file_path: `${project}/src/a.ts` })).not.toBe('LOW');
  });
});

describe('files by their JSON', () => {
  const protectedFolders = [
    '.git/config',
    '.claude/settings.json',
    '.vscode/tasks.json',
    '.husky/pre-commit',
    '.pcc/rules.yaml',
    '.mcp.json',
    '.idea/x.xml',
  ];

  it.each(protectedFolders)('%s is not written', (path) => {
    for (const [tool, input] of [
      ['Write', { file_path: `${project}/${path}`, content: 'x' }],
      ['Edit', { file_path: path, old_string: 'a', new_string: 'b' }],
      ['MultiEdit', { file_path: `${project}/src/../${path}`, edits: [{ old_string: 'a', new_string: 'b' }] }],
    ] as const)
      expect(riskOfCall(tool, input)).toBe('HIGH');
    expect(riskOfCall('Bash', { command: `echo x > ${path}` })).toBe('HIGH');
  });

  it.each(protectedFolders)('%s is not written in other letters on darwin', (path) => {
    const input = { file_path: `${project}/${path.toUpperCase()}`, content: 'x' };
    expect(riskOfCall('Write', input, worldWith({ platform: 'darwin' }))).toBe('HIGH');
  });

  it('the workflow of a CI is for the brain', () => {
    expect(riskOfCall('Write', { file_path: `${project}/.github/workflows/ci.yml`, content: 'x' })).toBe('MEDIUM');
  });

  it('a link into a protected folder or to a secret is judged as what it leads to', () => {
    const linked = worldWith(
      {},
      { [`${project}/src/hooks`]: `${project}/.git/hooks`, [`${project}/src/env.txt`]: `${project}/.env` },
    );
    expect(riskOfCall('Write', { file_path: `${project}/src/hooks/pre-commit`, content: 'x' }, linked)).toBe('HIGH');
    expect(riskOfCall('Read', { file_path: `${project}/src/env.txt` }, linked)).toBe('HIGH');
    expect(riskOfCall('Edit', { file_path: `${project}/src/env.txt`, old_string: 'a', new_string: 'b' }, linked)).toBe(
      'HIGH',
    );
    expect(riskOfCall('Grep', { pattern: 'x', path: `${project}/src/env.txt` }, linked)).toBe('HIGH');
  });

  it('a resource of a server that names a secret goes to a person', () => {
    expect(riskOfCall('ReadMcpResourceTool', { server: 'files', uri: 'file:///etc/shadow' })).toBe('HIGH');
  });

  it('a watched command is judged as a command', () => {
    expect(riskOfCall('Monitor', { command: 'tail -f logs/a.log', description: 'x' })).toBe('MEDIUM');
    expect(riskOfCall('Monitor', { command: 'rm -rf x', description: 'x' })).toBe('HIGH');
  });
});
