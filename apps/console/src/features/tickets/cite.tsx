import { useCall, useLanguage, useWords } from '@fairlead/ui';
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { TextInput } from '@mantine/core';
import type { Locale } from '@fairlead/contract';

/** Finds an article and writes a link to it into what is being said. */
export function Cite({ language, insert }: { language: Locale; insert: (text: string) => void }) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className="quiet" onClick={() => setOpened(true)}>
        {words.t('cite.open')}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={words.t('cite.title')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {opened && (
          <Find
            language={language}
            take={(text) => {
              insert(text);
              setOpened(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Find({ language, take }: { language: Locale; take: (text: string) => void }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 120);
  const [spoken] = useLanguage();
  const { data } = useCall('GET /articles/found', { query: { q, language, limit: 8 } }, { enabled: q.length >= 2 });
  return (
    <div className="cite">
      <TextInput
        data-autofocus
        type="search"
        label={words.t('cite.find')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul>
        {data?.found.map((article) => (
          <li key={article.id}>
            <button type="button" onClick={() => take(`[${article.title.replaceAll(/[[\]]/g, '')}](${article.url})`)}>
              <b lang={article.language}>{article.title}</b>
              {article.language !== spoken && <span>{words.t(`language.${article.language}`)}</span>}
              <span>{article.passage.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {data?.found.length === 0 && <p className="row-dim">{words.t('cite.none')}</p>}
    </div>
  );
}
