/** What is given goes to the desk, and the list shows it. */
import { Refused } from '@fairlead/client';
import type { Problem } from '@fairlead/contract';
import { given, helped } from '../helping.tsx';
import { ask, connection } from '../session.ts';

/** Gives an item; may be repeated with the same id. */
export const give = (item: string, id: string, text: string, files: string[] = []) =>
  given(ask('POST /threads/{id}/evidence', { params: { id: helped.value! }, body: { id, item, text, files } }));

/** Sends a bundle, which is cleaned before anybody reads it, and not kept as it is. The same again is the same flare. */
export const giveBundle = (thread: string, file: File) => given(sendBundle(thread, file));

/** By hand: what the client has for it would make the part larger that is loaded before a chat. */
async function sendBundle(thread: string, file: File): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${connection.token}` };
  const to = `${connection.base}/api/v1/threads/${thread}/flares?name=${encodeURIComponent(file.name)}`;
  const answer = await fetch(to, { method: 'POST', headers, body: file });
  if (!answer.ok) throw new Refused((await answer.json()) as Problem);
}
