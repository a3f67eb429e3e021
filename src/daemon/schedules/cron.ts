import type { CronExpression } from 'cron-parser';
import { CronExpressionParser } from 'cron-parser';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { Moments } from './zoneTime.ts';
import { checkZone, momentsOf, offsetAt, wallText } from './zoneTime.ts';

/**
 * Cron expressions: five fields (minute, hour, day of the month, month, day of the week), or a name such as `@daily`. The one
 * door to the parser, which knows lists, ranges, steps, names of months and days, `?` for any day, `L` for the last day of a
 * month, `5L` for its last Friday, and `1#2` for its second Monday. Where both days are restricted, either is enough, as in all crons.
 *
 * The parser is asked for the readings of a clock that is never changed; the zone is counted with here, so that what is due does
 * not depend on when it is asked:
 * - A time that the clocks skip is due as long after as the clocks were put forward: 02:30 at 03:30.
 * - A time that they show twice is due the first time only.
 * - With every hour allowed (as in `0 * * * *`) it is meant by the passing of time: both of the repeated hours count, the skipped
 *   one is just not there.
 */
export interface Cron {
  readonly text: string;
  readonly zone: string;
  /** The moments after one, in order, without an end but that of the parser's patience. */
  after(atMs: number): Generator<Due, void>;
}

/** A moment at which something is due. */
export interface Due {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** What is odd about it: the clocks of the zone were changed. */
  readonly note?: string;
}

/** The names, as fields. */
const names: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
  '@weekdays': '0 0 * * 1-5',
  '@weekends': '0 0 * * 0,6',
};

const example = "such as '0 2 * * 1-5' (at 02:00 from Monday to Friday)";

/** The fields, and how many values each has: a longer step would be due once, at its beginning. */
const fields = [
  ['minutes', 60],
  ['hours', 24],
  ['days of the month', 31],
  ['months', 12],
  ['days of the week', 7],
] as const;

/**
 * Reads a cron expression that is meant in a zone.
 *
 * @throws PccError `invalid_input` for one that cannot be read, that names seconds, or that is never due after `nowMs`; and for
 * a zone that nobody knows.
 */
export function readCron(text: string, zone: string, nowMs: number): Cron {
  const expression = fieldsOf(text);
  const place = checkZone(zone);
  const cron: Cron = { text, zone: place, after: (atMs) => timesAfter(expression, place, atMs) };
  parsed(expression, nowMs, text);
  if (cron.after(nowMs).next().done) throw neverDue(text);
  return cron;
}

function fieldsOf(text: string): string {
  const words = text.trim().split(/\s+/);
  const [first = ''] = words;
  if (first.startsWith('@')) {
    const known = names[text.trim().toLowerCase()];
    if (known !== undefined) return known;
    throw unreadable(text, `the names are ${Object.keys(names).join(', ')}`);
  }
  if (words.length === 6) throw unreadable(text, 'it has six fields, and seconds are not counted here; give five');
  if (first === '' || words.length !== 5) {
    const count = first === '' ? 0 : words.length;
    throw unreadable(text, `it has ${count} of the five fields: minute, hour, day of month, month, day of week`);
  }
  for (const [index, word] of words.entries()) {
    // The parser would take a value by chance for it, another each time.
    if (/(?:^|,)H/i.test(word)) throw unreadable(text, `'${word}' leaves the value to chance; write the number`);
    const [what, span] = fields[index] ?? ['', 0];
    const step = Number(/\/(\d+)/.exec(word)?.[1] ?? 1);
    if (step > span) throw unreadable(text, `a step of ${step} is more than there are ${what}`);
  }
  return words.join(' ');
}

function parsed(expression: string, fromMs: number, text: string): CronExpression {
  try {
    return CronExpressionParser.parse(expression, { tz: 'UTC', currentDate: new Date(fromMs) });
  } catch (error) {
    const why = sentenceOf(error);
    // The parser's words for a day that none of the months has.
    if (why === 'Invalid explicit day of month definition') throw neverDue(text);
    throw unreadable(text, inWords(why));
  }
}

