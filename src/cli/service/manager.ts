import { PccError } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { launchd } from './launchd.ts';
import { systemd } from './systemd.ts';

/** What the system's own manager of services knows of ours. */
export interface Standing {
  /** It begins by itself. */
  readonly enabled: boolean;
  readonly running: boolean;
  /** The process of the daemon that it runs. */
  readonly pid: number | null;
  /** False where the user's services end with the last session of the user, and with them all of claude; null where nobody tells. */
  readonly lingers: boolean | null;
  /** Its own word for how it stands. */
  readonly word: string;
}

/** A manager of services of one system. Every call throws `PccError` when the manager does not answer or refuses. */
export interface ServiceManager {
  readonly name: 'systemd' | 'launchd';
  /** Absolute path of the file by which it knows the service. */
  readonly file: string;
  /** How to read what the service says. */
  readonly logs: string;
  /** @throws PccError `unavailable` with what to do, where no manager of this user answers. */
  check(): Promise<void>;
  /** The text of the file. */
  text(): string;
  /** Has it begin by itself from now on; the file was written. */
  enable(): Promise<void>;
  /** Starts it, anew where it runs. */
  start(): Promise<void>;
  /** Ends it and lets it begin no more; the file is still there. */
  disable(): Promise<void>;
  /** The file is gone. */
  forget(): Promise<void>;
  standing(): Promise<Standing>;
  /** Lets the user's services begin at boot. Absent where they do so anyway. */
  linger?(): Promise<void>;
}

/** The manager of this system. @throws PccError `unavailable` where there is none that is known. */
export function serviceManager(io: Io, platform: NodeJS.Platform = process.platform): ServiceManager {
  if (platform === 'linux') return systemd(io);
  if (platform === 'darwin') return launchd(io);
  throw new PccError('unavailable', `Services are installed with systemd or launchd; this system is '${platform}'.`);
}
