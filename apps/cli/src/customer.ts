#!/usr/bin/env node
/** What a customer runs from a desk's own address, with nothing installed: `npx https://desk.example/fairlead.tgz flare collect`. */
import { CannotStart } from '@fairlead/server/refusals';
import { flare } from './flare.ts';
import { flareUsage } from './usage.ts';

const [command, ...args] = process.argv.slice(2);
try {
  if (command !== 'flare') throw new CannotStart(`Usage:\n${flareUsage}`);
  process.stdout.write(await flare(args, process.env));
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`\n  ${error.message}\n\n`);
  process.exit(1);
}
