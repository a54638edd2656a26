import { callWithBytes, type Connection } from '@fairlead/client';
import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../shared/words.ts';

/** Bundles chosen for a request that does not exist yet: in this page alone, until there is where they are cleaned. By the draft's id. */
const held = new Map<string, File[]>();

export const heldFor = (draft: string): readonly File[] => held.get(draft) ?? [];

/** Chooses bundles for a draft. */
export function HoldBundles({ draft, changed }: { draft: string; changed: () => void }) {
  const words = useWords();
  const [files, setFiles] = useState(heldFor(draft));
  const hold = (next: File[]) => {
    held.set(draft, next);
    setFiles(next);
    changed();
  };
  return (
    <div className="bundles">
      <ul>
        {files.map((file, index) => (
          <li key={`${index} ${file.name}`}>
            {file.name} · {words.bytes(file.size)}{' '}
            <button
              type="button"
              className="in-text"
              aria-label={words.t('new.bundle.remove', { name: file.name })}
              onClick={() => hold(files.filter((_, other) => other !== index))}
            >
              {words.t('new.bundle.remove_short')}
            </button>
          </li>
        ))}
      </ul>
      <FileButton multiple onChange={(chosen) => hold([...files, ...chosen])}>
        {(props) => (
          <Button {...props} variant="default" size="xs">
            {words.t('new.bundle.add')}
          </Button>
        )}
      </FileButton>
      <p className="dim">{words.t('new.bundle.about')}</p>
    </div>
  );
}

/** Sends what was held for a draft to its request. The same again is the same flare. */
export async function sendHeld(connection: Connection, draft: string, thread: string): Promise<void> {
  for (const file of heldFor(draft))
    await callWithBytes(connection, 'POST /threads/{id}/flares', { params: { id: thread }, query: { name: file.name } }, file);
  held.delete(draft);
}
