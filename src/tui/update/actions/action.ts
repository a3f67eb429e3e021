import type { Model } from '../../model.ts';
import type { Step } from '../step.ts';

/**
 * What an action of the key table does. `about` says more: the key that was pressed, or the word behind the action (`rows` of
 * `layout rows`); '' where it was chosen by its name alone.
 */
export type Action = (model: Model, about: string) => Step;
