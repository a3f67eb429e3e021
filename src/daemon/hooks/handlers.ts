import type { Handlers } from '../../api/server.ts';
import type { Hooks } from './hooks.ts';

/** The methods about hooks. */
export function hookHandlers(hooks: Pick<Hooks, 'status'>): Pick<Handlers, 'hooks.status'> {
  return { 'hooks.status': () => hooks.status() };
}
