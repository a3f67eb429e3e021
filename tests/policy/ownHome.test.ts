import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { project, riskOf, worldWith } from './world.ts';

/** A home of pcc that PCC_HOME names, with a name that tells nothing. */
const ownHome = '/srv/state/of-it';
const world = worldWith({ ownHome }, { '/srv/link': ownHome });

function riskOfCall(tool: string, input: JsonObject): Risk {
  return judge({ tool, input, cwd: project }, world).risk;
}

describe('the home folder of pcc, wherever it stands', () => {
  it.each(['run/server.token', 'run/token', 'run/daemon.sock', 'state.db', 'config.toml', 'rules/mine.yaml', ''])(
    '%s is neither read nor changed nor looked at',
    (path) => {
      const file = `${ownHome}/${path}`;
      for (const command of [
        `cat ${file}`,
        `ls ${file}`,
        `head -c 64 "${file}"`,
        `cp ${file} src/a.txt`,
        `cd ${ownHome} && cat ${path === '' ? '.' : path}`,
        `node -e 'require("fs").readFileSync("${file}")'`,
        `PCC_HOME=${ownHome} node x.js`,
        `cat /srv/*/of-it/run/token`,
        `cat /srv/st*/*/run/*`,
        `cat /srv/link/${path}`,
        'grep -r x /srv',
      ])
        expect([command, riskOf(command, world)]).toEqual([command, 'HIGH']);
      expect(riskOfCall('Read', { file_path: file })).toBe('HIGH');
      expect(riskOfCall('Read', { file_path: `${project}/../../../srv/link/${path}` })).toBe('HIGH');
      expect(riskOfCall('Write', { file_path: file, content: 'x' })).toBe('HIGH');
      expect(riskOfCall('Grep', { pattern: 'x', path: file })).toBe('HIGH');
      expect(riskOfCall('Grep', { pattern: 'x', path: '/srv' })).toBe('HIGH');
      expect(riskOfCall('Glob', { pattern: '*', path: file })).toBe('HIGH');
      expect(riskOfCall('mcp__fs__read_file', { path: file })).toBe('HIGH');
    },
  );

  it('is no other folder whose name begins like it', () => {
    expect(riskOf(`cat ${ownHome}-2/readme.txt`, world)).toBe('MEDIUM');
    expect(riskOfCall('Read', { file_path: `${ownHome}.txt` })).toBe('MEDIUM');
    expect(riskOf('npm test', world)).toBe('LOW');
    expect(riskOf('cat src/*.ts', world)).toBe('LOW');
    expect(riskOf('grep -r x .', world)).toBe('LOW');
  });
});

it('the projects of recordings that are played below it are projects', () => {
  const cwd = `${ownHome}/run/demo/0f3e/app`;
  const risk = (tool: string, input: JsonObject): Risk => judge({ tool, input, cwd }, world).risk;
  expect(risk('Bash', { command: 'npm test' })).toBe('LOW');
  expect(risk('Bash', { command: `cat src/*.ts ${cwd}/src/a.ts` })).toBe('LOW');
  expect(risk('Read', { file_path: `${cwd}/src/a.ts` })).toBe('LOW');
  expect(risk('Write', { file_path: `${cwd}/src/a.ts`, content: 'export const a = 1;' })).toBe('LOW');
  for (const path of ['../../../token', `${ownHome}/run/demo/../token`, `${ownHome}/run/demo-2/x`])
    expect([path, risk('Read', { file_path: path })]).toEqual([path, 'HIGH']);
});

describe('the tools of pcc itself, whatever its server is called', () => {
  const list = { path: project, steps: [{ prompt: 'add a test for the parser' }] };

  it.each([
    ['respond', { n: 3, answers: ['yes'] }],
    ['execute_task_list', list],
    ['control_execution', { id: '3f2a', action: 'cancel' }],
  ])('%s is for a person', (tool, input) => {
    for (const server of ['perpetualcc', 'pcc', 'a_b', 'claude_ai_x'])
      expect(riskOfCall(`mcp__${server}__${tool}`, input)).toBe('HIGH');
  });

  it.each([
    ['check_websocket_status', {}],
    ['monitor_execution', { id: '3f2a', waitMs: 1_000 }],
    ['validate_task_list', list],
    ['suggest_execution_strategy', list],
    ['get_task_complexity', { prompt: 'add a test' }],
    ['get_execution_history', { limit: 5 }],
    ['verify_execution', { last: 1 }],
    ['get_hook_status', {}],
    ['list_sessions', {}],
    ['list_pending', {}],
  ])('%s is as any tool whose server is not known', (tool, input) => {
    expect(riskOfCall(`mcp__perpetualcc__${tool}`, input)).toBe('MEDIUM');
  });
});
