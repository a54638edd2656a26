/** Cleans and reads one bundle, in a process of its own: what is in it may take memory and time, and must not take the desk's. */
import { readFile, writeFile } from 'node:fs/promises';
import { type Asked, readBundle, readOwnRules, shippedRules } from '@fairlead/flare-kit';

/** What the process is asked: where its report goes, and the vendor's own rules lie, if there are any. */
export interface AskedOfProcess extends Omit<Asked, 'own' | 'rules'> {
  report: string;
  rules?: string;
  /** Whether the vendor's analysers are tried; their secrets always are. */
  analyse?: boolean;
}

const [, , asked] = process.argv;
const { report, rules, analyse = true, ...bundle } = JSON.parse(asked!) as AskedOfProcess;
const own = readOwnRules(rules ? await readFile(rules, 'utf8') : '');
const read = await readBundle({ ...bundle, own, rules: [...(await shippedRules()), ...(analyse ? own.analysers : [])] });
await writeFile(report, JSON.stringify(read), { mode: 0o600 });
