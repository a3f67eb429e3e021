import { backtestHistory } from './history.ts';
import { backtestRecordings } from './recordings.ts';

/** Tries rules on what was decided and recorded, for `pcc rules test`. */
export const backtestEngine = { history: backtestHistory, recordings: backtestRecordings };
