import type { LogLine } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { OpenedRecording } from '../../message.ts';
import { changeAt } from './opened.ts';

/** A decision within a recording; all texts are safe. */
export interface Mark {
  /** Seconds of the recording. */
  readonly t: number;
  /** `approve LOW by policy, key 1, confirmed`. */
  readonly head: string;
  readonly risk: string;
  readonly reasons: string;
}

/**
 * The decisions of a recording, in order: those that the log has of its time; where it has none, or nobody knows when the
 * recording began, what would be decided on its screens now.
 */
export function marksOf(opened: OpenedRecording, log: readonly LogLine[]): readonly Mark[] {
  const made = loggedMarks(opened, log);
  return made.length > 0 ? made : judgedMarks(opened);
}

function loggedMarks({ startedMs, lengthS }: OpenedRecording, log: readonly LogLine[]): Mark[] {
  if (startedMs === undefined) return [];
  return log
    .map((line) => markOf(line, (Date.parse(line.at) - startedMs) / 1_000))
    .filter(({ t }) => t >= 0 && t <= lengthS)
    .sort((a, b) => a.t - b.t);
}

function markOf({ action, risk, by, keys, outcome, reasons = [] }: LogLine, t: number): Mark {
  const how = [by && `by ${by}`, keys && `key ${keys}`, outcome].filter((part) => part).join(', ');
  const head = oneLine([action, risk, how].filter((part) => part).join(' '));
  return { t, head, risk: risk ?? '', reasons: oneLine(reasons.join(' ')) };
}

function judgedMarks({ changes }: OpenedRecording): Mark[] {
  return changes.flatMap(({ t, decision }) => {
    if (!decision) return [];
    const { action, risk, reasons } = decision;
    return [{ t, head: oneLine(`would now be: ${action} ${risk}`), risk, reasons: oneLine(reasons.join(' ')) }];
  });
}

/** The decision on what is shown at a second: the last one made while that stood there, else the one that follows on it. */
export function markAt(opened: OpenedRecording, marks: readonly Mark[], atS: number): Mark | undefined {
  const { change, index } = changeAt(opened, atS);
  const from = change?.t ?? 0;
  const until = opened.changes[index]?.t ?? Infinity;
  const here = marks.filter(({ t }) => t >= from && t < until);
  return here.findLast(({ t }) => t <= atS) ?? here[0];
}
