import type { ApiClient } from '../api/client.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Link } from './link.ts';

/** The connections to the daemon that single clients have, of which there are only so many. */
export class OwnLinks {
  readonly #link: Pick<Link, 'own'>;
  #open = 0;

  constructor(link: Pick<Link, 'own'>) {
    this.#link = link;
  }

  /** Opens one; whoever has it closes it. @throws PccError `unavailable` when there are too many, or no daemon. */
  async open(): Promise<ApiClient> {
    if (this.#open >= limits.serverOwnLinksMax) {
      throw new PccError('unavailable', `More than ${limits.serverOwnLinksMax} clients attach or follow; close some.`);
    }
    this.#open++;
    try {
      const api = await this.#link.own();
      api.onClose(() => this.#open--);
      return api;
    } catch (error) {
      this.#open--;
      throw error;
    }
  }
}
