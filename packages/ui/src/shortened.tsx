import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from './root.tsx';

/** A long text shows its beginning. */
export function Shortened({ text }: { text: string }) {
  const words = useWords();
  const box = useRef<HTMLParagraphElement>(null);
  const [all, setAll] = useState(false);
  const [long, setLong] = useState(false);
  useEffect(() => setLong(box.current!.scrollHeight > box.current!.clientHeight + 2), [text]);
  return (
    <div>
      <p ref={box} className="fl-item-text" data-all={all || undefined}>
        {linked(text)}
      </p>
      {long && (
        <button type="button" className="fl-link" aria-expanded={all} onClick={() => setAll(!all)}>
          {words.t(all ? 'checklist.less' : 'checklist.whole')}
        </button>
      )}
    </div>
  );
}

const address = /(https?:\/\/[^\s<>"']+)/g;

/** Addresses can be followed; all else is shown as it was written. */
function linked(text: string): ReactNode[] {
  return text
    .trim()
    .split(address)
    .map((part, n) =>
      n % 2 === 1 ? (
        <a key={n} href={part} target="_blank" rel="noopener noreferrer">
          {part}
        </a>
      ) : (
        part
      ),
    );
}
