import { knownCharsMin } from './knownValues.ts';

/**
 * Which values of variables are secrets that must be redacted wherever they stand. A value that harmless texts hold as well
 * (`true`, `localhost`, `3000`, `development`) is none: replacing it would make the log unreadable and protect nothing.
 */

/** Longest value that is kept as one; longer ones are documents, whose random parts are kept. */
const valueCharsMax = 4_096;

/** Words that stand in settings and in texts alike, and passwords that are none. */
const commonWords =
  /^(?:true|false|yes|no|none|null|undefined|enabled|disabled|default|localhost|local|development|develop|production|staging|testing|example|changeme|change[-_]?me|password|passwd|secret|supersecret|token|username|postgres|postgresql|mysql|mariadb|mongodb|mongo|redis|sqlite3?|root|admin|administrator|guest|anonymous|docker|bearer|basic|cookie|session|debug|verbose|warning|always|never|auto|utf-?8)$/i;

/** What stands where a secret is to be put. */
const placeholder =
  /^(?:<.*>|\[.*\]|\{.*\}|\$.*|x{3,}|\*+|\.{3,}|(?:your|my|insert|enter|replace|put)[-_ ].*|.*[-_ ]here|todo|tbd)$/i;

const path = /^(?:~?\/|\.{1,2}\/|[A-Za-z]:\\)/;

/** True for the name of a variable whose value is secret whatever it looks like. */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  if (words.includes('PUBLIC') || /^(?:PATH|FILE|DIR|URL|URI|HOST|ID|NAME|SOCK|TTL|LENGTH|MAX|MIN|COUNT)$/.test(last)) {
    return /ACCESS_KEY_ID$/.test(words.join('_'));
  }
  if (words.length > 1 && /^(?:PASS|PWD|KEY|AUTH|SALT|PEPPER|PIN|PAT|JWT|DSN|SEED)$/.test(last)) return true;
  return /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL)/.test(
    words.join('_'),
  );
}

/** What of a variable's value is secret: nothing, the whole, or parts of it such as the password of an address. */
export function secretsOf(name: string, value: string): readonly string[] {
  const text = value.trim();
  if (text.length < knownCharsMin || commonWords.test(text) || placeholder.test(text)) return [];
  const parts = [...addressSecrets(text), ...randomParts(text)];
  if (text.includes('\n')) parts.push(...text.split('\n').filter((line) => isRandom(line.trim())));
  const isWhole = isSecretName(name) ? isSecret(text, parts) : isOneWord(text) && parts.length > 0;
  return isWhole && text.length <= valueCharsMax ? [text, ...parts] : parts;
}

/** Whether a value under a secret name is one: long and mixed enough to stand in no harmless text. */
function isSecret(text: string, parts: readonly string[]): boolean {
  if (path.test(text) && parts.length === 0) return false;
  if (new Set(text).size < 5) return false;
  return classesOf(text) > 1 || text.length >= 8;
}

/** No address, path or sentence: those keep what is readable in them. */
function isOneWord(text: string): boolean {
  return !/\s|:\/\//.test(text) && !path.test(text);
}

/** The password inside an address, as it stands there and decoded. */
function addressSecrets(text: string): string[] {
  const password = /:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(text)?.[1];
  if (password === undefined || password.length < knownCharsMin) return [];
  if (commonWords.test(password) || placeholder.test(password)) return [];
  return [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function randomParts(text: string): string[] {
  return (text.match(/[A-Za-z0-9]{12,}(?:[+/=_-]+[A-Za-z0-9+/=_-]*)?/g) ?? []).flatMap((part) => {
    if (part.length <= valueCharsMax && isRandom(part)) return [part];
    return [];
  });
}

/** Looks made by a machine: letters and digits, or capitals and others, change places too often for words. */
function isRandom(text: string): boolean {
  const longest = (text.match(/[A-Za-z0-9]{12,}/g) ?? []).sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return false;
  let changes = 0;
  for (let at = 1; at < longest.length; at++) {
    if (classOf(longest.charAt(at)) !== classOf(longest.charAt(at - 1))) changes++;
  }
  const share = changes / (longest.length - 1);
  return /\d/.test(longest) ? /[A-Za-z]/.test(longest) && share >= 0.25 : longest.length >= 20 && share >= 0.4;
}

function classesOf(text: string): number {
  return new Set(Array.from(text, classOf)).size;
}

function classOf(char: string): 'lower' | 'upper' | 'digit' | 'other' {
  if (/[a-z]/.test(char)) return 'lower';
  if (/[A-Z]/.test(char)) return 'upper';
  return /[0-9]/.test(char) ? 'digit' : 'other';
}
