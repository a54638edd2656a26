/** How a route of the contract gets its handler: typed by the contract, so a wrong answer does not compile. */
import type { Reply as Answer, RouteName, Routes } from '@fairlead/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { MemberWho, StaffWho, Who } from './domains/accounts/accounts.ts';
import type { Desk } from './platform/desk.ts';

type Read<N extends RouteName, Part extends 'params' | 'query' | 'body'> = Routes[N] extends { [P in Part]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

type WhoOf<N extends RouteName> = { anyone: Who | undefined; someone: Who; member: MemberWho; staff: StaffWho }[Routes[N]['who']];

export interface Call<N extends RouteName> {
  desk: Desk;
  who: WhoOf<N>;
  params: Read<N, 'params'>;
  query: Read<N, 'query'>;
  body: Read<N, 'body'>;
  request: FastifyRequest;
  reply: FastifyReply;
}

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Answer<N>>;
export type Handlers = { [N in RouteName]: Handler<N> };
