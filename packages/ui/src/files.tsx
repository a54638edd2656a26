/** Files of a thread: images in place, others as cards. Their bytes need the same right as the thread, so they are fetched, not linked. */
import { download } from '@fairlead/client';
import type { FileRef } from '@fairlead/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useDesk } from './desk.tsx';
import { useWords } from './root.tsx';

export function FileView({ file }: { file: FileRef }) {
  return file.image ? <Picture file={file} size={file.image} /> : <FileCard file={file} />;
}

function useBlob(file: FileRef, wanted: boolean) {
  const { connection } = useDesk();
  return useQuery({
    queryKey: ['file', file.id],
    queryFn: () => download(connection, file.id),
    enabled: wanted,
    staleTime: Infinity,
    gcTime: 5 * 60_000,
  });
}

function Picture({ file, size }: { file: FileRef; size: { width: number; height: number } }) {
  const words = useWords();
  const { data: blob, isError } = useBlob(file, true);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (isError) return <FileCard file={file} />;
  return (
    <a
      className="fl-picture"
      href={url}
      target="_blank"
      rel="noopener"
      aria-label={words.t('file.open', { name: file.name })}
      style={{ aspectRatio: `${size.width} / ${size.height}`, width: Math.min(size.width, 360, (320 * size.width) / size.height) }}
    >
      {url && <img src={url} alt={file.name} />}
    </a>
  );
}

function FileCard({ file }: { file: FileRef }) {
  const words = useWords();
  const { refetch, isFetching, isError } = useBlob(file, false);
  const save = async () => {
    const { data } = await refetch();
    if (!data) return;
    const url = URL.createObjectURL(data);
    const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  return (
    <button
      type="button"
      className="fl-file"
      onClick={() => void save()}
      title={words.t('file.save', { name: file.name })}
      aria-busy={isFetching}
    >
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.7">
        <path d="M7 3h7l5 5v13H7z M14 3v5h5" strokeLinejoin="round" />
      </svg>
      <span className="fl-file-name">{file.name}</span>
      <span className="fl-dim">{isError ? words.t('file.failed', { name: file.name }) : words.bytes(file.bytes)}</span>
    </button>
  );
}
