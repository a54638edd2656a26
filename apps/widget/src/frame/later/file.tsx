/** A file of the thread: a picture or a recording in place, anything else as a card that saves it. Its addresses run out and are asked for anew. */
import type { FileLinks, FileRef } from '@fairlead/contract';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../language.ts';
import { take } from '../page.ts';
import { Icon, Problem, said } from '../parts.tsx';
import { ask } from '../session.ts';
import { t } from './words.ts';

/** Addresses are asked for anew before they end. */
const margin = 30_000;
const known = new Map<string, Promise<FileLinks>>();

/** Where a file's bytes are, by addresses that still work. */
async function linksOf(id: string): Promise<FileLinks> {
  const before = await known.get(id)?.catch(() => null);
  if (before?.state === 'ready' && Date.parse(before.expires) - margin > Date.now()) return before;
  const asked = ask('GET /files/{id}/links', { params: { id } });
  known.set(id, asked);
  return asked;
}

async function save({ id, name }: FileRef): Promise<void> {
  const { save: url } = await linksOf(id);
  if (url) Object.assign(document.createElement('a'), { href: url, download: name }).click();
}

/** The links of a file that has come into sight; asked for again while the desk still looks into it. */
function useLinks(file: FileRef) {
  const place = useRef<HTMLDivElement>(null);
  const [links, setLinks] = useState<FileLinks | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = 3_000;
    const look = (): void => {
      linksOf(file.id).then(
        (now) => {
          setProblem(null);
          setLinks(now);
          if (now.state === 'checking') timer = setTimeout(look, 3_000);
        },
        (error: unknown) => {
          setProblem(said(error));
          timer = setTimeout(look, (pause = Math.min(pause * 2, 60_000)));
        },
      );
    };
    const sight = new IntersectionObserver(
      ([seen]) => {
        if (!seen!.isIntersecting) return;
        sight.disconnect();
        look();
      },
      { rootMargin: '300px' },
    );
    sight.observe(place.current!);
    return () => {
      sight.disconnect();
      clearTimeout(timer);
    };
  }, [file.id]);
  /** An address that no longer works is replaced; a new one that does not work either is no address. */
  const renewed = useRef(0);
  const [broken, setBroken] = useState(false);
  const renew = () => {
    if (Date.now() - renewed.current < margin) return setBroken(true);
    renewed.current = Date.now();
    known.delete(file.id);
    linksOf(file.id).then(setLinks, () => setBroken(true));
  };
  return { place, links, problem, renew, broken };
}

export function File({ file }: { file: FileRef }) {
  const { place, links, problem, renew, broken } = useLinks(file);
  const shown = links?.state === 'ready' && !broken ? links.show : null;
  const ready = links === null || links.state === 'ready';
  const isVideo = file.type.startsWith('video/');
  const inPlace = ready && !broken && (file.image ?? isVideo);
  return (
    <div ref={place} class="file-place">
      {inPlace && file.image && <Picture file={file} url={shown} renew={renew} />}
      {inPlace && isVideo && (
        // What somebody recorded of their screen has no captions.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video
          src={shown ?? undefined}
          controls
          playsInline
          preload="metadata"
          aria-label={file.name}
          onError={shown ? renew : undefined}
        />
      )}
      {(!inPlace || isVideo) && <Card file={file} ready={ready} />}
      {links && <Standing links={links} />}
      <Problem text={problem} />
    </div>
  );
}

function Standing({ links: { state, unchecked } }: { links: FileLinks }) {
  const says = state === 'ready' ? (unchecked ? 'unchecked' : null) : state;
  return (
    says && (
      <small class={says === 'quarantined' ? 'problem' : 'dim'} role="status">
        {t(`file.${says}`)}
      </small>
    )
  );
}

function Card({ file, ready }: { file: FileRef; ready: boolean }) {
  const [problem, setProblem] = useState<string | null>(null);
  const act = () => {
    if (!ready) return;
    setProblem(null);
    save(file).catch((error: unknown) => setProblem(said(error)));
  };
  return (
    <>
      <button type="button" class="file" aria-label={t('file.save_file', { name: file.name })} aria-disabled={!ready} onClick={act}>
        <Icon name="file" />
        <span>{file.name}</span>
        <small class="dim">{words.value.bytes(file.bytes)}</small>
      </button>
      <Problem text={problem} />
    </>
  );
}

function Picture({ file, url, renew }: { file: FileRef; url: string | null; renew: () => void }) {
  const [large, setLarge] = useState(false);
  const { width, height } = file.image!;
  return (
    <>
      <button type="button" class="picture" aria-disabled={!url} aria-haspopup="dialog" onClick={() => url && setLarge(true)}>
        <img src={url ?? undefined} alt={file.name} width={width} height={height} onError={url ? renew : undefined} />
      </button>
      {large && (
        <Lightbox file={file} close={() => setLarge(false)}>
          <img src={url!} alt={file.name} />
        </Lightbox>
      )}
    </>
  );
}

/** A picture in its full size, over everything else. */
function Lightbox({ file, close, children }: { file: FileRef; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    take('large');
    dialog.current!.showModal();
    return () => take('panel');
  }, []);
  return (
    <dialog ref={dialog} class="lightbox" aria-label={file.name} onClose={close}>
      <p class="row">
        <button type="button" class="plain" onClick={() => void save(file).catch(() => undefined)}>
          {t('file.save')}
        </button>
        <button type="button" class="plain" onClick={() => dialog.current!.close()}>
          {t('file.close')}
        </button>
      </p>
      <div class="wide" tabIndex={0}>
        {children}
      </div>
    </dialog>
  );
}
