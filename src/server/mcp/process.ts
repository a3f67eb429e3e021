import { Readable } from 'node:stream';
import { existsSync } from 'node:fs';
import { oneLine } from '../../face/text/text.ts';
import { connectDaemon, ensureDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import { LineCutter } from '../../api/lines.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import { packageVersion } from '../../packageRoot.ts';
import { Calls } from '../calls.ts';
import { Link } from '../link.ts';
import type { ServerLog } from '../log.ts';
import { Watching } from '../watching.ts';
import { Desk } from './desk.ts';
import type { TextConversation } from './texts.ts';
import { serveTexts } from './texts.ts';
import { serverFactory } from './tools.ts';

/** `McpEngine.serve` of a real process. */
export function serve(io: Io): Promise<number> {
  return serveMcp(io, () => process.ppid);
}

/**
 * Serves MCP over standard input and output: a message a line, and nothing else on standard output. Ends when the input does, when
 * a line is longer than `limits.messageBytesMax`, or when the program that started it is gone without having closed it: `parent`
 * gives its process id, and another one then.
 */
async function serveMcp(io: Io, parent: () => number): Promise<number> {
  const log = stderrLog(io);
  const link = linkOf(io, log);
  const calls = new Calls(link, io);
  const watching = new Watching(link, log);
  const factory = serverFactory(new Desk({ calls, watching, clock: io.clock, io, log }), packageVersion());
  let over = (): void => undefined;
  const left = new Promise<void>((done) => (over = done));
  const talk = serveTexts(
    factory,
    {
      send: (text) => {
        io.stdout.write(`${text}\n`);
      },
      close: over,
    },
    (error) => {
      log.warn(error.message);
    },
  );
  const looking = lookAfter(io, parent, over);
  try {
    return await Promise.race([readAll(io, talk, log), left.then(() => exit.done)]);
  } finally {
    looking.dispose();
    talk.end();
    watching.dispose();
    link.dispose();
    // Where it was not this side that ended, the open input would keep the process alive.
    if (io.stdin instanceof Readable) io.stdin.destroy();
  }
}

async function readAll({ stdin }: Io, talk: TextConversation, log: ServerLog): Promise<number> {
  const cutter = new LineCutter(limits.messageBytesMax);
  for await (const bytes of stdin) {
    const cut = cutter.push(Buffer.from(bytes), (line) => {
      talk.take(line);
    });
    if (cut === 'ok') continue;
    log.error(`A message is longer than ${limits.messageBytesMax} bytes; nothing more is read.`);
    return exit.failed;
  }
  return exit.done;
}

/** Some programs leave the pipe to others when they are killed; then nobody would end the input. */
function lookAfter({ clock }: Io, parent: () => number, gone: () => void): Disposable {
  const first = parent();
  let timer: Disposable;
  const look = (): void => {
    if (parent() !== first) gone();
    else timer = clock.after(limits.mcpParentLookMs, look);
  };
  timer = clock.after(limits.mcpParentLookMs, look);
  return {
    dispose: () => {
      timer.dispose();
    },
  };
}

function linkOf(io: Io, log: ServerLog): Link {
  const client = 'pcc mcp';
  const { socket } = clientHome(io);
  return new Link({
    clock: io.clock,
    start: () => ensureDaemon(io, client),
    look: () => connectDaemon(io, false, client),
    endedInOrder: () => !existsSync(socket),
    log,
  });
}

/** Programs that start this one show or keep what comes there. */
function stderrLog({ stderr }: Io): ServerLog {
  const write = (sentence: string): void => {
    stderr.write(`pcc mcp: ${oneLine(sentence)}\n`);
  };
  return {
    info: () => undefined,
    warn: write,
    error: (sentence, error) => {
      write(`${sentence} ${error instanceof Error ? (error.stack ?? error.message) : ''}`);
    },
  };
}
