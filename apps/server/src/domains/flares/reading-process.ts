/** Cleans and reads one bundle, in a process of its own: what is in it may take memory and time, and must not take the desk's. */
import { writeFile } from 'node:fs/promises';
import { readBundle } from '@fairlead/flare-kit';

const [, , asked] = process.argv;
const { report, ...bundle } = JSON.parse(asked!) as Parameters<typeof readBundle>[0] & { report: string };
await writeFile(report, JSON.stringify(await readBundle(bundle)), { mode: 0o600 });
