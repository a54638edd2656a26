import type { Call, CallInput, CallReply } from '@fairlead/contract';
import { address, answer, type Connection, filled, headers, type Loose } from './call.ts';

/** Calls a route that takes bytes instead of JSON. There is no end to wait for: they may be many. Throws `Refused` or `Unanswered`. */
export async function callWithBytes<C extends Call>(to: Connection, route: C, input: CallInput<C>, bytes: BodyInit): Promise<CallReply<C>> {
  const { params = {}, query } = input as Loose;
  const [method, path] = route.split(' ') as [string, string];
  const sent = fetch(address(to, filled(path, params), query), {
    method,
    headers: headers(to, { 'content-type': 'application/octet-stream' }),
    body: bytes,
    credentials: to.token ? 'omit' : 'same-origin',
  });
  return (await answer(sent)) as CallReply<C>;
}
