/** The command line: `fairlead serve`, `user`, `ticket`, `help`, `flare`, `channels`. */
import { CannotStart } from '@fairlead/server/refusals';
import { usage } from './usage.ts';

// Whoever read the output may be gone; the desk goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const [command, ...args] = process.argv.slice(2);

/** Runs a command; answers what it has to print. Each is loaded by itself: the desk's own code takes a second. */
async function run(): Promise<string> {
  const { env, stdin } = process;
  switch (command) {
    case 'serve':
      await (await import('./serve.ts')).serve();
      return '';
    case 'user':
      await (await import('./serve.ts')).user(args);
      return '';
    case 'channels':
      return (await import('./channels.ts')).channels(args, env, new Date());
    case 'ticket':
      return (await import('./ticket.ts')).ticket(args, { env, stdin });
    case 'help':
      return (await import('./help.ts')).help(args, env);
    case 'flare':
      return (await import('./flare.ts')).flare(args, env);
    default:
      throw new CannotStart(usage);
  }
}

try {
  process.stdout.write(await run());
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`\n  ${error.message}\n\n`);
  process.exit(1);
}
