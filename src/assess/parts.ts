import { nearest } from '../base/nearest.ts';
import { PccError } from '../base/errors.ts';
import type { Part } from './part.ts';
import { control } from './parts/control.ts';
import { hardening } from './parts/hardening.ts';
import { hooks } from './parts/hooks.ts';
import { mcp } from './parts/mcp.ts';
import { order } from './parts/order.ts';
import { recovery } from './parts/recovery.ts';
import { rest } from './parts/rest.ts';
import { sdk } from './parts/sdk.ts';
import { verify } from './parts/verify.ts';
import { websocket } from './parts/websocket.ts';

/** All parts of the assessment, in the order in which they are tried. */
export const parts: readonly Part[] = [
  ...[order, sdk, rest, websocket, mcp, control, recovery, verify, hardening, hooks],
];

/** The names of the part that is asked for, or of all. @throws PccError `usage` that says which there are. */
export function partNames(named: string | undefined): readonly string[] {
  const names = parts.map(({ name }) => name);
  if (named === undefined) return names;
  if (names.includes(named)) return [named];
  const meant = nearest(named, names);
  const hint =
    meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}? There are ${names.join(', ')}`;
  throw new PccError('usage', `'${named}' is no part of the assessment; ${hint}.`);
}