/** What the parser complains of, in words for people. */
function inWords(complaint: string): string {
  const outside = /got (value|range) (\S+) expected range (\d+-\d+)/.exec(complaint);
  if (outside) {
    const [, kind, got, range = ''] = outside;
    const what = kind === 'value' ? `'${got}'` : 'a range';
    return `${what} is outside of the ${fieldNames[range] ?? 'values'}, which go from ${range.replace('-', ' to ')}`;
  }
  const [, backwards] = /^Invalid range: (\d+-\d+)/.exec(complaint) ?? [];
  if (backwards !== undefined) return `the range ${backwards} goes backwards`;
  const [, unknown] = /got value: (.+)$/.exec(complaint) ?? /alias "(.+)"$/.exec(complaint) ?? [];
  if (unknown !== undefined) return `'${unknown}' is neither a number nor a name that is known in its field`;
  if (complaint.includes('incompatible')) return 'with `#` goes neither a list nor a range';
  return complaint.includes('repeat') ? 'one of its steps is none' : 'one of its fields cannot be read';
}

/** The fields by the ranges that the parser names. */
const fieldNames: Readonly<Record<string, string>> = {
  '0-59': 'minutes',
  '0-23': 'hours',
  '1-31': 'days of the month',
  '1-12': 'months',
  '0-7': 'days of the week',
};

function unreadable(text: string, why: string): PccError {
  return new PccError('invalid_input', `'${text}' is no cron expression: ${why}; give one ${example}.`);
}

function neverDue(text: string): PccError {
  return new PccError('invalid_input', `'${text}' is never due: no month has that day; give one ${example}.`);
}

/** Longer than any distance between two zones, or than any change of clocks. */
const farMs = 26 * 3_600_000;

function* timesAfter(expression: string, zone: string, atMs: number): Generator<Due, void> {
  const distances = [atMs - farMs, atMs, atMs + farMs].map((ms) => offsetAt(zone, ms));
  // So far back that nothing is passed over which a change of the clocks brings behind this moment.
  const readings = parsed(expression, atMs + Math.min(...distances), expression);
  const everyHour = readings.fields.hour.values.length === 24;
  let held: Due[] = [];
  let lastMs = atMs;
  for (;;) {
    const wallMs = nextReading(readings);
    const moments = wallMs === undefined ? undefined : momentsOf(zone, wallMs);
    if (wallMs !== undefined && moments) held = [...held, ...duesOf(wallMs, moments, everyHour)];
    // A reading that the clocks skip may be due behind the next ones.
    if (moments?.skipped) continue;
    // Whatever later readings bring is due after the first moment of this one.
    const untilMs = moments?.atMs[0] ?? Infinity;
    held.sort((a, b) => a.atMs - b.atMs);
    for (const due of held) {
      if (due.atMs > untilMs || due.atMs <= lastMs) continue;
      lastMs = due.atMs;
      yield due;
    }
    held = held.filter((due) => due.atMs > untilMs);
    if (wallMs === undefined) return;
  }
}

/** The next reading of the clock, or undefined when none is found within the steps that the parser takes. */
function nextReading(readings: CronExpression): number | undefined {
  try {
    return readings.next().getTime();
  } catch {
    return undefined;
  }
}

function duesOf(wallMs: number, { atMs, skipped }: Moments, everyHour: boolean): Due[] {
  const [first, second] = atMs;
  const time = wallText(wallMs).slice(-5);
  if (skipped) return everyHour ? [] : [{ atMs: first, note: `the clocks skip ${time} that day` }];
  if (second === undefined) return [{ atMs: first }];
  if (!everyHour) return [{ atMs: first, note: `the clocks show ${time} twice that day; the first counts` }];
  return [
    { atMs: first, note: `the clocks show ${time} twice that day; this is the first` },
    { atMs: second, note: `the clocks show ${time} twice that day; this is the second` },
  ];
}
