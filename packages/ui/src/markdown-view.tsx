import { memo, type ReactNode, useState } from 'react';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';
import { useWords } from './root.tsx';

/** What somebody wrote, as React elements. No HTML string is made on the way, so nothing typed can become markup. */
export const MarkdownView = memo(function MarkdownView({ text }: { text: string }) {
  return <div className="fl-markdown">{blocks(parseMarkdown(text))}</div>;
});

function blocks(list: Block[]): ReactNode {
  return list.map((block, i) => <BlockView key={i} block={block} />);
}

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'paragraph':
      return <p>{inlines(block.children)}</p>;
    case 'heading':
      // Headings inside of a message must not join the page's outline.
      return (
        <p className="fl-heading" data-level={block.level}>
          {inlines(block.children)}
        </p>
      );
    case 'code':
      return <Code text={block.text} language={block.language} />;
    case 'list': {
      const items = block.items.map((item, i) => <li key={i}>{blocks(item)}</li>);
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return <blockquote>{blocks(block.children)}</blockquote>;
    case 'table':
      return (
        <div className="fl-table">
          <table>
            <thead>
              <tr>
                {block.head.map((cell, i) => (
                  <th key={i}>{inlines(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{inlines(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'rule':
      return <hr />;
  }
}

function inlines(list: Inline[]): ReactNode {
  return list.map((inline, i) => {
    switch (inline.type) {
      case 'text':
        return inline.text;
      case 'strong':
        return <strong key={i}>{inlines(inline.children)}</strong>;
      case 'em':
        return <em key={i}>{inlines(inline.children)}</em>;
      case 'del':
        return <del key={i}>{inlines(inline.children)}</del>;
      case 'code':
        return <code key={i}>{inline.text}</code>;
      case 'link':
        return (
          <a key={i} href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
            {inlines(inline.children)}
          </a>
        );
      case 'break':
        return <br key={i} />;
    }
  });
}

/** Lines of code shown before the rest folds: a pasted log must not push the conversation away. */
const mostLines = 24;

function Code({ text, language }: { text: string; language: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const [whole, setWhole] = useState(false);
  const lines = text.split('\n');
  const folded = !whole && lines.length > mostLines + 4;
  return (
    <figure className="fl-code">
      <figcaption>
        <span>{language}</span>
        <button
          type="button"
          onClick={() =>
            void navigator.clipboard.writeText(text).then(() => {
              setCopied(true);
              setTimeout(() => setCopied(false), 2_000);
            })
          }
        >
          {words.t(copied ? 'message.copied' : 'message.copy_code')}
        </button>
      </figcaption>
      <pre tabIndex={0}>
        <code>{folded ? lines.slice(0, mostLines).join('\n') : text}</code>
      </pre>
      {folded && (
        <button type="button" className="fl-code-more" onClick={() => setWhole(true)}>
          {words.t('code.more', { count: lines.length - mostLines })}
        </button>
      )}
    </figure>
  );
}
