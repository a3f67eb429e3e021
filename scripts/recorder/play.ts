import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/base/clock.ts';
import { PccError, sentenceOf } from '../../src/base/errors.ts';
import { makeIsolatedHome } from '../../src/claude/lab/isolatedHome.ts';
import type { Scenario, Size, TimedLabel } from '../../src/claude/lab/scenario.ts';
import { startScriptedApi } from '../../src/claude/lab/scriptedApi.ts';
import { homeFolder, projectFolder, stageFolder } from '../../src/claude/lab/stagePlaces.ts';
import type { Pty } from '../../src/terminal/nodePty.ts';
import { spawnPty } from '../../src/terminal/nodePty.ts';
import { Actor, screenText } from './actor.ts';
import { setStage, writeInto } from './stage.ts';
import { Tape } from './tape.ts';
import type { TranscriptLine } from './transcripts.ts';
import { TranscriptWatch } from './transcripts.ts';

/** What a scenario is played on. */
export interface Cast {
  /** Absolute path of the CLI. */
  readonly program: string;
  readonly version: string;
  readonly size: Size;
  /** Told each label together with the screen it holds for. */
  readonly onLabel?: (label: TimedLabel, screen: string) => void;
}

/** What was recorded. */
export interface Take {
  readonly cast: string;
  readonly labels: readonly TimedLabel[];
  readonly transcript: readonly TranscriptLine[];
}

/** The lab's MCP server, run from its source. */
const trackerArgs = [
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL('../../src/claude/lab/trackerServer.ts', import.meta.url)),
];

/**
 * Plays one scenario on the real CLI, on a stage set anew, and gives the recording. The CLI is gone afterwards.
 *
 * @throws PccError `failed` that names the scenario when it does not go as told.
 */
export async function playScenario(scenario: Scenario, cast: Cast): Promise<Take> {
  setStage(scenario.files ?? {}, scenario.filesOutside ?? {});
  const api = await startScriptedApi(scenario.script);
  const home = makeIsolatedHome({
    home: homeFolder,
    cliVersion: cast.version,
    trustedProjects: scenario.trusted === false ? [] : [projectFolder],
    login: scenario.login ?? 'subscription',
    apiUrl: api.url,
  });
  for (const [path, text] of Object.entries(scenario.homeFiles ?? {})) writeInto(homeFolder, path, text);
  const env = { ...home, ...scenario.env };
  const pty = spawnPty(
    { file: cast.program, args: commandLine(scenario), cwd: projectFolder, env, ...cast.size },
    systemClock(),
  );
  const tape = new Tape(pty, cast.size);
  const watch = new TranscriptWatch(join(homeFolder, '.claude', 'projects'), () => tape.nowS);
  const end = (): void => {
    if (!tape.exit) process.kill(pty.pid, 'SIGKILL');
  };
  const actor = new Actor(tape, api, end, (label) => cast.onLabel?.(label, screenText(tape)));
  try {
    for (const step of scenario.steps) await actor.play(step);
    const { cols, rows } = cast.size;
    return {
      cast: tape.text(`${scenario.name}, claude ${cast.version}, ${cols}x${rows}`, env.TZ),
      labels: actor.labels,
      transcript: watch.lines,
    };
  } catch (error) {
    throw new PccError('failed', `Scenario '${scenario.name}' on ${cast.version}: ${sentenceOf(error)}`);
  } finally {
    watch.stop();
    await ended(pty, tape, end);
    await api.close();
    tape.screen.dispose();
  }
}

/** Kills a CLI that still runs and waits until it is gone. */
async function ended(pty: Pty, tape: Tape, kill: () => void): Promise<void> {
  if (tape.exit) return;
  await new Promise<void>((resolve) => {
    pty.onExit(() => {
      resolve();
    });
    kill();
  });
}

/** The words after the program's name. A registered MCP server is named in a file, so that no path is typed or shown. */
function commandLine(scenario: Scenario): string[] {
  const usual = scenario.bare === true ? [] : ['--permission-mode', 'default', '--session-id', randomUUID()];
  if (scenario.tracker !== true) return [...usual, ...(scenario.args ?? [])];
  mkdirSync(stageFolder, { recursive: true });
  const config = join(stageFolder, 'mcp.json');
  const tracker = { command: process.execPath, args: trackerArgs };
  writeFileSync(config, JSON.stringify({ mcpServers: { tracker } }));
  return [...usual, '--mcp-config', config, ...(scenario.args ?? [])];
}
