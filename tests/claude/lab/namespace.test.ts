import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { namespacePrefix, stagePrefix } from '../../../src/claude/lab/namespace.ts';
import { stageFolder } from '../../../src/claude/lab/stagePlaces.ts';

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

const stage = stagePrefix();

describe.skipIf(stage.length === 0)('a stage of its own', () => {
  it('is empty, whatever others play, and what is put there reaches nobody else', () => {
    const [file, ...args] = [
      ...stage,
      'sh',
      '-c',
      `ls -A ${stageFolder}; echo mine > ${stageFolder}/of-the-test; ls ${stageFolder}`,
    ];
    for (let time = 0; time < 2; time++) {
      const run = spawnSync(file, args, { encoding: 'utf8' });
      expect([run.stdout, run.status]).toEqual(['of-the-test\n', 0]);
    }
    expect(existsSync(`${stageFolder}/of-the-test`)).toBe(false);
  });

  it('has loopback and nothing else', () => {
    const [file, ...args] = [...stage, process.execPath, '-e', probe];
    const run = spawnSync(file, args, { encoding: 'utf8' });
    expect(JSON.parse(run.stdout)).toEqual({ reached: true, interfaces: ['lo'] });
  });
});
