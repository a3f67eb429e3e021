import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { ExecutionRecord, StepRecord } from '../../store/executions.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Store } from '../../store/store.ts';
import type { ProofPort } from '../executions/ports.ts';
import { writeWhole } from '../receipts/files.ts';
import type { Receipts } from '../receipts/receipts.ts';
import type { SecretValues } from '../secretValues.ts';
import { responseOf } from './drafting.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { receiptText } from './receiptText.ts';
import { responseText } from './response.ts';

/** What receipts of tasks of lists take. */
export interface StepProofsParts {
  /** Folder of all receipts. */
  readonly folder: string;
  readonly store: Pick<Store, 'decisions' | 'executions' | 'receipts' | 'tasks'>;
  readonly clock: Clock;
  readonly secrets: Pick<SecretValues, 'current'>;
  /** The receipts of the sessions' tasks: those of a list name them. */
  readonly receipts: Pick<Receipts, 'settled'>;
  readonly files: Pick<ProjectFiles, 'forget'>;
  /** Whether a path below a project's folder is the name of a secret. */
  readonly isSecret: (path: string, root: string) => boolean;
  readonly log: (sentence: string) => void;
}

/**
 * Writes receipt and response of each task of a list that was typed. The response goes first, the receipt holds its hash, and the
 * chain of the audit holds that of the receipt; both stand in the store with the task. A daemon that dies in between leaves what the
 * next one writes anew. What cannot be written is told in the log and holds nothing up: `execution.verify` tells that it is missing.
 */
export class StepProofs implements ProofPort {
  readonly #parts: StepProofsParts;

  constructor(parts: StepProofsParts) {
    this.#parts = parts;
  }

  async keep(list: ExecutionRecord, step: StepRecord): ReturnType<ProofPort['keep']> {
    const { receipts, files, log } = this.#parts;
    try {
      await receipts.settled();
      const kept = await this.#write(list, step);
      files.forget(step.uuid);
      return kept;
    } catch (error) {
      const why = error instanceof PccError ? error.message : `${sentenceOf(error)}.`;
      log(`Task ${step.uuid}: its receipt could not be written: ${why}`);
      return {};
    }
  }

  async #write(list: ExecutionRecord, step: StepRecord): ReturnType<ProofPort['keep']> {
    const { folder, store, clock, secrets, isSecret } = this.#parts;
    const told = await responseOf(list, step, { store, isSecret, redactor: secrets.current() });
    const place = join(folder, list.name, `${String(step.n).padStart(4, '0')}-${step.uuid}`);
    const response = { path: `${place}.json`, text: responseText(told) };
    const responseHash = sha256(response.text);
    const receipt = { path: `${place}.md`, text: receiptText(told, { path: response.path, sha256: responseHash }) };
    const receiptHash = sha256(receipt.text);
    writeWhole(response.path, response.text);
    writeWhole(receipt.path, receipt.text);
    store.receipts.seal(list.name, step.uuid, receiptHash, clock.wallMs());
    return {
      receipt: receipt.path,
      response: response.path,
      proof: { receipt: receiptHash, response: responseHash },
    };
  }
}
