import type { Outgoing } from '@fairlead/client';
import { FileView } from './files.tsx';
import { MarkdownView } from './markdown-view.tsx';
import { useWords } from './root.tsx';

/** What somebody said, and the files that go with it. */
export function Bubble({ text, files }: Pick<Outgoing, 'text' | 'files'>) {
  return (
    <>
      {text.trim() !== '' && (
        <div className="fl-bubble">
          <MarkdownView text={text} />
        </div>
      )}
      {files.length > 0 && (
        <div className="fl-files">
          {files.map((file) => (
            <FileView key={file.id} file={file} />
          ))}
        </div>
      )}
    </>
  );
}

/** What a mail quoted and was signed with: one click away, and plain, for it is nobody's Markdown. */
export function Folded({ text }: { text: string }) {
  const words = useWords();
  return (
    <details className="fl-folded">
      <summary>{words.t('mail.folded')}</summary>
      <pre>{text}</pre>
    </details>
  );
}
