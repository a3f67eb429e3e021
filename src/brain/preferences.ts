import { limits } from '../limits.ts';
import type { Preference } from './brain.ts';

/** Headings under which a person says what they prefer. */
export const preferenceTitles =
  /\b(?:preferences?|decisions?|conventions?|constraints?|answers?|defaults|tech(?:nology|nical)? (?:stack|choices))\b/i;

const topicWordsMax = 6;

/** Where the reader stands in the file. */
interface Place {
  /** Depth of the heading of the section, 0 for none; a bold line is deeper than every heading. */
  readonly section: number;
  /** What a heading inside the section says the lines under it are about. */
  readonly topic: string;
}

/**
 * What the owner of a project prefers: the lines of the sections of its requirements that are headed Preferences, Decisions,
 * Conventions, Constraints, Answers, Defaults or Tech stack. `Database: SQLite` has a topic, any other line is a wish. Tasks
 * (`- [ ]`), code, quotations and comments say nothing.
 */
export function preferencesIn(requirements: string): Preference[] {
  const found: Preference[] = [];
  let place: Place = { section: 0, topic: '' };
  for (const line of saidLines(requirements)) {
    if (found.length >= limits.preferencesMax) break;
    const heading = headingIn(line);
    if (heading) place = placeAt(heading, place);
    else if (place.section > 0) found.push(...preferencesOf(line, place.topic));
  }
  return found.slice(0, limits.preferencesMax);
}

function placeAt({ depth, title }: Heading, place: Place): Place {
  const inside = place.section > 0 && depth > place.section;
  if (preferenceTitles.test(title) && (!inside || depth === boldDepth)) return { section: depth, topic: '' };
  return inside ? { section: place.section, topic: title } : { section: 0, topic: '' };
}

interface Heading {
  readonly depth: number;
  readonly title: string;
}

const boldDepth = 7;

function headingIn(line: string): Heading | undefined {
  const marks = /^\s{0,3}(#{1,6})\s+(.*?)[\s#:]*$/.exec(line);
  if (marks) return { depth: marks[1]?.length ?? 1, title: withoutMarks(marks[2] ?? '') };
  const bold = /^\s{0,3}(?:\*\*|__)([^*_]+?):?(?:\*\*|__):?\s*$/.exec(line)?.[1];
  if (bold !== undefined) return { depth: boldDepth, title: withoutMarks(bold) };
  const plain = /^([A-Z][\w -]{2,40}):\s*$/.exec(line)?.[1];
  return plain !== undefined && preferenceTitles.test(plain) ? { depth: boldDepth, title: plain } : undefined;
}

/** The lines outside of code, quotations and comments. */
function saidLines(text: string): string[] {
  const lines: string[] = [];
  let fence = '';
  for (const line of text.replace(/<!--[\s\S]*?(?:-->|$)/g, '').split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence)) fence = '';
    } else if (mark !== '') fence = mark;
    else if (!/^\s*>/.test(line) && line.trim() !== '') lines.push(line);
  }
  return lines;
}

function preferencesOf(line: string, topic: string): Preference[] {
  const item = /^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$/.exec(line)?.[1];
  if (/^\s*\[[ xX]\]/.test(item ?? line)) return [];
  const text = withoutMarks(item ?? line).slice(0, limits.preferenceCharsMax);
  const cells = /^\|([^|]+)\|([^|]+)\|?$/.exec(text);
  if (cells) return isRule(text) ? [] : [{ topic: (cells[1] ?? '').trim(), wish: (cells[2] ?? '').trim() }];
  const pair = /^([^:=→]{2,60}?)\s*(?::\s|=|→|\s[–—]\s|\s-\s)\s*(\S.*)$/.exec(text);
  const [, left = '', right = ''] = pair ?? [];
  if (pair && left.split(/\s+/).length <= topicWordsMax && !/[.?!]$/.test(left))
    return [{ topic: left.trim(), wish: trimmed(right) }];
  return text.split(/(?<=[.!;])\s+(?=\p{Lu})/u).flatMap((sentence) => {
    const wish = trimmed(sentence);
    return /\p{L}/u.test(wish) ? [{ topic, wish }] : [];
  });
}

/** The line under the heads of a table. */
function isRule(text: string): boolean {
  return /^[|\s:-]+$/.test(text);
}

function trimmed(text: string): string {
  return text.replace(/[\s.;,]+$/, '').trim();
}

function withoutMarks(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
}
