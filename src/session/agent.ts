import type { AgentStep } from './lasting.ts';
import type { Making } from './step.ts';

/** Commits a step of the loop that keeps the session at work, with its reasons; gives the id of the decision. */
export function agentDecides(making: Making, { action, subject, reasons }: AgentStep): string {
  const id = making.nextStep();
  making.do({
    type: 'decide',
    decision: {
      id,
      kind: 'agent',
      tool: '',
      subject,
      risk: 'LOW',
      action,
      by: 'agent',
      fingerprint: `agent:${id}`,
      label: '',
      rules: [],
      reasons,
    },
  });
  making.do({ type: 'outcome', decisionId: id, outcome: 'confirmed' });
  return id;
}
