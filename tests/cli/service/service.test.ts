import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchdPlist } from '../../../src/cli/service/launchdPlist.ts';
import { serviceManager } from '../../../src/cli/service/manager.ts';
import type { ServicePlan } from '../../../src/cli/service/plan.ts';
import { madeFor, servicePlan, staleness } from '../../../src/cli/service/plan.ts';
import { sealed } from '../../../src/cli/service/seal.ts';
import { systemdUnit } from '../../../src/cli/service/systemdUnit.ts';
import { run } from '../../../src/cli/run.ts';
import { install } from '../../../src/cli/verbs/serviceInstall.ts';
import { status } from '../../../src/cli/verbs/serviceStatus.ts';
import { uninstall } from '../../../src/cli/verbs/serviceUninstall.ts';
import type { Given } from '../../../src/cli/verb.ts';
import type { Ran, TestIo } from '../testIo.ts';
import type { FakeSystem } from './fakeSystem.ts';
import { fakeSystem, launchctl, servicePid, systemctl } from './fakeSystem.ts';

const plan: ServicePlan = {
  program: ['/usr/bin/node', '--import', 'a b', '/opt/100% "pcc"/$x\\.js', '__daemon', '--stderr'],
  version: '0.1.0',
  home: '/home/me/.perpetualcc',
  env: [
    ['PATH', '/usr/bin:/bin'],
    ['TZ', 'Europe/Berlin'],
    ['CLAUDE_CONFIG_DIR', '/home/me/a <b> & 50%'],
  ],
};

describe('the unit of systemd', () => {
  it('is exactly this', () => {
    expect(systemdUnit(plan)).toBe(`# Written by 'pcc service install'; 'pcc service uninstall' takes it away.
# Made for {"program":["/usr/bin/node","\\u002d\\u002dimport","a b","/opt/100% \\"pcc\\"/$x\\\\.js","__daemon","\\u002d\\u002dstderr"],"version":"0.1.0","home":"/home/me/.perpetualcc"}
[Unit]
Description=PerpetualCC, the daemon of pcc
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=exec
ExecStart="/usr/bin/node" "--import" "a b" "/opt/100%% \\"pcc\\"/$$x\\\\.js" "__daemon" "--stderr"
Environment="PATH=/usr/bin:/bin"
Environment="TZ=Europe/Berlin"
Environment="CLAUDE_CONFIG_DIR=/home/me/a <b> & 50%%"
Restart=on-failure
RestartSec=2
KillMode=process
OOMPolicy=continue
TasksMax=infinity
TimeoutStopSec=20
StandardOutput=journal
StandardError=journal
SyslogIdentifier=pcc

[Install]
WantedBy=default.target
`);
  });

  it('is one that systemd itself takes', async (context) => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) context.skip();
    const { home } = await fakeSystem();
    const file = join(home, 'pcc.service');
    const program = [process.execPath, ...plan.program.slice(1)];
    writeFileSync(file, systemdUnit({ ...plan, program }));
    const { status: ended, stderr } = spawnSync('systemd-analyze', ['verify', '--user', file], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home },
    });
    expect({ ended, said: stderr.split('\n').filter((line) => line.includes('pcc.service')) }).toEqual({
      ended: 0,
      said: [],
    });
  });
});

