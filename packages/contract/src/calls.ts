/** The types of a call named as it is written in documentation: `POST /chats/{id}/ending`. No run-time part, so the widget carries no schema. */
import type { Input, Reply, RouteName, Routes } from './routes.ts';

type CallOf<N extends RouteName> = `${Routes[N]['method']} ${Routes[N]['path']}`;
export type Call = { [N in RouteName]: CallOf<N> }[RouteName];
type NameOf<C extends Call> = { [N in RouteName]: CallOf<N> extends C ? N : never }[RouteName];

export type CallInput<C extends Call> = Input<NameOf<C>>;
export type CallReply<C extends Call> = Reply<NameOf<C>>;
