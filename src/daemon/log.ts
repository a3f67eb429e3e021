import { renameSync, rmSync, statSync } from 'node:fs';
import pino from 'pino';
import stripAnsi from 'strip-ansi';
import { sentenceOf, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';

/** The daemon's own log: what it did and what went wrong, without secrets and without anybody's escape sequences. */
export interface Log {
  debug(sentence: string): void;
  info(sentence: string): void;
  warn(sentence: string): void;
  error(sentence: string, error?: unknown): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How urgent a line is, as journals count. Source: sd-daemon(3). */
const priorities: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/**
 * Opens the log, also while writing: a file that has grown too large is put aside, see `rotateLog`. `echo` takes the same lines
 * as a journal takes them from a program, each with its urgency before it.
 */
export function openLog(
  file: string,
  level: LogLevel,
  redactor: () => Redactor = () => shapeRedactor,
  echo?: (line: string) => void,
): Log {
  const clean = (text: string): string =>
    redactor()
      .text(stripAnsi(text))
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
  rotateLog(file);
  const destination = pino.destination({ dest: file, sync: true, append: true, mode: 0o600 });
  // A full disk must not end the daemon; the lines are kept until there is room, up to a limit.
  destination.on('error', () => undefined);
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  let lines = 0;
  const write = (at: LogLevel, sentence: string, more: { readonly stack?: string } = {}): void => {
    logger[at](more, clean(sentence));
    if (echo && logger.isLevelEnabled(at)) {
      for (const line of `${clean(sentence)}\n${more.stack ?? ''}`.trimEnd().split('\n')) {
        echo(`<${priorities[at]}>${line}\n`);
      }
    }
    if (++lines % limits.logLinesPerLook !== 0) return;
    // As with a full disk: what cannot be put aside is written on.
    try {
      if (rotateLog(file)) destination.reopen();
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
    }
  };
  return {
    debug: (sentence) => {
      write('debug', sentence);
    },
    info: (sentence) => {
      write('info', sentence);
    },
    warn: (sentence) => {
      write('warn', sentence);
    },
    error: (sentence, error) => {
      const stack =
        error instanceof Error ? (error.stack ?? error.message) : error === undefined ? '' : sentenceOf(error);
      write('error', sentence, stack === '' ? {} : { stack: clean(stack) });
    },
  };
}

/** Puts a file that has grown too large aside under a number, of which the oldest goes; true when it was. */
export function rotateLog(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < limits.logFileBytesMax) return false;
  rmSync(`${file}.${limits.logFilesKept}`, { force: true });
  for (let number = limits.logFilesKept - 1; number >= 1; number--) {
    if (statSync(`${file}.${number}`, { throwIfNoEntry: false }))
      renameSync(`${file}.${number}`, `${file}.${number + 1}`);
  }
  renameSync(file, `${file}.1`);
  return true;
}
