import type { Call, CallInput, CallReply, Problem, RefusalCode } from '@fairlead/contract';

/** The desk said no. `code` is one of the closed list in the contract. */
export class Refused extends Error {
  override name = 'Refused';
  readonly code: RefusalCode;
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.code = problem.code;
    this.problem = problem;
  }
}

/** No answer came: the network is down, or the desk is restarting. Whether the call took effect is unknown; repeat it with the same ids. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}

export interface Connection {
  /** Origin of the desk, like `https://desk.example`. */
  readonly base: string;
  /** Bearer token of a session; null where a cookie carries it. */
  token: string | null;
  /** Whom to act as where a browser is signed in as both: the console says `staff`, the portal `member`. */
  as?: 'member' | 'staff';
  /** More headers, for programs that bring a cookie of their own. */
  headers?: Record<string, string>;
  locale: string;
}

/** How long a call may take. A network that swallows everything says nothing: without an end, nothing would be tried again. */
const answerWithin = 8_000;

export async function answer(request: Promise<Response>): Promise<unknown> {
  const response = await request.catch((cause: unknown) => {
    throw new Unanswered('no answer', { cause });
  });
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new Unanswered('no readable answer', { cause });
  });
  if (response.ok) return body;
  const problem = body as Problem;
  if (typeof problem.code !== 'string') throw new Unanswered(`status ${response.status}`);
  throw new Refused(problem);
}

export function headers(to: Connection, more: Record<string, string> = {}): Record<string, string> {
  return {
    'accept-language': to.locale,
    ...(to.as ? { 'fairlead-as': to.as } : {}),
    ...(to.token ? { authorization: `Bearer ${to.token}` } : {}),
    ...to.headers,
    ...more,
  };
}

export function address(to: Connection, path: string, query: object = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const asked = search.toString();
  return `${to.base}/api/v1${path}${asked ? `?${asked}` : ''}`;
}

export const filled = (path: string, params: Record<string, unknown>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));

export type Loose = { params?: Record<string, unknown>; query?: object; body?: unknown };

/**
 * Calls a route by its documented name, like `call(to, 'GET /chats/{id}', {params: {id}})`; `within` is in milliseconds.
 * Throws `Refused` or `Unanswered`.
 */
export async function call<C extends Call>(to: Connection, route: C, input: CallInput<C>, within = answerWithin): Promise<CallReply<C>> {
  const { params = {}, query, body } = input as Loose;
  const [method, path] = route.split(' ') as [string, string];
  const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = fetch(address(to, filled(path, params), query), {
    method,
    headers: headers(to, json),
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(within),
    credentials: to.token ? 'omit' : 'same-origin',
  });
  return (await answer(sent)) as CallReply<C>;
}
