import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { ReadStream } from 'node:tty';

/**
 * Stands where the CLI would be, in a race against whoever types: each round it draws a safe dialog and replaces it by a
 * dangerous one around the moment at which the key is to be expected. It notes when the first of a screen was handed
 * to the terminal, and what it read meanwhile.
 */

interface Plan {
  readonly transcript: string;
  readonly sessionId: string;
  readonly rounds: number;
  readonly report: string;
  /** Screens to draw. */
  readonly idle: string;
  readonly safe: string;
  readonly dangerous: string;
  /** The calls that these dialogs show. */
  readonly safeCall: { readonly name: string; readonly input: object };
  readonly dangerousCall: { readonly name: string; readonly input: object };
  /** How far around the expected key the dialog is replaced; ms. */
  readonly spreadMs: number;
  /** A file that is there once the input box has been read. */
  readonly calm: string;
}

const plan = JSON.parse(readFileSync(process.env['SWAPPER_PLAN'] ?? '', 'utf8')) as Plan;
new ReadStream(0).setRawMode(true);
const terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK);
const buffer = Buffer.alloc(4_096);
const notes: object[] = [];
/** Running mean of the time from a safe dialog to its key; ms. */
let expectedMs = 60;

function nowNs(): string {
  return process.hrtime.bigint().toString();
}

function taken(): string {
  try {
    return buffer.subarray(0, readSync(terminal, buffer)).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}

function draw(screen: string, text: string): void {
  let rest = Buffer.from(text);
  let atNs: string | undefined;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
      atNs ??= nowNs();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
  notes.push({ drawn: screen, atNs });
}

function tell(type: 'assistant' | 'user', block: object): void {
  const message = { role: type, content: [block], ...(type === 'assistant' ? { stop_reason: 'tool_use' } : {}) };
  appendFileSync(plan.transcript, `${JSON.stringify({ type, sessionId: plan.sessionId, message })}\n`);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Looks for a key until the moment has come; spins at the end, for timers are too coarse. */
async function keyUntil(endMs: number): Promise<string> {
  for (;;) {
    const key = taken();
    const leftMs = endMs - performance.now();
    if (key !== '' || leftMs <= 0) return key;
    if (leftMs > 2) await pause(1);
  }
}

async function calm(): Promise<void> {
  const endMs = performance.now() + 5_000;
  rmSync(plan.calm, { force: true });
  while (!existsSync(plan.calm) && performance.now() < endMs) await pause(1);
}

async function round(number: number): Promise<void> {
  const [safe, dangerous] = [`safe-${number}`, `dangerous-${number}`];
  // Every tenth round waits for the key, to know when it is to be expected.
  const waits = number % 10 === 0;
  draw('idle', plan.idle);
  // A dialog that looks like the one answered last is left alone for seconds unless the input box was seen in between.
  if (waits) await calm();
  tell('assistant', { type: 'tool_use', id: safe, ...plan.safeCall });
  draw('safe', plan.safe);
  const shownMs = performance.now();
  const aimMs = waits ? 2_000 : Math.max(1, expectedMs + (Math.random() * 2 - 1) * plan.spreadMs);
  const early = await keyUntil(shownMs + aimMs);
  if (waits && early !== '') expectedMs = 0.5 * expectedMs + 0.5 * (performance.now() - shownMs);
  tell('assistant', { type: 'tool_use', id: dangerous, ...plan.dangerousCall });
  const crossing = taken();
  draw('dangerous', plan.dangerous);
  // Keys that come late are looked for, in some rounds for as long as an answer is tried again.
  await pause(number % 10 === 5 ? 300 : 30);
  const late = taken();
  notes.push({ round: number, waits, early, crossing, late });
  for (const id of [safe, dangerous])
    tell('user', { type: 'tool_result', tool_use_id: id, content: 'done', is_error: false });
}

for (let number = 0; number < plan.rounds; number++) await round(number);
draw('idle', plan.idle);
writeFileSync(plan.report, JSON.stringify(notes));
await pause(500);
closeSync(terminal);
process.exit(0);
