import type { Result } from '../../api/methods.ts';
import type { Handlers } from '../../api/server.ts';
import { hasCode, PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { ExecutionStore, PastStep } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';
import { auditFaults } from '../receipts/checking.ts';
import type { SecretValues } from '../secretValues.ts';
import { SlowAnswers } from '../slowAnswers.ts';
import { proofOf } from './checking.ts';

/** What checking receipts of tasks of lists takes. */
export interface ProofHandlersParts {
  readonly store: Pick<Store, 'executions' | 'receipts'>;
  readonly secrets: Pick<SecretValues, 'current'>;
}

/** The methods that hold receipts of tasks of lists against transcripts and the disk. */
export function proofHandlers({ store, secrets }: ProofHandlersParts): Pick<Handlers, 'execution.verify'> {
  const answers = new SlowAnswers<Result<'execution.verify'>>('execution.verify');
  return {
    // One that waits has not looked yet: it serves whoever asks the same meanwhile.
    'execution.verify': ({ id, last }, client) => {
      const work = async (): Promise<Result<'execution.verify'>> => {
        const steps = meant(store.executions, id?.toLowerCase(), last);
        const parts = { store, redactor: secrets.current() };
        const proofs = [];
        for (const step of steps) proofs.push(await proofOf(step, parts));
        // It is the same chain for all of them.
        const broken = proofs.length === 0 ? [] : auditFaults(store.receipts);
        if (broken.length === 0) return { proofs };
        return { proofs: proofs.map((proof) => ({ ...proof, ok: false, faults: [...proof.faults, ...broken] })) };
      };
      return answers.ask(JSON.stringify([id?.toLowerCase(), last]), work, client.id);
    },
  };
}

/** The task that is named, the tasks of the list that is, or the last ones. @throws PccError `not_found`, `ambiguous`. */
function meant(executions: ExecutionStore, id: string | undefined, last: number | undefined): readonly PastStep[] {
  const limit = last ?? (id === undefined ? limits.proofsChecked : limits.executionStepsMax);
  if (id === undefined) return executions.ended({ limit });
  const step = executions.step(id);
  return step ? [step] : executions.ended({ execution: listOf(executions, id), limit });
}

function listOf(executions: ExecutionStore, id: string): string {
  try {
    return executions.idOf(id);
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error;
    throw new PccError('not_found', `Neither a task nor a list of tasks has the id '${id}'; the history shows all.`);
  }
}
