import { useWords } from './root.tsx';

/** Keeps one ticket with its whole thread: as PDF, or with every file in a zip. */
export function ExportLinks({ number, as }: { number: number; as: 'member' | 'staff' }) {
  const words = useWords();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const href = (way: 'pdf' | 'zip') => `/api/v1/tickets/${number}/export.${way}?as=${as}&zone=${encodeURIComponent(zone)}`;
  return (
    <p className="fl-export">
      <a href={href('pdf')} download>
        {words.t('export.pdf')}
      </a>
      <a href={href('zip')} download>
        {words.t('export.zip')}
      </a>
    </p>
  );
}
