import { Refused, Unanswered } from '@fairlead/client';
import type { RefusalCode } from '@fairlead/contract';

/** Refusals after which the same call may be accepted a moment later. */
const passing: ReadonlySet<RefusalCode> = new Set(['too_many', 'unavailable']);

/**
 * Sends until the desk has answered for good. Only for what may be repeated. `missed` hears each time that no answer came.
 * When `stop` says so, it gives up and throws what it last heard.
 */
export async function untilAnswered<T>(send: () => Promise<T>, missed: () => void, stop: AbortSignal, firstPause = 1_000): Promise<T> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      return await send();
    } catch (error) {
      const mayPass = error instanceof Unanswered || (error instanceof Refused && passing.has(error.code));
      if (!mayPass || stop.aborted) throw error;
      missed();
      if (!stop.aborted) await rest(pause, stop);
      if (stop.aborted) throw error;
    }
  }
}

/** Ends early when the network is back, or when it is of no use any more. */
function rest(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', done);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    globalThis.addEventListener?.('online', done);
    stop.addEventListener('abort', done);
  });
}
