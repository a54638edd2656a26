/** Requests as bytes, for callers who do not use the client: wrong, hostile or curious ones. */
import { refusals, type Problem } from '@fairlead/contract';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { Actor, TestDesk } from './desk.ts';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The refusal's code, when it is one. */
  code: string | undefined;
}

/** What an actor's requests carry to say who they are. */
export function credentials({ connection }: Actor): Record<string, string> {
  return {
    ...(connection.token ? { authorization: `Bearer ${connection.token}` } : {}),
    ...connection.headers,
    ...(connection.as ? { 'fairlead-as': connection.as } : {}),
  };
}

export async function request(
  desk: TestDesk,
  method: string,
  path: string,
  init: { as?: Actor | undefined; headers?: Record<string, string>; body?: BodyInit; json?: unknown } = {},
): Promise<Answer> {
  const { as, headers, body, json } = init;
  const answer = await fetch(`${desk.address}/api/v1${path}`, {
    method,
    headers: { ...(as ? credentials(as) : {}), ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(json === undefined ? (body === undefined ? {} : { body, duplex: 'half' }) : { body: JSON.stringify(json) }),
    redirect: 'manual',
  });
  const text = await answer.text();
  const problem =
    text && answer.headers.get('content-type')?.startsWith('application/problem+json') ? (JSON.parse(text) as Problem) : undefined;
  return { status: answer.status, headers: answer.headers, text, code: problem?.code };
}

/** A refusal as documented: problem details with a code of the closed list and its status, and nothing of the inside. */
export function expectRefusal(answer: Answer, about = ''): void {
  expect(answer.status, about).toBeGreaterThanOrEqual(400);
  expect(answer.headers.get('content-type'), about).toContain('application/problem+json');
  expect(Object.entries(refusals), about).toContainEqual([answer.code, answer.status]);
  expect(
    Object.keys(JSON.parse(answer.text) as object).filter((key) => !['type', 'title', 'status', 'code', 'fields'].includes(key)),
    about,
  ).toEqual([]);
  expect(answer.text, about).not.toMatch(/\bat [^"]*:\d+:\d+|node_modules|\.ts\b|postgres/i);
}

/** A socket on which a test may send anything. */
export async function bareSocket(desk: TestDesk, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${desk.address.replace('http', 'ws')}/api/v1/live`, { headers });
  const heard: string[] = [];
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  let wake = () => {};
  socket.on('message', (data: Buffer) => {
    heard.push(data.toString());
    wake();
  });
  socket.on('error', () => undefined);
  await new Promise((open, fail) => socket.once('open', open).once('error', fail));
  return {
    heard,
    closed,
    send: (data: string | Buffer) => socket.send(data),
    /** The next answer to what is sent. */
    async asks(data: string | Buffer): Promise<string> {
      const before = heard.length;
      const next = new Promise<void>((resolve) => (wake = resolve));
      socket.send(data);
      if (heard.length === before) await Promise.race([next, closed]);
      return heard[before] ?? 'closed';
    },
    close: () => socket.close(),
  };
}
