import type { z } from 'zod';
import { tooDeep } from '../base/nesting.ts';

type Issue = z.core.$ZodIssue;

/** What does not fit in the parameters of a method, in words for people: the first complaint, with the place it is about. */
export function misfitSentence(method: string, error: z.ZodError): string {
  return `The parameters of '${method}' do not fit: ${misfitOf(error)}.`;
}

/** That the parameters of a method are nested too deeply, in words for people. */
export function deepSentence(method: string): string {
  return `The parameters of '${method}' are ${tooDeep()}; make them flatter.`;
}

/** What does not fit, as the end of a sentence: the first complaint, with the place it is about. */
export function misfitOf({ issues: [issue] }: z.ZodError): string {
  if (!issue) return 'they are not what was expected';
  const { path, issue: inner } = innermost(issue);
  return `${path.length > 0 ? `'${short(path.join('.'))}' ` : ''}${complaintOf(inner)}`;
}

/** Of several shapes that a value may have, what is wrong with it by the one that it is of the kind of. */
function innermost(issue: Issue): { readonly path: readonly PropertyKey[]; readonly issue: Issue } {
  if (issue.code !== 'invalid_union') return { path: issue.path, issue };
  const [first] = issue.errors.find(([one]) => one !== undefined && !isOtherKind(one)) ?? [];
  if (first === undefined) return { path: issue.path, issue };
  const inner = innermost(first);
  return { path: [...issue.path, ...inner.path], issue: inner.issue };
}

function isOtherKind({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

function complaintOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number') return 'must not be empty';
      return `must ${isAmount(issue.origin) ? 'be at least' : 'have at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must ${isAmount(issue.origin) ? 'be at most' : 'have at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => `'${String(value)}'`).join(', ')}`;
    case 'unrecognized_keys':
      return `there is no parameter ${namesOf(issue.keys)}`;
    case 'invalid_format':
      return 'is not written as it should be';
    case 'invalid_union':
      return kindsOf(issue);
    case 'custom':
      return issue.message;
    default:
      return 'is not of a kind that is taken here';
  }
}

/** Names are the caller's, who may have made up any number of any length. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).map((name) => `'${short(name)}'`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return `${shown.join(', ')}${more}`;
}

const namesShownMax = 3;

function short(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}…`;
}

/** What the shapes of a union are, where each is of another kind than the value. */
function kindsOf({ errors }: z.core.$ZodIssueInvalidUnion): string {
  const wanted = errors.flatMap(([one]) => (one?.code === 'invalid_type' ? [kinds[one.expected] ?? one.expected] : []));
  return wanted.length > 0 && wanted.length === errors.length
    ? `must be ${wanted.join(' or ')}`
    : 'is not of a kind that is taken here';
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object with named parameters',
  record: 'an object with named values',
};

function isAmount(origin: string): boolean {
  return unitOf(origin) === '';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' || origin === 'set' ? ' entries' : '';
}
