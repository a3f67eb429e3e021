import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';

/** One shape of secret; where the pattern has a group `value`, only that group is the secret. */
interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** What the name of a secret ends with; the words before it (`GITHUB_`, `db-`) do not matter. */
const secretName =
  '(?:password|passwd|passphrase|(?<=[_-])pass|secret|token|credentials?|(?:api|access|private|secret|signing|encryption|auth|account)[_-]?key(?:[_-]?id)?)';

/** A value that is not one: a variable, a call, a placeholder, or what was redacted before. */
const notYet = '(?!\\[redacted:|[$(<{*])';

/**
 * The order matters only for the name a secret gets. Token forms are those that their issuers publish, as secret scanners
 * use them; each begins with a fixed prefix, so that ids and hashes are left alone.
 */
const shapes: readonly Shape[] = [
  { kind: 'pem', pattern: /-----BEGIN [A-Z0-9 ]{2,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{2,40}-----|$)/dg },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}/dg },
  { kind: 'github', pattern: /\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}/dg },
  { kind: 'gitlab', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{20,}/dg },
  { kind: 'aws', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/dg },
  {
    kind: 'slack',
    pattern: /\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}|\bhooks\.slack\.com\/services\/(?<value>[\w/]{20,})/dg,
  },
  { kind: 'stripe', pattern: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[\w+/=]{20,}/dg },
  { kind: 'google', pattern: /\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/dg },
  { kind: 'api-key', pattern: /(?<![\w-])sk-(?=[\w-]*\d)[\w-]{20,}/dg },
  { kind: 'npm', pattern: /\bnpm_[A-Za-z0-9]{36,}/dg },
  { kind: 'pypi', pattern: /\bpypi-[\w-]{40,}/dg },
  { kind: 'huggingface', pattern: /\bhf_[A-Za-z0-9]{30,}/dg },
  { kind: 'sendgrid', pattern: /\bSG\.[\w-]{16,}\.[\w-]{16,}/dg },
  { kind: 'docker', pattern: /\bdckr_(?:pat|oat)_[\w-]{20,}/dg },
  { kind: 'digitalocean', pattern: /\bdo[opr]_v1_[a-f0-9]{64}/dg },
  { kind: 'vault', pattern: /\bhv[bsr]\.[\w-]{20,}/dg },
  { kind: 'shopify', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/dg },
  { kind: 'telegram', pattern: /\b\d{8,10}:AA[\w-]{33}/dg },
  { kind: 'age', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}/dg },
  {
    kind: 'authorization',
    pattern:
      /\b(?:proxy-)?authorization\\?["']?\s*[:=]\s*\\?["']?(?!(?:(?:basic|bearer|digest|token|negotiate)\s+)?(?:\[redacted:|[$(<{*]))(?:(?:basic|bearer|digest|token|negotiate)\s+)?(?<value>[^\s"'\\,;][^"'\\\r\n]*)/dgi,
  },
  { kind: 'authorization', pattern: /\bbearer\s+(?=[\w.~+/-]*\d)(?<value>[\w.~+/-]{16,}=*)/dgi },
  {
    kind: 'cookie',
    pattern: /\b(?:set-)?cookie\\?["']?:\s*\\?["']?(?!\[redacted:)(?<value>[^\s"'\\=]+=[^"'\\\r\n]+)/dgi,
  },
  {
    kind: 'password',
    pattern: /:\/\/[^\s/:@"'<>[\]]{0,200}:(?!\[redacted:|[$(<{*])(?<value>[^\s/"'<>]{1,500})(?=@)/dg,
  },
  { kind: 'password', pattern: /\bhttps?:\/\/(?!\[redacted:)(?<value>[\w.~-]{16,500})(?=@)/dg },
  // NAME=value, ?name=value, name: "value", --name value
  {
    kind: 'value',
    pattern: new RegExp(
      `${secretName}=${notYet}(?<value>[^\\s"'\`\\\\&;,|()\\[\\]{}<>=][^\\s"'\`\\\\&;,|()<>]*)`,
      'dgi',
    ),
  },
  {
    kind: 'value',
    pattern: new RegExp(
      `${secretName}\\\\?["']?\\s{0,8}[:=]\\s{0,8}\\\\?(["'])${notYet}(?<value>(?:(?!\\1|\\\\)[^\\r\\n]){4,}|[^"'\\r\\n\\\\]{4,})`,
      'dgi',
    ),
  },
  {
    kind: 'value',
    pattern: new RegExp(`${secretName}\\s{0,8}:\\s{1,8}${notYet}(?=[^\\s]*\\d)(?<value>[^\\s"'\`,;(){}<>]{8,})`, 'dgi'),
  },
  {
    kind: 'value',
    pattern: new RegExp(
      `--[\\w-]{0,40}${secretName}\\s{1,8}${notYet}(?<value>[^\\s"'\`;|&<>-][^\\s"'\`;|&<>]{3,})`,
      'dgi',
    ),
  },
];

const secretKey = new RegExp(`${secretName}$`, 'i');

/** The text with each secret replaced by `[redacted:<kind>]`. Applying it again changes nothing. */
export function redact(text: string): string {
  return settled(text, (_secret, kind) => `[redacted:${kind}]`);
}

/** The text with the characters of each secret replaced by stars, so that a screen keeps its layout; escape sequences stay. */
export function mask(text: string): string {
  return settled(text, starred);
}

/** `redact` on every text inside a value; a text under a name like `password` or `apiKey` is replaced as a whole. */
export function redactJson(value: Json): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(redactJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (item === undefined) return [key, item];
      const secret = typeof item === 'string' && item !== '' && secretKey.test(key);
      return [redact(key), secret ? '[redacted:value]' : redactJson(item)];
    }),
  );
}

/** How often a text is gone through at most: a replacement may lay bare the edge of its neighbour. */
const passesMax = 8;

function settled(text: string, by: (secret: string, kind: string) => string): string {
  let current = text;
  for (let pass = 0; pass < passesMax; pass++) {
    const before = current;
    for (const shape of shapes) current = replaced(current, shape, by);
    if (current === before) break;
  }
  return current;
}

function replaced(text: string, shape: Shape, by: (secret: string, kind: string) => string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(shape.pattern)) {
    const [start, end] = match.indices?.groups?.['value'] ?? match.indices?.[0] ?? [0, 0];
    if (end <= start) continue;
    result += text.slice(from, start) + by(text.slice(start, end), shape.kind);
    from = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** Stars for everything that takes a cell; what moves the cursor or colours stays. */
function starred(text: string): string {
  return text.replaceAll(
    /(\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u001f\u007f ])|[^]/gu,
    (_all, kept: string | undefined) => kept ?? '*',
  );
}
