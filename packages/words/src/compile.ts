import { compileMessage } from '@lingui/message-utils/compileMessage';

/** ICU messages to what the run time reads. Throws on a message that does not parse or is empty: an empty one would be shown as nothing. */
export function compileCatalog(messages: Record<string, string>, where: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => {
      if (message.trim() === '') throw new Error(`${where}: "${key}" is empty`);
      return [key, compileMessage(message)];
    }),
  );
}
