import { personOf, useDesk } from '@fairlead/ui';
import type { Chat, Me } from '@fairlead/contract';

export type StaffMe = Extract<Me, { kind: 'staff' }>;

/** The member of staff who sits here. Nobody else gets past the frame. */
export function useStaff(): StaffMe {
  const { me } = useDesk();
  if (me.kind !== 'staff') throw new Error(`${personOf(me).name} is not staff`);
  return me;
}

/** Whether this person answers in a chat: as its engineer, or having joined it. */
export function isMine(chat: Chat, staff: string): boolean {
  return chat.state === 'active' && (chat.engineer?.id === staff || chat.others.some((o) => o.id === staff));
}
