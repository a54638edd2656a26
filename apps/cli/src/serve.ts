/** `fairlead serve` and `fairlead user`: the desk itself, and who works there first. */
import { parseArgs } from 'node:util';
import { CannotStart, jsonLog, readConfig, type RunningDesk, startDesk } from '@fairlead/server/main';
import { addUser } from '@fairlead/server/users';
import { usage } from './usage.ts';

const log = jsonLog((line) => process.stderr.write(line));
const say = (what: string) => process.stdout.write(`  ${what} …\n`);

export async function serve(): Promise<void> {
  const began = performance.now();
  const starting = startDesk(readConfig(process.env), { log, say });

  // From the first moment on: whoever changes their mind while it starts must not leave a PostgreSQL behind.
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    process.stdout.write('\n  Stopping …\n');
    // A start that failed has said so, and has stopped what it had started.
    void starting.then(end, () => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  const running = await starting;
  if (stopping) return;
  const { address, demoPassword } = running;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const demo = `
  Try it:
    Product page   ${address}/demo      ask for help at its lower left, under Support
    Console        ${address}/console   sign in as mina@skerry.example (engineer),
                   ${' '.repeat(address.length)}            aiko@skerry.example (specialist), lucas@skerry.example (sales)
    Portal         ${address}/portal    sign in as dana@northwind.example (customer)
    Password       ${demoPassword}   for all of them
`;
  const own = `
    Console        ${address}/console
    Portal         ${address}/portal
    API            ${address}/api/openapi.json
`;
  process.stdout.write(`\n  Fairlead is ready (${seconds} s). Ctrl-C stops it.\n${demoPassword ? demo : own}\n`);
}

async function end(running: RunningDesk): Promise<void> {
  try {
    await running.stop();
    process.exit(0);
  } catch (error) {
    log('error', 'did not stop cleanly', { error });
    process.exit(1);
  }
}

export async function user(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } } });
  const roles = ['engineer', 'specialist', 'sales', 'lead', 'administrator'] as const;
  const role = roles.find((r) => r === values.role);
  if (!values.email || !values.name || !role) throw new CannotStart(usage);
  const password = await addUser(readConfig(process.env), { log, say }, { email: values.email, name: values.name, role });
  process.stdout.write(`\n  ${values.name} can sign in as ${values.email} with the password ${password}\n\n`);
}
