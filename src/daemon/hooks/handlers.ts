import type { Handlers } from '../../api/server.ts';

/** The methods about hooks. None are set up. */
export function hookHandlers(): Pick<Handlers, 'hooks.status'> {
  return { 'hooks.status': () => ({ hooks: [] }) };
}
