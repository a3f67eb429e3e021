import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What does not fit in the parameters of a method, in words for people: the first complaint, with the place it is about. */
export function misfitSentence(method: string, { issues: [issue] }: z.ZodError): string {
  const place = issue && issue.path.length > 0 ? ` '${issue.path.join('.')}'` : '';
  return `The parameters of '${method}' do not fit:${place} ${issue ? complaintOf(issue) : 'are not what was expected'}.`;
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
      return `there is no parameter '${issue.keys.join("', '")}'`;
    case 'invalid_format':
      return 'is not written as it should be';
    case 'custom':
      return issue.message;
    default:
      return 'is not of a kind that is taken here';
  }
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
