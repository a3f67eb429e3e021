import { keysOf } from '../../api/keys/bind.ts';
import type { Bindings } from '../../api/keys/bindings.ts';
import type { TuiSettings } from '../model.ts';

/** A key as people call it: `C-]` is `Ctrl-]`, `M-x` is `Alt-x`, `S-Tab` is `Shift-Tab`. */
export function keyWord(name: string): string {
  return name
    .replace(/^C-(?=.)/, 'Ctrl-')
    .replace(/(^|-)M-(?=.)/, '$1Alt-')
    .replace(/(^|-)S-(?=.)/, '$1Shift-');
}

/** The first key of an action as people call it; undefined where it has none. */
export function keyOf(bindings: Bindings, action: string): string | undefined {
  const [key] = keysOf(bindings, action);
  return key === undefined ? undefined : keyWord(key);
}

/** What gives the keyboard back, `Ctrl-] Esc`: the prefix, and a key behind it. */
export function giveBackKeys({ bindings, prefix }: Pick<TuiSettings, 'bindings' | 'prefix'>): string {
  return `${keyWord(prefix)} ${keyOf(bindings, 'give-back') ?? 'd'}`;
}
