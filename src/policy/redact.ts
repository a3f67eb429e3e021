import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import { KnownValues, unwrapped } from './knownValues.ts';

/** One shape of secret; where the pattern has a group `value`, only that group is the secret. */
interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** What the name of a secret ends with; the words before it (`GITHUB_`, `db-`) do not matter. */
const secretName =
  '(?:password|passwd|passphrase|(?<=[_-])(?:pass|pwd)|secret|token|credentials?|(?:api|access|private|secret|signing|encryption|auth|account)[_-]?key(?:[_-]?id)?)';

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
  {
    kind: 'token',
    pattern:
      /\b(?:xai-[A-Za-z0-9]{40,}|gsk_[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{35,}|sbp_[a-f0-9]{40}|lin_api_[A-Za-z0-9]{32,}|ATATT3x[\w=-]{40,}|fig[dour]_[\w-]{36,}|ntn_[A-Za-z0-9]{40,}|sntr(?:ys|yu)_[\w+/=-]{40,}|NRAK-[A-Z0-9]{24,}|pscale_(?:tkn|pw|oauth)_[\w.-]{30,})/dg,
  },
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
  {
    kind: 'value',
    pattern: /\baws_(?:secret_access_key|session_token)\s{0,8}[:=]\s{0,8}(?<value>[A-Za-z0-9/+=]{16,})/dgi,
  },
  // A setting of a compose file or the like; a type or an expression of a program stands there too.
  {
    kind: 'value',
    pattern:
      /^[ \t-]{0,40}[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){0,6}_(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN):[ \t]{1,8}(?!\[redacted:|[$(<{*!&]|(?:string|number|boolean|any|unknown|null|undefined|true|false)\b)(?<value>[^\s"'`,;.(){}<>[\]]{4,})(?=[ \t]*$)/dgm,
  },
  // Options of programs that take a password on the command line.
  {
    kind: 'password',
    pattern:
      /\b(?:curl\s(?:[^\n;|&]{0,200}\s)?(?:-u|--user)\s{0,4}["']?[^\s:"'$]{1,100}:|sshpass\s+-p\s{0,4}["']?|(?:docker|podman)\s+login\s(?:[^\n;|&]{0,200}\s)?-p\s+["']?|redis-cli\s(?:[^\n;|&]{0,200}\s)?-a\s+["']?|(?:mysql|mysqldump|mysqladmin|mariadb)\s(?:[^\n;|&]{0,200}\s)?-p["']?)(?!\[redacted:|[$(<{*])(?<value>[^\s"'`;|&]{3,})/dg,
  },
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

/** Shapes of one run of characters that begin with a mark of their issuer: they are known again across a wrap. */
const wrappedKinds: ReadonlySet<string> = new Set(
  shapes
    .slice(
      1,
      shapes.findIndex(({ kind }) => kind === 'authorization'),
    )
    .map(({ kind }) => kind),
);

const secretKey = new RegExp(`${secretName}$`, 'i');

/** Takes secrets out of what is stored, logged, shown or sent: by their shapes, and by the values that it knows. */
export interface Redactor {
  /** The text with each secret replaced by `[redacted:<kind>]`. Applying it again changes nothing. */
  readonly text: (text: string) => string;
  /** `text` on every text inside a value; a text under a name like `password` or `apiKey` is replaced as a whole. */
  readonly json: (value: Json) => Json;
  /** `text` for the rows of a screen, where a secret may be split by a wrap; a mark may hold several rows, so there may be fewer. */
  readonly rows: (rows: readonly string[]) => string[];
  /** The text with the characters of each secret replaced by stars, so that a screen keeps its layout; escape sequences stay. */
  readonly mask: (text: string) => string;
}

/**
 * A redactor that besides the shapes knows secret values, wherever they stand: whole, Base64- or URL-encoded, escaped, or
 * split by the wraps of a terminal. The values are used as they are: `secretsOf` tells which are worth it.
 */
export function redactor(values: Iterable<string>): Redactor {
  const known = new KnownValues([...values].filter((value) => !isOfAMarker(value)));
  const text = (from: string): string => settled(from, (_secret, kind) => `[redacted:${kind}]`, known);
  return {
    text,
    rows: (rows) => text(withoutWrapped(rows.join('\n'))).split('\n'),
    json: (value) => redactedJson(value, text),
    mask: (from) => settled(from, starred, known),
  };
}

/** Redacts by shapes alone. */
export const shapeRedactor: Redactor = redactor([]);

/** The text with each secret of a known shape replaced by `[redacted:<kind>]`. Applying it again changes nothing. */
export function redact(text: string): string {
  return shapeRedactor.text(text);
}

/** The text with the characters of each secret of a known shape replaced by stars; see `Redactor`. */
export function mask(text: string): string {
  return shapeRedactor.mask(text);
}

/** `redact` on every text inside a value; see `Redactor`. */
export function redactJson(value: Json): Json {
  return shapeRedactor.json(value);
}

function redactedJson(value: Json, text: (from: string) => string): Json {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => redactedJson(item, text));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (item === undefined) return [key, item];
      const secret = typeof item === 'string' && item !== '' && secretKey.test(key);
      return [text(key), secret ? '[redacted:value]' : redactedJson(item, text)];
    }),
  );
}

/** How often a text is gone through at most: a replacement may lay bare the edge of its neighbour. */
const passesMax = 8;

type Replacing = (secret: string, kind: string) => string;

function settled(text: string, by: Replacing, known: KnownValues): string {
  let current = text;
  for (let pass = 0; pass < passesMax; pass++) {
    const before = current;
    current = withoutKnown(current, known, by);
    for (const shape of shapes) current = replaced(current, shape, by);
    if (current === before) break;
  }
  return current;
}

/** What stands for a secret that was redacted. */
const marker = /\[redacted:[a-z-]+\]/g;

/** A value that the marks themselves are made of cannot be kept out of them. */
function isOfAMarker(value: string): boolean {
  return [...shapes.map(({ kind }) => kind), 'known'].some((kind) => `[redacted:${kind}]`.includes(value));
}

function withoutKnown(text: string, known: KnownValues, by: Replacing): string {
  const ranges = known.rangesIn(text);
  if (ranges.length === 0) return text;
  const markers = [...text.matchAll(marker)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }));
  let result = '';
  let from = 0;
  for (const range of ranges) {
    // A value that ends inside a mark takes the whole of it, so that no half of one is left.
    const touched = markers.filter(({ start, end }) => start < range.end && range.start < end);
    const start = Math.max(from, Math.min(range.start, ...touched.map((mark) => mark.start)));
    const end = Math.max(range.end, ...touched.map((mark) => mark.end));
    if (end <= start) continue;
    result += text.slice(from, start) + by(text.slice(start, end), 'known');
    from = end;
  }
  return result + text.slice(from);
}

/** Replaces tokens that a wrap splits; what else touches the end of a row may go with them, which a brain can do without. */
function withoutWrapped(text: string): string {
  const { whole, rangeOf } = unwrapped(text);
  const found = shapes
    .filter(({ kind }) => wrappedKinds.has(kind))
    .flatMap(({ kind, pattern }) =>
      [...whole.matchAll(pattern)].flatMap((match) => {
        const [start, end] = match.indices?.groups?.['value'] ?? match.indices?.[0] ?? [0, 0];
        return rangeOf({ start, end }).map((range) => ({ ...range, kind }));
      }),
    )
    .filter(({ start, end }) => /[\n\u001b]/.test(text.slice(start, end)));
  let result = '';
  let from = 0;
  for (const { start, end, kind } of found.sort((a, b) => a.start - b.start)) {
    if (start < from) continue;
    result += `${text.slice(from, start)}[redacted:${kind}]`;
    from = end;
  }
  return result + text.slice(from);
}

function replaced(text: string, shape: Shape, by: Replacing): string {
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
