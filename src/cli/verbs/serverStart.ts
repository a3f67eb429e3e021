import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pause } from '../../base/clock.ts';
import { isErrorCode, PccError } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { ServerRecord } from '../../face/serverFiles.ts';
import { serverFiles, serverRecord } from '../../face/serverFiles.ts';
import { serverHealth } from '../../face/serverHealth.ts';
import { claudeCommand } from '../../face/starting.ts';
import { limits } from '../../limits.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson, value } from '../verb.ts';

/** `pcc server start`: starts the server as a process of its own and tells where it is once it serves; one that runs is told. */
export const run: VerbRun = async (given, io) => {
  const host = checkedHost(given);
  if (!isLoopback(host)) io.stderr.write(`pcc: ${exposure(host)}\n`);
  const wanted = checkedPort(value(given, 'port'));
  const running = await servingRecord(io);
  if (running) return told(given, io, running, runsAlready(given));
  // Asked in any case: where the daemon cannot be started its own sentence says why.
  const configured = await configuredPort(io);
  const port = wanted ?? configured;
  const record = await started(io, { host, port });
  return told(given, io, record, 'The server runs');
};

function told(given: Given, io: Io, { pid, url, others, tokenFile }: ServerRecord, sentence: string): number {
  const network = others.length === 0 ? '' : `Other machines reach it at ${others.join(', ')}; by no other name.\n`;
  if (flag(given, 'json')) printJson(io, { pid, url, ...(others.length === 0 ? {} : { others }), tokenFile });
  else io.stdout.write(`${sentence} at ${url} (process ${pid}).\n${network}Its token stands in ${tokenFile}.\n`);
  return exit.done;
}

/** The record of a server that answers. */
async function servingRecord(io: Io): Promise<ServerRecord | undefined> {
  const record = serverRecord(io);
  return record && (await serverHealth(record)) ? record : undefined;
}

async function configuredPort(io: Io): Promise<number> {
  const rows = await withDaemon(io, (api) => api.call('config.show', {}));
  const found = rows.find(({ key }) => key === 'server.port')?.value;
  return typeof found === 'number' ? found : limits.serverPort;
}

function checkedHost(given: Given): string {
  const host = value(given, 'host') ?? '127.0.0.1';
  if (!/^[0-9a-z][0-9a-z.:-]*$|^::[0-9a-f:.]*$/i.test(host)) {
    throw new PccError('usage', `'${host}' is no address; give one of this machine, such as 127.0.0.1.`);
  }
  if (isLoopback(host) || flag(given, 'allowNetwork')) return host;
  throw new PccError(
    'usage',
    `${exposure(host)} Add --allow-network if you mean it; a tunnel (ssh -L) is the safe way.`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** What it means to be heard by others. */
function exposure(host: string): string {
  return `On ${host} every machine that reaches this one can talk to the server: whoever has or overhears the token runs tasks as you, and nothing is encrypted.`;
}

function checkedPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new PccError('usage', `'${text}' is no port; give a number from 0 to 65535.`);
}

/** What was asked for is not what runs; who wants it has to end that one first. */
function runsAlready(given: Given): string {
  const isWished = value(given, 'host') !== undefined || value(given, 'port') !== undefined;
  return `The server runs already${isWished ? ', as it was started (`pcc server stop` ends it),' : ''}`;
}

/** Starts the process and waits until it serves. @throws PccError with its own sentence when it cannot. */
async function started(io: Io, wish: { readonly host: string; readonly port: number }): Promise<ServerRecord> {
  const { spawn } = await import('node:child_process');
  const [program, ...args] = io.self;
  const { folder } = clientHome(io);
  const { claude } = claudeCommand(io);
  const child = spawn(program, [...args, '__server', JSON.stringify(wish)], {
    cwd: folder,
    detached: true,
    // A relative path is meant from where the caller stands.
    env: { ...io.env, PCC_HOME: folder, ...(claude === undefined ? {} : { PCC_CLAUDE: claude }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const state = watch(child);
  const deadlineMs = io.clock.monotonicMs() + 2 * limits.processStartMs;
  while (io.clock.monotonicMs() < deadlineMs) {
    const record = serverRecord(io);
    // Another one may have been started at the same moment: then that one serves.
    if (record && (record.pid === child.pid || state.exitCode === 0) && (await serverHealth(record))) return record;
    if (state.exitCode !== null && state.exitCode !== 0) throw failure(io, child.pid, state.said);
    await pause(io.clock, limits.clientPollMs);
  }
  child.kill();
  const seconds = (2 * limits.processStartMs) / 1_000;
  throw new PccError('timeout', `The server did not answer within ${seconds} s; '${serverFiles(io).log}' says why.`);
}

interface Starting {
  exitCode: number | null;
  /** The last that it wrote to its standard error. */
  said: string;
}

/** Lets go of the process, but hears what it says until then. */
function watch(child: ChildProcess): Starting {
  const state: Starting = { exitCode: null, said: '' };
  child.on('exit', (code) => (state.exitCode = code ?? 1));
  child.on('error', (error) => {
    state.said = error.message;
    state.exitCode = 1;
  });
  child.stderr?.on('data', (bytes: Buffer) => (state.said = (state.said + bytes.toString('utf8')).slice(-2_000)));
  child.unref();
  if (child.stderr && 'unref' in child.stderr) (child.stderr as { unref: () => void }).unref();
  return state;
}

function failure(io: Io, pid: number | undefined, said: string): PccError {
  try {
    const told = parseJson(readFileSync(serverFiles(io).failure, 'utf8'));
    if (isObject(told) && told['pid'] === pid && typeof told['sentence'] === 'string') {
      const code = typeof told['code'] === 'string' && isErrorCode(told['code']) ? told['code'] : 'failed';
      return new PccError(code, told['sentence']);
    }
  } catch {
    // It ended before it could write anything down.
  }
  return new PccError('failed', `The server ended while starting: ${said.trim().split('\n')[0] ?? ''}`);
}
