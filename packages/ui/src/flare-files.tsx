import type { FlareFile } from '@fairlead/contract';
import { Checkbox, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useCall } from './desk.tsx';
import { Lines } from './flare-lines.tsx';
import type { FlareSpot, GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

/** Its files as a tree, a search over all of them, and the lines of one. */
export function Files({ flare, thread, place, go }: { flare: string; thread: string; place: FlareSpot; go: GoTo }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [regex, setRegex] = useState(false);
  const [q] = useDebouncedValue(typed.trim(), 250);
  const { data, error, refetch } = useCall('GET /flares/{id}/files', { params: { id: flare } });
  const found = useCall(
    'GET /flares/{id}/search',
    { params: { id: flare }, query: { q, regex: regex ? 'true' : 'false' } },
    { enabled: q.length > 1, placeholderData: keepPreviousData, retry: false },
  );
  const searching = q.length > 1;
  return (
    <div className="fl-flare-bench">
      <nav aria-label={words.t('flare.files')}>
        <TextInput
          type="search"
          aria-label={words.t('flare.search')}
          placeholder={words.t('flare.search')}
          value={typed}
          error={searching && found.error ? words.t('flare.search_failed') : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Checkbox size="xs" label={words.t('flare.regex')} checked={regex} onChange={(event) => setRegex(event.currentTarget.checked)} />
        {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />)}
        {searching ? (
          <div aria-live="polite">
            {found.data && <p>{words.t(found.data.more ? 'flare.hits_more' : 'flare.hits', { count: found.data.hits.length })}</p>}
            <ul className="fl-flare-hits">
              {found.data?.hits.map(({ path, line, text }) => (
                <li key={`${path} ${line}`}>
                  <button type="button" onClick={() => go({ path, line })}>
                    <span>
                      {path}:{line}
                    </span>
                    <code>{text}</code>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ) : (
          data && <Tree files={data.files} open={place.path} go={go} />
        )}
      </nav>
      {place.path ? (
        <Lines key={place.path} flare={flare} thread={thread} path={place.path} line={place.line} to={place.to} go={go} />
      ) : (
        <p>{words.t('flare.choose')}</p>
      )}
    </div>
  );
}

interface Folder {
  name: string;
  path: string;
  folders: Map<string, Folder>;
  files: FlareFile[];
}

function treeOf(files: readonly FlareFile[]): Folder {
  const root: Folder = { name: '', path: '', folders: new Map(), files: [] };
  for (const file of files) {
    let here = root;
    for (const name of file.path.split('/').slice(0, -1)) {
      let next = here.folders.get(name);
      if (!next)
        here.folders.set(name, (next = { name, path: here.path === '' ? name : `${here.path}/${name}`, folders: new Map(), files: [] }));
      here = next;
    }
    here.files.push(file);
  }
  // One folder around everything says nothing.
  while (root.files.length === 0 && root.folders.size === 1) {
    const [only] = root.folders.values();
    return only!;
  }
  return root;
}

function Tree({ files, open, go }: { files: readonly FlareFile[]; open: string | null; go: GoTo }) {
  const tree = useMemo(() => treeOf(files), [files]);
  return <Branch folder={tree} open={open} go={go} />;
}

function Branch({ folder, open, go }: { folder: Folder; open: string | null; go: GoTo }) {
  const words = useWords();
  return (
    <ul className="fl-flare-tree">
      {[...folder.folders.values()].map((inner) => (
        <li key={inner.path}>
          <details open={open?.startsWith(`${inner.path}/`) || undefined}>
            <summary>{inner.name}</summary>
            <Branch folder={inner} open={open} go={go} />
          </details>
        </li>
      ))}
      {folder.files.map((file) => (
        <li key={file.path}>
          <button type="button" aria-current={file.path === open || undefined} onClick={() => go({ path: file.path })}>
            {file.path.split('/').at(-1)} <small>{words.bytes(file.bytes)}</small>
            {file.masked > 0 && <small> · {words.t('flare.masked', { count: file.masked })}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}
