import type { PanelKind } from '../panel.ts';
import { panelKind } from '../panel.ts';
import { addScheduleKind } from './schedules/addSchedule.ts';
import { addTaskKind } from './queue/addTask.ts';
import { confirmKind } from './confirm.ts';
import { copyKind } from './copyMode/copyMode.ts';
import { decisionsKind } from './decisions/decisions.ts';
import { escalationsKind } from './escalations.ts';
import { explainKind } from './explain.ts';
import { findKind } from './find.ts';
import { helpKind } from './help.ts';
import { newKind } from './newSession/newSession.ts';
import { paletteKind } from './palette.ts';
import { queueKind } from './queue/queue.ts';
import { recordingKind } from './recording/recording.ts';
import { removeScheduleKind } from './schedules/removeSchedule.ts';
import { removeTaskKind } from './queue/removeTask.ts';
import { respondKind } from './respond/respond.ts';
import { schedulesKind } from './schedules/schedules.ts';
import { sendKind } from './sendTask.ts';
import { usageKind } from './usage/usage.ts';

const kinds: readonly PanelKind<unknown>[] = [
  panelKind(addScheduleKind),
  panelKind(addTaskKind),
  panelKind(confirmKind),
  panelKind(copyKind),
  panelKind(decisionsKind),
  panelKind(escalationsKind),
  panelKind(explainKind),
  panelKind(findKind),
  panelKind(helpKind),
  panelKind(newKind),
  panelKind(paletteKind),
  panelKind(queueKind),
  panelKind(recordingKind),
  panelKind(removeScheduleKind),
  panelKind(removeTaskKind),
  panelKind(respondKind),
  panelKind(schedulesKind),
  panelKind(sendKind),
  panelKind(usageKind),
];

/** Every kind of panel, by its name: a view of a later part is a file and a row here. */
export const panelKinds: ReadonlyMap<string, PanelKind<unknown>> = new Map(kinds.map((kind) => [kind.name, kind]));
