#!/usr/bin/env node
import type { RulesRequest } from './api/rulesEngine.ts';

/** Picks a face by the first argument. Everything is loaded only when it is needed: a command must start fast. */
const [face, ...rest] = process.argv.slice(2);
const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)] as const;

if (face === '__daemon') {
  const { runDaemon } = await import('./daemon/main.ts');
  await runDaemon({ self, toStderr: rest.includes('--stderr') });
} else if (face === '__player') {
  const [{ runPlayer }, { systemClock }] = await Promise.all([
    import('./daemon/demo/player.ts'),
    import('./base/clock.ts'),
  ]);
  const [cast = '', sessionId = '', stays] = rest;
  await runPlayer(cast, sessionId, systemClock(), stays === '--stay');
} else if (face === '__server') {
  const [{ runServer }, { mcpMount }, { openServerHome }, { systemClock }, { packageVersion }] = await Promise.all([
    import('./server/main.ts'),
    import('./server/mcp/mount.ts'),
    import('./daemon/serverHome.ts'),
    import('./base/clock.ts'),
    import('./packageRoot.ts'),
  ]);
  const version = packageVersion();
  await runServer({
    io: { env: process.env, cwd: process.cwd(), clock: systemClock(), self },
    wish: rest[0] ?? '',
    version,
    openHome: openServerHome,
    mount: (parts, own) => [mcpMount(parts, { ...own, version })],
  });
} else if (face === '__tracker') {
  await import('./claude/lab/trackerServer.ts');
} else if (face === '__hook') {
  const { runHookModule } = await import('./daemon/hooks/hookModule.ts');
  await runHookModule(rest[0] ?? '');
} else if (face === '__clicheck') {
  const { runCheckWorker } = await import('./daemon/selfCheck/worker.ts');
  await runCheckWorker(rest[0] ?? '', self);
} else if (face === '__assess') {
  const { runAssessWorker } = await import('./assess/worker.ts');
  await runAssessWorker(rest[0] ?? '', self);
} else if (face === '__ptyhost') {
  const [{ runPtyHost }, { systemClock }, { packageVersion }] = await Promise.all([
    import('./terminal/host/main.ts'),
    import('./base/clock.ts'),
    import('./packageRoot.ts'),
  ]);
  const [runDir = '', recordingsDir = '', limits = '{}'] = rest;
  await runPtyHost({
    runDir,
    recordingsDir,
    limits: JSON.parse(limits) as Record<string, number>,
    version: packageVersion(),
    clock: systemClock(),
    log: (sentence) => process.stderr.write(`${new Date().toISOString()} ${sentence}\n`),
  });
} else {
  const [{ run }, { processIo }] = await Promise.all([import('./cli/run.ts'), import('./face/io.ts')]);
  const engines = {
    replay: () => import('./daemon/replay.ts'),
    explain: async (home: string) => (await import('./daemon/explainEngine.ts')).explainEngine(home),
    backtest: async () => (await import('./daemon/backtest/engine.ts')).backtestEngine,
    rules: async (request: RulesRequest) => new (await import('./daemon/rulesEngine.ts')).RulesEngine(request),
    tui: () => import('./tui/run.ts'),
    mcp: () => import('./server/mcp/process.ts'),
    assess: () => import('./assess/run.ts'),
  };
  process.exitCode = await run(process.argv.slice(2), processIo(engines, self));
}
