import { useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';

type Cell = string | number | null;

/** Quoted where RFC 4180 asks for it; a cell that begins like a formula is made text. */
const written = (cell: Cell): string => {
  const text = String(cell ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) && typeof cell !== 'number' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** What a report shows, as a file that spreadsheets open. */
export function Csv({ name, rows }: { name: string; rows: () => readonly (readonly Cell[])[] }) {
  const words = useWords();
  const download = () => {
    const text = rows()
      .map((row) => row.map(written).join(','))
      .join('\r\n');
    const link = document.createElement('a');
    // The mark keeps spreadsheets from taking it for one of their machine's old encoding.
    link.href = URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv' }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Button size="xs" variant="default" onClick={download}>
      {words.t('report.csv')}
    </Button>
  );
}
