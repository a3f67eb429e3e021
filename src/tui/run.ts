import { readlinkSync } from 'node:fs';
import type { ApiClient } from '../api/client.ts';
import { Disposables } from '../base/disposables.ts';
import { ensureDaemon } from '../face/connect.ts';
import { exit } from '../face/exit.ts';
import { clientHome } from '../face/home.ts';
import type { Io, Terminal, TuiRequest } from '../face/io.ts';
import type { TakenEnd } from '../face/terminal/fullScreen.ts';
import { tellTaken } from '../face/terminal/fullScreen.ts';
import { oneLine } from '../face/text/text.ts';
import { depthOf } from './drawing/colours.ts';
import type { Looks, Pictures } from './drawing/compose.ts';
import { encoding } from './input/encode.ts';
import type { Message } from './message.ts';
import type { AppEnd } from './runtime/app.ts';
import { App } from './runtime/app.ts';
import type { Background } from './runtime/background.ts';
import { askBackground, toldBackground } from './runtime/background.ts';
import { startDemos } from './runtime/demos.ts';
import { layoutFile, readLayout } from './runtime/layoutFile.ts';
import type { ReadSettings } from './runtime/tuiSettings.ts';
import { readSettings } from './runtime/tuiSettings.ts';
import { Shell } from './shell.ts';
import { themeFor, themeNames, themeOf } from './theme/theme.ts';

type End = AppEnd | TakenEnd;

/**
 * Shows all sessions on the terminal until the human leaves, and gives the exit status. Whatever happens, the terminal is given
 * back as it was before this resolves or the process ends.
 *
 * @throws PccError when no daemon can be had; the terminal was not touched then.
 */
export async function runTui(io: Io, terminal: Terminal, request: TuiRequest): Promise<number> {
  const api = await ensureDaemon(io, clientName());
  try {
    const wanted = { theme: request.theme, ascii: request.ascii, demo: request.demos.length > 0 };
    const settings = await readSettings(api, io, wanted);
    return tellEnd(io, await onTerminal({ io, terminal, request, settings }, api));
  } finally {
    api.close();
  }
}

interface Run {
  readonly io: Io;
  readonly terminal: Terminal;
  readonly request: TuiRequest;
  readonly settings: ReadSettings;
}

/** From taking the terminal to giving it back. */
async function onTerminal(run: Run, api: ApiClient): Promise<End> {
  const { io, terminal, request, settings } = run;
  const owned = new Disposables();
  let end: (end: End) => void = () => undefined;
  const ended = new Promise<End>((resolve) => {
    end = resolve;
  });
  try {
    const saved = readLayout(layoutFile(clientHome(io).folder));
    const tell = (message: Message): void => app.tell(message);
    const pictures: Pictures = (source) => app.picture(source);
    const shell = owned.own(
      new Shell({
        terminal,
        clock: io.clock,
        env: io.env,
        theme: themeOf('dark'),
        mouse: settings.settings.mouse,
        pictures,
        listener: tell,
        end,
        redraw: () => app.redraw(),
      }),
    );
    const app = owned.own(
      new App({
        io,
        client: clientName(),
        size: shell.size,
        settings: { ...settings.settings, client: clientName() },
        saved: saved.layout,
        framesPerS: settings.framesPerS,
        encoding,
        surface: shell,
        end,
      }),
    );
    shell.take();
    shell.theme = await looksFor(run, shell);
    shell.listen();
    for (const sentence of [...settings.problems, ...(saved.notice === undefined ? [] : [saved.notice])]) {
      tell({ type: 'told', sentence, bad: true });
    }
    await app.begin(api);
    await startDemos(request.demos, api, io, tell);
    return await ended;
  } catch (error) {
    return { type: 'failed', error };
  } finally {
    owned.dispose();
  }
}

/** The theme that was asked for, or the one that suits the terminal. */
async function looksFor({ io, terminal, settings }: Run, shell: Shell): Promise<Looks> {
  const named = themeNames.find((name) => name === settings.theme);
  if (named !== undefined) return themeOf(named);
  const depth = depthOf(io.env);
  const colours = { none: 0, '16': 16, '256': 256, rgb: 2 ** 24 }[depth];
  let background: Background = 'unknown';
  if (colours >= 256) {
    background = await askBackground(terminal, (text) => shell.write(text), io.clock);
    if (background === 'unknown') background = toldBackground(io.env);
  }
  return themeFor({ noColour: depth === 'none', colours, background });
}

/** Tells how it ended, and gives the exit status. */
function tellEnd(io: Io, end: End): number {
  switch (end.type) {
    case 'left':
      return exit.done;
    case 'refused':
      io.stderr.write(`pcc: ${oneLine(end.error.message)} Then run \`pcc tui\` again; the sessions go on.\n`);
      return end.error.exitStatus;
    default:
      return tellTaken(io, end);
  }
}

/** What other humans are told of who holds a pane: `tui on pts/3`; without the terminal where the system does not name it. */
function clientName(): string {
  try {
    const device = readlinkSync('/proc/self/fd/0');
    return device.startsWith('/dev/') ? `tui on ${device.slice('/dev/'.length)}` : 'tui';
  } catch {
    return 'tui';
  }
}
