/** Files of a thread: pictures and recordings in place, text in a window of its own, others as cards. Their addresses run out and are asked for again. */
import type { FileLinks, FileRef } from '@fairlead/contract';
import { Modal } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Icon } from './attach-menu.tsx';
import { useCall } from './desk.tsx';
import { useWords } from './root.tsx';

const Viewer = lazy(() => import('./file-viewer.tsx'));

/** A text file of any size, in a window of its own. */
export function FileViewer({ file, opened, close }: { file: FileRef; opened: boolean; close: () => void }) {
  const [wanted, setWanted] = useState(opened);
  useEffect(() => {
    if (!opened) return;
    setWanted(true);
    // The window is not there yet when it opens for the first time, and cannot give the focus back by itself.
    const before = document.activeElement;
    return () => void setTimeout(() => before instanceof HTMLElement && before.focus());
  }, [opened]);
  return (
    wanted && (
      <Suspense fallback={null}>
        <Viewer file={file} opened={opened} close={close} />
      </Suspense>
    )
  );
}

export function FileView({ file }: { file: FileRef }) {
  if (file.image) return <Picture file={file} size={file.image} />;
  if (file.type.startsWith('video/')) return <Recording file={file} />;
  return <FileCard file={file} />;
}

/** An address may be followed for a moment longer than it is asked for. */
const margin = 30_000;
const isFresh = (links: FileLinks) => Date.parse(links.expires) - margin > Date.now();

/** Where a file's bytes are, once it is on the screen. `fresh` gives addresses that have not run out. */
export function useLinks(file: FileRef, wanted: boolean) {
  const { data, error, isFetching, refetch } = useCall(
    'GET /files/{id}/links',
    { params: { id: file.id } },
    {
      enabled: wanted,
      staleTime: ({ state }) => (state.data?.state === 'ready' && isFresh(state.data) ? 60_000 : 0),
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => (state.data?.state === 'checking' ? 3_000 : false),
    },
  );
  const fresh = async (): Promise<FileLinks | undefined> => (data?.state === 'ready' && isFresh(data) ? data : (await refetch()).data);
  return { links: data, failed: error !== null && !data, isFetching, fresh };
}

function useSeen() {
  const { ref, entry } = useIntersection({ rootMargin: '300px' });
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (entry?.isIntersecting) setSeen(true);
  }, [entry?.isIntersecting]);
  return { ref, seen };
}

/** The same address as long as it works: a new one for the same bytes would load them again. */
function useShown(links: FileLinks | undefined, fresh: () => Promise<FileLinks | undefined>) {
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (links?.show) setUrl((before) => before ?? links.show);
  }, [links?.show]);
  const renew = async () => {
    const next = (await fresh())?.show ?? null;
    if (next === null || next === url) setBroken(true);
    else setUrl(next);
  };
  return { url, broken, renew: () => void renew() };
}

async function save(file: FileRef, fresh: () => Promise<FileLinks | undefined>): Promise<void> {
  const url = (await fresh())?.save;
  if (url) Object.assign(document.createElement('a'), { href: url, download: file.name }).click();
}

/** Why a file is not to be had, or is to be opened with care; null when all is well. */
function useStanding(links: FileLinks | undefined): string | null {
  const words = useWords();
  if (links?.state === 'checking') return words.t('file.checking');
  if (links?.state === 'quarantined') return words.t('file.quarantined');
  return links?.unchecked ? words.t('file.unchecked') : null;
}

function Picture({ file, size }: { file: FileRef; size: { width: number; height: number } }) {
  const words = useWords();
  const { ref, seen } = useSeen();
  const [opened, setOpened] = useState(false);
  const { links, failed, fresh } = useLinks(file, seen || opened);
  const { url, broken, renew } = useShown(links, fresh);
  if (failed || broken || (links && links.state !== 'ready')) return <FileCard file={file} />;
  return (
    <>
      <button
        ref={ref}
        type="button"
        className="fl-picture"
        aria-label={words.t('file.open', { name: file.name })}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
        style={{ aspectRatio: `${size.width} / ${size.height}`, width: Math.min(size.width, 360, (320 * size.width) / size.height) }}
      >
        {url && <img src={url} alt={file.name} onError={renew} />}
      </button>
      <Window
        file={file}
        opened={opened}
        close={() => setOpened(false)}
        fresh={fresh}
        note={links?.unchecked ? words.t('file.unchecked') : null}
      >
        {url && <img className="fl-lightbox" src={url} alt={file.name} onError={renew} />}
      </Window>
    </>
  );
}

