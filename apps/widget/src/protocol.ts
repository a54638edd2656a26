/**
 * What the loader in the vendor's page and the frame from the desk say to each other by `postMessage`.
 * Each side checks origin AND source of what it hears; the frame takes the origin of the first `hello` from its parent as the page's.
 */
export interface Page {
  url: string;
  title: string;
}

export type ToFrame =
  | { fairlead: 'hello'; identity: string; language: string; page: Page; open: boolean }
  | { fairlead: 'identity'; identity: string }
  | { fairlead: 'opened'; page: Page }
  | { fairlead: 'closed' };

export type ToPage =
  /** The only message before the page's origin is known, so it says nothing else. */
  | { fairlead: 'ready' }
  | { fairlead: 'titled'; title: string }
  | { fairlead: 'close' }
  | { fairlead: 'unread'; count: number }
  /** Whether something goes on that the next page of the product should pick up by itself: a chat, or text not sent yet. */
  | { fairlead: 'busy'; busy: boolean }
  | { fairlead: 'open_portal'; url: string }
  | { fairlead: 'renew_identity' };

/** Reads a message of this protocol; null when it is somebody else's. */
export function read<M extends ToFrame | ToPage>(data: unknown): M | null {
  return typeof data === 'object' && data !== null && 'fairlead' in data && typeof data.fairlead === 'string' ? (data as M) : null;
}
