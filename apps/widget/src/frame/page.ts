/** The frame's end of the protocol with the vendor's page. */
import { signal } from '@preact/signals';
import { type Page, read, type Shape, type ToFrame, type ToPage } from '../protocol.ts';

/** Whether the panel is shown. */
export const opened = signal(false);
/** The page of the product that the customer looks at. */
export const page = signal<Page | null>(null);
/** Whether the vendor has the page keep what goes wrong in it. */
export const keepsErrors = signal(false);

let origin: string | null = null;
let hello: ((message: Extract<ToFrame, { fairlead: 'hello' }>) => void) | null = null;
let renewed: ((identity: string) => void) | null = null;
let collected: ((text: string) => void) | null = null;

export function tell(message: ToPage): void {
  if (window.parent === window) return;
  if (origin) window.parent.postMessage(message, origin);
  else if (message.fairlead === 'ready') window.parent.postMessage(message, '*');
}

/** Says that the frame is here and waits for the page to introduce itself; its origin is the only one heard from then on. */
export function meetPage(): Promise<Extract<ToFrame, { fairlead: 'hello' }>> {
  addEventListener('message', (event) => {
    if (event.source !== window.parent || window.parent === window) return;
    if (origin !== null && event.origin !== origin) return;
    const message = read<ToFrame>(event.data);
    if (!message || (origin === null && message.fairlead !== 'hello')) return;
    origin = event.origin;
    hear(message);
  });
  return new Promise((resolve) => {
    hello = resolve;
    tell({ fairlead: 'ready' });
  });
}

function hear(message: ToFrame): void {
  switch (message.fairlead) {
    case 'hello':
      page.value = message.page;
      opened.value = message.open;
      keepsErrors.value = message.errors;
      return hello?.(message);
    case 'identity':
      return renewed?.(message.identity);
    case 'opened':
      page.value = message.page;
      opened.value = true;
      return;
    case 'closed':
      opened.value = false;
      return;
    case 'errors':
      return collected?.(message.text);
  }
}

/** A newer identity token, if the vendor's page can give one. */
export function freshIdentity(): Promise<string> {
  return new Promise((resolve) => {
    renewed = resolve;
    tell({ fairlead: 'renew_identity' });
  });
}

/** How much of the page the frame takes. */
export const take = (as: Shape): void => tell({ fairlead: 'shape', as });

/** What went wrong in the page within the last minutes; empty where nothing did, or the page does not answer. */
export function pageErrors(): Promise<string> {
  return new Promise((resolve) => {
    collected = resolve;
    tell({ fairlead: 'want_errors' });
    setTimeout(() => resolve(''), 2_000);
  });
}
