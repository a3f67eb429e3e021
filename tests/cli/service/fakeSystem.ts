import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { daemonSample } from '../../api/samples.ts';
import type { FakeDaemon } from '../fakeDaemon.ts';
import { fakeDaemon } from '../fakeDaemon.ts';
import type { TestIo } from '../testIo.ts';
import { testIo } from '../testIo.ts';

/** A machine whose service manager is a script that notes how it was called, and a daemon that answers in this process. */
export interface FakeSystem {
  readonly home: string;
  readonly daemon: FakeDaemon;
  /** What the programs were called with, in order. */
  calls(): string[];
  io(more?: Readonly<Record<string, string>>): TestIo;
  /** Has a program answer otherwise: a shell script, which sees its arguments. */
  program(name: string, script: string): void;
}

/** The daemon of the service. */
export const servicePid = 4_242;

export async function fakeSystem(): Promise<FakeSystem> {
  const home = mkdtempSync(join(tmpdir(), 'pcc-service-'));
  const bin = join(home, 'bin');
  const notes = join(home, 'calls');
  mkdirSync(bin);
  const daemon = await fakeDaemon({
    'daemon.status': () => daemonSample({ daemon: { pid: servicePid, version: '0.1.0', uptimeS: 1 } }),
    // One that has ended already.
    'daemon.stop': () => ({ pid: spawnSync('true').pid, sessions: 0 }),
  });
  onTestFinished(async () => {
    await daemon.dispose();
    rmSync(home, { recursive: true, force: true });
  });
  const system: FakeSystem = {
    home,
    daemon,
    calls: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []),
    io: (more = {}) =>
      testIo({
        home: daemon.home,
        self: ['/usr/bin/node', '/opt/pcc/pcc.js'],
        env: {
          HOME: home,
          PATH: `${bin}:/usr/bin:/bin`,
          TZ: 'Europe/Berlin',
          LANG: 'de_DE.UTF-8',
          API_TOKEN: 'secret',
          ...more,
        },
      }),
    program(name, script) {
      const file = join(bin, name);
      writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${notes}'\n${script}\n`);
      chmodSync(file, 0o755);
    },
  };
  return system;
}

/** A systemd that does what it is told. */
export const systemctl = `
case "$*" in
  *Version*) echo 252 ;;
  *ActiveState*) printf 'ActiveState=active\\nSubState=running\\nMainPID=${servicePid}\\nUnitFileState=enabled\\n' ;;
esac`;

/** A launchd that knows the service. */
export const launchctl = `
case "$*" in
  print*perpetualcc*) printf 'x = {\\n\\tstate = running\\n\\tpid = ${servicePid}\\n}\\n' ;;
esac`;