describe('the agent of launchd', () => {
  it('is exactly this', () => {
    expect(launchdPlist(plan)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by 'pcc service install'; 'pcc service uninstall' takes it away. -->
<!-- Made for {"program":["/usr/bin/node","\\u002d\\u002dimport","a b","/opt/100% \\"pcc\\"/$x\\\\.js","__daemon","\\u002d\\u002dstderr"],"version":"0.1.0","home":"/home/me/.perpetualcc"} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>perpetualcc.pcc</string>
  <key>ProgramArguments</key>
  <array>
    <string>/usr/bin/node</string>
    <string>--import</string>
    <string>a b</string>
    <string>/opt/100% "pcc"/$x\\.js</string>
    <string>__daemon</string>
    <string>--stderr</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    <string>/usr/bin:/bin</string>
    <key>TZ</key>
    <string>Europe/Berlin</string>
    <key>CLAUDE_CONFIG_DIR</key>
    <string>/home/me/a &lt;b&gt; &amp; 50%</string>
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>AbandonProcessGroup</key>
  <true/>
  <key>StandardErrorPath</key>
  <string>/home/me/.perpetualcc/logs/service.log</string>
</dict>
</plist>
`);
  });
});

describe('what a file was made for', () => {
  it.each([
    ['unit', systemdUnit(plan)],
    ['agent', launchdPlist(plan)],
  ])('is read from the %s again', (_kind, text) => {
    expect(madeFor(text)).toEqual({ program: plan.program, version: plan.version, home: plan.home });
  });

  it('is nothing in a file of another', () => {
    expect(madeFor('[Service]\nExecStart=/usr/bin/true\n')).toBeUndefined();
  });

  it.each<[Partial<ServicePlan>, string | undefined]>([
    [{}, undefined],
    [{ env: [] }, undefined],
    [{ home: '/x' }, "it is for the home '/home/me/.perpetualcc', not '/x'"],
    [{ program: ['/x'] }, 'it runs another program: /usr/bin/node --import'],
    [{ version: '0.2.0' }, 'it was made by version 0.1.0, this is 0.2.0'],
  ])('%j', (more, stale) => {
    const made = staleness(plan, { ...plan, ...more });
    if (stale === undefined) expect(made).toBeUndefined();
    else expect(made).toContain(stale);
  });
});

const linux = async (io: TestIo, ...argv: string[]): Promise<Ran> => ({ status: await run(argv, io), ...io.printed });
const given = (options: Given['options'] = {}): Given => ({ args: [], options, rest: [] });

async function withSystemd(lingers = 'yes'): Promise<FakeSystem & { readonly file: string }> {
  const system = await fakeSystem();
  system.program('systemctl', systemctl);
  system.program('loginctl', `echo ${lingers}`);
  return { ...system, file: join(system.home, '.config', 'systemd', 'user', 'pcc.service') };
}

describe.runIf(process.platform === 'linux')('with systemd', () => {
  it('is installed: written, enabled, and its daemon takes the place of the one that ran', async () => {
    const system = await withSystemd();
    const { status: ended, out, err } = await linux(system.io(), 'service', 'install');
    expect({ ended, out, err }).toEqual({
      ended: 0,
      out: `${system.file}\nDaemon ${servicePid} runs; 'journalctl --user -u pcc.service' shows what it says.\n`,
      err: '',
    });
    expect(system.calls().slice(0, 5)).toEqual([
      'systemctl --user show --property=Version --value',
      'systemctl --user daemon-reload',
      'systemctl --user enable pcc.service',
      'systemctl --user reset-failed pcc.service',
      'systemctl --user restart pcc.service',
    ]);
    expect(system.daemon.calls.map(({ method, params }) => [method, params])).toContainEqual([
      'daemon.stop',
      { sessions: false },
    ]);
    const text = readFileSync(system.file, 'utf8');
    expect(text).toContain('ExecStart="/usr/bin/node" "/opt/pcc/pcc.js" "__daemon" "--stderr"\n');
    expect(text).toContain(`Environment="PCC_HOME=${system.daemon.home}"\n`);
    expect(text).toContain('Environment="TZ=Europe/Berlin"\n');
    expect(text).not.toContain('secret');
    expect(readdirSync(dirname(system.file))).toEqual(['pcc.service']);
    expect(statSync(system.file).mode & 0o777).toBe(0o644);
  });

  it('tells that sessions end at logout where nothing lingers, and lets it linger when that is asked for', async () => {
    const system = await withSystemd('no');
    const told = await linux(system.io(), 'service', 'install', '--json');
    expect(JSON.parse(told.out)).toEqual({ manager: 'systemd', file: system.file, pid: servicePid, lingers: false });
    expect(told.err).toContain("'loginctl enable-linger'");
    expect(system.calls()).not.toContain('loginctl enable-linger');
    await linux(system.io(), 'service', 'install', '--linger');
    expect(system.calls()).toContain('loginctl enable-linger');
  });

  it('does not overwrite what others wrote, nor the service of another home, unless told', async () => {
    const system = await withSystemd();
    mkdirSync(dirname(system.file), { recursive: true });
    writeFileSync(system.file, '[Service]\nExecStart=/usr/bin/true\n');
    const refused = await linux(system.io(), 'service', 'install');
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(refused.err).toContain('was not written by pcc; look at it, and overwrite it with --force');
    expect(readFileSync(system.file, 'utf8')).toContain('/usr/bin/true');
    expect((await linux(system.io(), 'service', 'uninstall')).err).toContain('was not written by pcc and stays');
    expect(existsSync(system.file)).toBe(true);
    writeFileSync(system.file, systemdUnit(plan));
    const other = await linux(system.io(), 'service', 'install');
    expect(other.err).toContain("The service is installed for the home '/home/me/.perpetualcc'");
    expect((await linux(system.io(), 'service', 'install', '--force')).status).toBe(0);
  });

  it('is taken away without a trace, and nothing else is', async () => {
    const system = await withSystemd();
    const io = system.io();
    await linux(io, 'service', 'install');
    writeFileSync(join(dirname(system.file), 'other.service'), 'x');
    const { status: ended, out } = await linux(system.io(), 'service', 'uninstall');
    expect({ ended, out }).toEqual({ ended: 0, out: `Removed '${system.file}'.\n` });
    expect(readdirSync(dirname(system.file))).toEqual(['other.service']);
    expect(system.calls().slice(-3)).toEqual([
      'systemctl --user disable --now pcc.service',
      'systemctl --user daemon-reload',
      'systemctl --user reset-failed pcc.service',
    ]);
    expect(await linux(system.io(), 'service', 'uninstall')).toMatchObject({
      status: 3,
      err: `pcc: The service is not installed: there is no '${system.file}'.\n`,
    });
  });

  it('tells how it stands', async () => {
    const system = await withSystemd();
    expect(await linux(system.io(), 'service', 'status')).toEqual({
      status: 3,
      out: `service  not installed; 'pcc service install' does it\nfile     ${system.file}\n`,
      err: '',
    });
    await linux(system.io(), 'service', 'install');
    expect(await linux(system.io(), 'service', 'status')).toEqual({
      status: 0,
      out: [
        'service           installed with systemd',
        `file              ${system.file}`,
        'begins by itself  yes',
        'state             active (running)',
        `process           ${servicePid}`,
        'lingers           yes',
        '',
      ].join('\n'),
      err: '',
    });
    expect(JSON.parse((await linux(system.io(), 'service', 'status', '--json')).out)).toEqual({
      manager: 'systemd',
      file: system.file,
      installed: true,
      foreign: false,
      enabled: true,
      running: true,
      pid: servicePid,
      lingers: true,
      state: 'active (running)',
      edited: false,
      unavailable: null,
      stale: null,
      daemon: { pid: servicePid, version: '0.1.0' },
    });
  });

  it('tells what is not as it should be', async () => {
    const system = await withSystemd('no');
    await linux(system.io(), 'service', 'install');
    system.program(
      'systemctl',
      systemctl.replaceAll('active', 'failed').replace('enabled', 'disabled').replace(`${servicePid}`, '0'),
    );
    const moved = { ...system.io(), self: ['/usr/bin/node', '/elsewhere/pcc.js'] as const };
    const { out } = await linux(moved, 'service', 'status');
    expect(out).toContain("begins by itself  no; 'pcc service install' has it begin again");
    expect(out).toContain('state             failed (running)');
    expect(out).toContain(`daemon            pid ${servicePid} runs beside the service`);
    expect(out).toContain('stale             it runs another program: /usr/bin/node /opt/pcc/pcc.js __daemon --stderr');
    expect(out).toContain('lingers           The services of this user begin at login');
  });

  it('is told and not overwritten where it was edited by hand, unless told', async () => {
    const system = await withSystemd();
    await linux(system.io(), 'service', 'install');
    const written = readFileSync(system.file, 'utf8');
    expect(await linux(system.io(), 'service', 'install')).toMatchObject({ status: 0 });
    writeFileSync(system.file, written.replace('RestartSec=2', 'RestartSec=9'));
    const told = await linux(system.io(), 'service', 'status');
    expect(told.out).toContain("edited            by hand; 'pcc service install --force' writes it anew");
    expect(await linux(system.io(), 'service', 'install')).toMatchObject({
      status: 1,
      err: `pcc: '${system.file}' was edited by hand since pcc wrote it; overwrite it with --force, or leave it as it is.\n`,
    });
    expect(readFileSync(system.file, 'utf8')).toContain('RestartSec=9');
    await linux(system.io(), 'service', 'install', '--force');
    expect(readFileSync(system.file, 'utf8')).toBe(written);
  });

  it('says so where no systemd of the user answers, or none is there, and writes nothing', async () => {
    const system = await withSystemd();
    system.program('systemctl', 'echo "Failed to connect to bus: No medium found" >&2; exit 1');
    const { status: ended, err } = await linux(system.io(), 'service', 'install');
    expect({ ended, err }).toEqual({
      ended: 1,
      err: "pcc: No systemd of this user answers ('systemctl --user show --property=Version --value' failed with 1 and said: Failed to connect to bus: No medium found); start 'pcc daemon restart' from whatever starts programs at boot here.\n",
    });
    const none = await linux(system.io({ PATH: join(system.home, 'empty') }), 'service', 'status');
    // Nothing is installed, which was asked: no failure.
    expect(none).toMatchObject({ status: 3, out: `service  not installed\nfile     ${system.file}\n` });
    expect(none.err).toContain('No systemd of this user answers (systemd is not installed here)');
    expect(existsSync(system.file)).toBe(false);
    mkdirSync(dirname(system.file), { recursive: true });
    writeFileSync(system.file, systemdUnit(plan));
    expect(await linux(system.io(), 'service', 'status')).toMatchObject({ status: 1, out: '' });
  });

  it('is what starts the daemon again that it runs, and no other', async () => {
    const system = await withSystemd();
    const restarts = (): number => system.calls().filter((call) => call.includes('restart')).length;
    await linux(system.io(), 'daemon', 'restart');
    expect(restarts()).toBe(0);
    await linux(system.io(), 'service', 'install');
    expect(await linux(system.io(), 'daemon', 'restart')).toMatchObject({ status: 0 });
    expect(restarts()).toBe(2);
    system.program('systemctl', systemctl.replaceAll(`${servicePid}`, '77'));
    await linux(system.io(), 'daemon', 'restart');
    expect(restarts()).toBe(2);
  });

  it('fails with what systemd says', async () => {
    const system = await withSystemd();
    system.program('systemctl', `${systemctl}\ncase "$*" in *restart*) echo "Job failed." >&2; exit 1 ;; esac`);
    const { status: ended, err } = await linux(system.io(), 'service', 'install');
    expect({ ended, err }).toEqual({
      ended: 1,
      err: `pcc: 'systemctl --user restart pcc.service' failed with 1 and said: Job failed; '${system.file}' stays: 'pcc service install' tries it again, 'pcc service uninstall' takes it away.\n`,
    });
    expect(existsSync(system.file)).toBe(true);
  });
});

describe('with launchd', () => {
  it('is installed, told and taken away', async () => {
    const system = await fakeSystem();
    system.program('launchctl', launchctl);
    const file = join(system.home, 'Library', 'LaunchAgents', 'perpetualcc.pcc.plist');
    const io = system.io();
    expect(await install(given({ json: true }), io, serviceManager(io, 'darwin'))).toBe(0);
    expect(JSON.parse(io.printed.out)).toEqual({ manager: 'launchd', file, pid: servicePid, lingers: null });
    expect(readFileSync(file, 'utf8')).toBe(sealed(launchdPlist(servicePlan(io))));
    const domain = `gui/${userInfo().uid}`;
    expect(system.calls().filter((call) => !call.includes('print'))).toEqual([
      `launchctl enable ${domain}/perpetualcc.pcc`,
      `launchctl bootout ${domain}/perpetualcc.pcc`,
      `launchctl bootstrap ${domain} ${file}`,
    ]);
    const look = system.io();
    expect(await status(given(), look, serviceManager(look, 'darwin'))).toBe(0);
    expect(look.printed.out).toContain('state             running');
    const away = system.io();
    expect(await uninstall(given(), away, serviceManager(away, 'darwin'))).toBe(0);
    expect(system.calls().at(-1)).toBe(`launchctl bootout ${domain}/perpetualcc.pcc`);
    expect(existsSync(file)).toBe(false);
  });

  it('is well-formed XML', (context) => {
    if (spawnSync('python3', ['--version']).status !== 0) context.skip();
    const read = 'import plistlib,sys,json; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const parsed: unknown = JSON.parse(
      execFileSync('python3', ['-c', read], { input: launchdPlist(plan), encoding: 'utf8' }),
    );
    expect(parsed).toMatchObject({
      ProgramArguments: plan.program,
      EnvironmentVariables: Object.fromEntries(plan.env),
    });
  });
});

it('an unknown system is told', async () => {
  const system = await fakeSystem();
  expect(() => serviceManager(system.io(), 'freebsd')).toThrow("this system is 'freebsd'");
});
