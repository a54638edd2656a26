/** Calls to a desk that runs, for commands: its address and token come from options or the environment. */
import { setTimeout as pause } from 'node:timers/promises';
import { call, callWithBytes, type Connection, Refused, Unanswered } from '@fairlead/client';
import type { Call, CallInput, CallReply } from '@fairlead/contract';
import { CannotStart } from '@fairlead/server/refusals';

/** With bytes, for a route that takes them. */
export type Ask = <C extends Call>(route: C, input: CallInput<C>, bytes?: Blob) => Promise<CallReply<C>>;

/** How often and after how many milliseconds a call without an answer is tried again. Calls carry their ids, so none takes effect twice. */
const again = [500, 2_000, 5_000];

/** Throws `CannotStart`, saying in one sentence what is missing or what the desk refused. */
export function deskAt(base: string | undefined, env: Record<string, string | undefined>, patient = true): Ask {
  const url = urlOf(base, env);
  const token = env['FAIRLEAD_TOKEN'];
  if (!token) throw new CannotStart('Set FAIRLEAD_TOKEN to a token made in the console or portal, or to that of a session.');
  const to: Connection = { base: url, token, locale: 'en' };
  return async (route, input, bytes) => {
    for (const wait of [...(patient ? again : []), null])
      try {
        return await (bytes ? callWithBytes(to, route, input, bytes) : call(to, route, input));
      } catch (error) {
        if (error instanceof Refused) throw new CannotStart(refusal(error), { cause: error });
        if (!(error instanceof Unanswered)) throw error;
        if (wait === null) throw new CannotStart(`${url} does not answer as a desk does.`, { cause: error });
        await pause(wait);
      }
    throw new Error('not reached');
  };
}

export function urlOf(base: string | undefined, env: Record<string, string | undefined>): string {
  const url = base ?? env['FAIRLEAD_DESK'];
  if (!url) throw new CannotStart('Say which desk: --desk URL, or set FAIRLEAD_DESK.');
  return url.replace(/\/+$/, '');
}

function refusal({ code, message, problem }: Refused): string {
  const fields = problem.fields?.map((f) => `  ${f.path}: ${f.message}`) ?? [];
  return [`${message} (${code})`, ...fields].join('\n');
}
