import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { Bindings } from './bindings.ts';
import type { ActionName } from './table.ts';
import { keyTable } from './table.ts';

const namedKeys: ReadonlySet<string> = new Set([
  'Space',
  'Enter',
  'Tab',
  'Esc',
  'Backspace',
  'Delete',
  'Insert',
  'Up',
  'Down',
  'Left',
  'Right',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
]);

/**
 * The keys of the table, changed as a text of the configuration says: `approve=y deny=x,D zoom=C-z`. An action that is named
 * has those keys and no others; an action without keys (`swap=`) has none. A key that the table gives to another action goes
 * over to the one that is named.
 *
 * @throws PccError `invalid_input` for an unknown action, an unknown key, a key that two of the named actions want, or where an
 * action that nobody can do without is left without any key.
 */
export function bindingsOf(text: string): Bindings {
  const wanted = new Map<string, string>();
  const named = new Set<string>();
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const { action, keys } = bindingOf(word);
    if (named.has(action))
      throw wrong(word, `'${action}' is named twice`, 'name each action once, its keys with commas');
    named.add(action);
    for (const key of keys) {
      const other = wanted.get(key);
      if (other !== undefined && other !== action)
        throw wrong(word, `the key '${key}' is given to '${other}' already`, 'give each key to one action');
      wanted.set(key, action);
    }
  }
  const kept = keyTable.filter(({ action }) => !named.has(action));
  const bindings = new Map<string, string>();
  for (const { action, keys } of kept) for (const key of keys) if (!wanted.has(key)) bindings.set(key, action);
  const all = new Map([...bindings, ...wanted]);
  const keyless = indispensable.find((action) => keysOf(all, action).length === 0);
  if (keyless !== undefined)
    throw wrong(text.trim(), `it leaves '${keyless}' without any key`, `name one too, such as ${keyless}=F10`);
  return all;
}

/** Whoever cannot leave, deny or give the keyboard back is caught in the TUI. */
const indispensable: readonly ActionName[] = ['leave', 'deny', 'give-back'];

function bindingOf(word: string): { readonly action: ActionName; readonly keys: readonly string[] } {
  // The key may itself be `=`, so only the first one parts.
  const at = word.indexOf('=');
  if (at < 1) throw wrong(word, 'it has no form ACTION=KEY', 'write such as zoom=C-z');
  const name = word.slice(0, at);
  const row = keyTable.find(({ action }) => action === name);
  if (!row) {
    const near = nearest(
      name,
      keyTable.map(({ action }) => action),
    );
    throw wrong(
      word,
      `there is no action '${name}'`,
      near === undefined ? '`?` in the TUI lists all of them' : `perhaps '${near}' is meant`,
    );
  }
  const keys = keyNames(word.slice(at + 1));
  for (const key of keys) {
    if (!isKeyName(key))
      throw wrong(
        word,
        `there is no key '${key}'`,
        'keys are characters, or names such as C-z, M-x, S-Tab, Space, Enter, Esc, Up, PageDown, F5',
      );
  }
  return { action: row.action, keys };
}

/** Names between commas; a comma that stands where a name is expected is the key. */
function keyNames(text: string): string[] {
  const names: string[] = [];
  let rest = text;
  while (rest !== '') {
    const comma = rest.indexOf(',', 1);
    names.push(comma < 0 ? rest : rest.slice(0, comma));
    rest = comma < 0 ? '' : rest.slice(comma + 1);
  }
  return names;
}

/** Tells whether a text is the name of a key, as `Key.name` gives it. */
export function isKeyName(text: string): boolean {
  const base = text.replace(/^(?:C-)?(?:M-)?(?:S-)?(?=.)/u, '');
  if (namedKeys.has(base)) return true;
  // Shift is in the character itself, and a blank is called Space.
  return /^[^\s\p{Cc}]$/u.test(base) && (base === text || !/^(?:C-)?(?:M-)?S-/.test(text));
}

/** The keys of an action, in the order of the table and of the configuration; the first is shown where one is shown. */
export function keysOf(bindings: Bindings, action: string): string[] {
  return [...bindings].flatMap(([key, bound]) => (bound === action ? [key] : []));
}

function wrong(word: string, fault: string, remedy: string): PccError {
  return new PccError('invalid_input', `The key setting '${word}' is wrong: ${fault}; ${remedy}.`);
}
