import type { Words } from '@fairlead/words';
import type { Blobs } from './blobs.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './db.ts';
import type { Hub } from './live.ts';
import type { Log } from './log.ts';

/** Sign-in by password, loaded when it is first needed. */
export interface SignIns {
  /** Makes one, or gives the one with this address another password; answers its id. */
  make(person: { name: string; email: string; password: string }): Promise<string>;
}

/** What one process of the desk has at hand. Nothing that matters lives in it: that is in the database. */
export interface Desk {
  readonly config: Config;
  /** Origin under which browsers reach it. */
  readonly origin: string;
  /** Origin of the help center's addresses; that of the desk unless the vendor has one for it. */
  readonly helpOrigin: string;
  readonly db: Database;
  readonly hub: Hub;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly words: Record<'en' | 'ko' | 'ja', Words>;
  /** Key with which the vendor signs identity tokens. */
  readonly identitySecret: string;
  /** Key with which this desk signs links to files. */
  readonly linkSecret: string;
  readonly demo: boolean;
  readonly signIns: SignIns;
}