/** The window in which one file is looked at. */
export function Window({
  file,
  opened,
  close,
  fresh,
  note = null,
  about = null,
  children,
}: {
  file: FileRef;
  opened: boolean;
  close: () => void;
  fresh: () => Promise<FileLinks | undefined>;
  note?: string | null;
  about?: string | null;
  children: ReactNode;
}) {
  const words = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      fullScreen
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'fl-window', header: 'fl-window-head', title: 'fl-window-title', body: 'fl-window-body' }}
      closeButtonProps={{ 'aria-label': words.t('file.close'), size: 34 }}
      title={
        <>
          <span className="fl-file-name">{file.name}</span>
          <span className="fl-dim">{[words.bytes(file.bytes), about].filter(Boolean).join(' · ')}</span>
          <button
            type="button"
            className="fl-link"
            aria-label={words.t('file.save', { name: file.name })}
            onClick={() => void save(file, fresh)}
          >
            {words.t('file.save_short')}
          </button>
        </>
      }
    >
      {note && <p className="fl-window-note">{note}</p>}
      {children}
    </Modal>
  );
}

function Recording({ file }: { file: FileRef }) {
  const words = useWords();
  const { ref, seen } = useSeen();
  const { links, failed, fresh } = useLinks(file, seen);
  const { url, broken, renew } = useShown(links, fresh);
  const standing = useStanding(links);
  if (failed || broken || (links && links.state !== 'ready')) return <FileCard file={file} />;
  return (
    <figure ref={ref} className="fl-recording">
      {url ? (
        // What somebody recorded of their screen has no captions.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video src={url} controls playsInline preload="metadata" aria-label={file.name} onError={renew} />
      ) : (
        <div className="fl-recording-room" aria-busy />
      )}
      <figcaption>
        <span className="fl-file-name">{file.name}</span>
        <span className="fl-dim">{words.bytes(file.bytes)}</span>
        {standing && <span className="fl-file-standing">{standing}</span>}
        <button
          type="button"
          className="fl-link"
          aria-label={words.t('file.save', { name: file.name })}
          onClick={() => void save(file, fresh)}
        >
          {words.t('file.save_short')}
        </button>
      </figcaption>
    </figure>
  );
}

function FileCard({ file }: { file: FileRef }) {
  const words = useWords();
  const { ref, seen } = useSeen();
  const { links, failed, isFetching, fresh } = useLinks(file, seen);
  const [opened, setOpened] = useState(false);
  const standing = useStanding(links);
  const shut = links !== undefined && links.state !== 'ready';
  const isText = file.type === 'text/plain' && file.bytes > 0;
  const label = words.t(isText ? 'file.open' : 'file.save', { name: file.name });
  return (
    <>
      <span ref={ref} className="fl-file" data-state={links?.state}>
        <button
          type="button"
          className="fl-file-open"
          title={label}
          aria-label={label}
          aria-busy={isFetching}
          aria-disabled={shut}
          aria-haspopup={isText ? 'dialog' : undefined}
          onClick={() => {
            if (shut) return;
            if (isText) setOpened(true);
            else void save(file, fresh);
          }}
        >
          <Icon is="file" />
          <span className="fl-file-name">{file.name}</span>
          <span className="fl-dim">{failed ? words.t('file.failed_short') : words.bytes(file.bytes)}</span>
        </button>
        {isText && !shut && (
          <button
            type="button"
            className="fl-link"
            aria-label={words.t('file.save', { name: file.name })}
            onClick={() => void save(file, fresh)}
          >
            {words.t('file.save_short')}
          </button>
        )}
        {standing && (
          <span className="fl-file-standing" data-state={links?.state} role="status">
            {standing}
          </span>
        )}
      </span>
      {isText && <FileViewer file={file} opened={opened} close={() => setOpened(false)} />}
    </>
  );
}
