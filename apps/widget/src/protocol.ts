/**
 * What the loader in the vendor's page and the frame from the desk say to each other by `postMessage`.
 * Each side checks origin AND source of what it hears; the frame takes the origin of the first `hello` from its parent as the page's.
 */
export interface Page {
  url: string;
  title: string;
}

export type ToFrame =
  /** `errors`: the vendor has the page keep what goes wrong in it, for `want_errors`. */
  | { fairlead: 'hello'; identity: string; language: string; page: Page; open: boolean; errors: boolean }
  | { fairlead: 'identity'; identity: string }
  | { fairlead: 'opened'; page: Page }
  | { fairlead: 'closed' }
  /** What went wrong in the page within the last minutes, line by line. */
  | { fairlead: 'errors'; text: string };

export type ToPage =
  /** The only message before the page's origin is known, so it says nothing else. */
  | { fairlead: 'ready' }
  | { fairlead: 'titled'; title: string }
  | { fairlead: 'close' }
  | { fairlead: 'unread'; count: number }
  /** Whether something goes on that the next page of the product should pick up by itself: a chat, or text not sent yet. */
  | { fairlead: 'busy'; busy: boolean }
  | { fairlead: 'open_portal'; url: string }
  | { fairlead: 'renew_identity' }
  | { fairlead: 'want_errors' }
  | { fairlead: 'shape'; as: Shape };

/**
 * How much of the page the frame takes: its panel; nearly all of it, for dialogs that need the room; a strip while the screen is
 * recorded; nothing that can be seen while a picture of the page is taken.
 */
export type Shape = 'panel' | 'large' | 'strip' | 'aside';

/** Reads a message of this protocol; null when it is somebody else's. */
export function read<M extends ToFrame | ToPage>(data: unknown): M | null {
  return typeof data === 'object' && data !== null && 'fairlead' in data && typeof data.fairlead === 'string' ? (data as M) : null;
}
