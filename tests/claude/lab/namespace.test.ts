import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { namespacePrefix } from '../../../src/claude/lab/namespace.ts';

const prefix = namespacePrefix();

/** Reports whether loopback can be reached and which interfaces there are. */
const probe = `
  const { networkInterfaces } = require('node:os');
  const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
    require('node:net').connect(server.address().port, '127.0.0.1', () => {
      console.log(JSON.stringify({ reached: true, interfaces: Object.keys(networkInterfaces()) }));
      process.exit(0);
    });
  });
`;

describe.skipIf(prefix.length === 0)('the network namespace', () => {
  it('has loopback and nothing else', () => {
    const [file, ...args] = [...prefix, process.execPath, '-e', probe];
    const run = spawnSync(file, args, { encoding: 'utf8' });
    expect(JSON.parse(run.stdout)).toEqual({ reached: true, interfaces: ['lo'] });
  });

  it('passes words and the exit status through unchanged', () => {
    const [file, ...args] = [...prefix, 'sh', '-c', 'printf %s "$1"; exit 7', 'sh', "it's $HOME"];
    const run = spawnSync(file, args, { encoding: 'utf8' });
    expect([run.stdout, run.status]).toEqual(["it's $HOME", 7]);
  });
});
