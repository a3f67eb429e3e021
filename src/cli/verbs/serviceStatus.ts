import { hasCode, sentenceOf } from '../../base/errors.ts';
import { connectDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import type { ServiceManager, Standing } from '../service/manager.ts';
import { serviceManager } from '../service/manager.ts';
import { look } from '../service/ownFile.ts';
import { servicePlan, staleness } from '../service/plan.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';
import { warn } from '../warnings.ts';
import { withoutLinger } from './serviceInstall.ts';

/** `pcc service status`: how the service stands; exit status 3 where it is not installed, be there a manager of services or not. */
export const run: VerbRun = (given, io) => status(given, io, serviceManager(io));

interface Told extends Omit<Standing, 'word'> {
  readonly manager: string;
  readonly file: string;
  /** The file is there, and pcc wrote it. */
  readonly installed: boolean;
  /** Another file stands there. */
  readonly foreign: boolean;
  readonly state: string;
  /** The file was edited by hand since pcc wrote it. */
  readonly edited: boolean;
  /** Why no manager of services can be asked; null where one answers. */
  readonly unavailable: string | null;
  /** Why it should be installed anew; null where it need not. */
  readonly stale: string | null;
  /** The daemon that answers, be it that of the service or not. */
  readonly daemon: { readonly pid: number; readonly version: string } | null;
}

/** As the verb does, with a manager of services that was chosen. */
export async function status(given: Given, io: Io, manager: ServiceManager): Promise<number> {
  const found = look(manager.file);
  const unavailable = found.type === 'own' ? await manager.check().then(() => null) : await absenceOf(manager);
  const { word, ...standing } = unavailable === null ? await manager.standing() : standingNowhere;
  const told: Told = {
    manager: manager.name,
    file: manager.file,
    installed: found.type === 'own',
    foreign: found.type === 'foreign',
    ...standing,
    state: word,
    edited: found.type === 'own' && found.edited,
    unavailable,
    stale: found.type === 'own' ? (staleness(found.made, servicePlan(io)) ?? null) : null,
    daemon: await daemonThere(io),
  };
  if (flag(given, 'json')) printJson(io, told);
  else {
    for (const line of fieldLines(fieldsOf(told, io), layoutFor(io).width)) io.stdout.write(`${line}\n`);
    if (unavailable !== null) warn(io, unavailable);
  }
  return told.installed ? exit.done : exit.nothing;
}

/** Where nothing is installed, no manager of services is no failure. */
async function absenceOf(manager: ServiceManager): Promise<string | null> {
  try {
    await manager.check();
    return null;
  } catch (error) {
    if (hasCode(error, 'unavailable')) return sentenceOf(error);
    throw error;
  }
}

const standingNowhere: Standing = { enabled: false, running: false, pid: null, lingers: null, word: 'not loaded' };

async function daemonThere(io: Io): Promise<Told['daemon']> {
  const api = await connectDaemon(io, true);
  if (!api) return null;
  try {
    const { daemon } = await api.call('daemon.status', {});
    return { pid: daemon.pid, version: daemon.version };
  } finally {
    api.close();
  }
}

function fieldsOf(told: Told, io: Io): [string, TableCell][] {
  const { ink } = layoutFor(io);
  const bad = (text: string): TableCell => ({ text: oneLine(text), paint: (shown) => ink('yellow', shown) });
  const fields: [string, TableCell][] = [
    ['service', { text: installedText(told) }],
    ['file', { text: oneLine(told.file) }],
  ];
  if (!told.installed) return fields;
  fields.push([
    'begins by itself',
    told.enabled ? { text: 'yes' } : bad("no; 'pcc service install' has it begin again"),
  ]);
  fields.push(['state', told.running ? { text: oneLine(told.state) } : bad(told.state)]);
  if (told.pid !== null) fields.push(['process', { text: String(told.pid) }]);
  if (told.daemon && told.daemon.pid !== told.pid) {
    fields.push([
      'daemon',
      bad(`pid ${told.daemon.pid} runs beside the service; 'pcc service install' puts that right`),
    ]);
  }
  if (told.stale !== null) fields.push(['stale', bad(`${told.stale}; 'pcc service install' writes it anew`)]);
  if (told.edited) fields.push(['edited', bad("by hand; 'pcc service install --force' writes it anew")]);
  if (told.lingers !== null) fields.push(['lingers', told.lingers ? { text: 'yes' } : bad(withoutLinger)]);
  return fields;
}

function installedText({ installed, foreign, manager, unavailable }: Told): string {
  if (installed) return `installed with ${manager}`;
  if (unavailable !== null) return 'not installed';
  return foreign ? 'not installed; the file is none of pcc' : "not installed; 'pcc service install' does it";
}
