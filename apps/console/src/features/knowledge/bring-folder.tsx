import { bringFolder, call, callWithBytes, type FolderFile, type Outcome, Refused, sortFolder } from '@fairlead/client';
import { useDesk, useWords } from '@fairlead/ui';
import { Button, FileButton, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RefusedNote } from '../../shared/refused.tsx';

/** A browser names the chosen folder first; what articles name begins below it. */
const inFolder = (file: File): FolderFile => ({
  path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name,
  open: () => Promise.resolve(file),
});

/** A folder of Markdown from this computer, published as it is: what it has is shown before, what became of it afterwards. */
export function BringFolder({ close }: { close: () => void }) {
  const words = useWords();
  const { connection } = useDesk();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReturnType<typeof sortFolder>>();
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const bring = useMutation({
    mutationFn: async (sorted: ReturnType<typeof sortFolder>) => {
      setOutcomes([]);
      for await (const outcome of bringFolder(sorted, {
        article: (body) => call(connection, 'POST /articles/imports', { body }),
        file: (path, bytes) => callWithBytes(connection, 'PUT /articles/folder', { query: { path } }, bytes),
        refusal: (error) => (error instanceof Refused ? (error.problem.fields?.[0]?.message ?? error.message) : null),
      }))
        setOutcomes((before) => [...before, outcome]);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const all = chosen ? chosen.articles.length + chosen.files.length : 0;
  const taken = outcomes.filter((o) => o.is === 'taken');
  const refused = outcomes.filter((o) => o.is === 'refused');
  return (
    <div className="dialog">
      <p>{words.t('folder.what')}</p>
      {!bring.isSuccess && (
        <FileButton
          multiple
          inputProps={{ webkitdirectory: '', 'aria-label': words.t('folder.choose') } as object}
          disabled={bring.isPending}
          onChange={(files) => setChosen(sortFolder(files.map(inFolder)))}
        >
          {(props) => (
            <Button {...props} variant="default" data-autofocus>
              {words.t('folder.choose')}
            </Button>
          )}
        </FileButton>
      )}
      {chosen && (
        <p role="status">
          {chosen.articles.length === 0
            ? words.t('folder.no_articles')
            : words.t('folder.has', { articles: chosen.articles.length, files: chosen.files.length, others: chosen.others })}
        </p>
      )}
      {bring.isPending && <Progress value={(outcomes.length / all) * 100} aria-label={words.t('folder.import')} />}
      {bring.isSuccess && (
        <p role="status">
          <strong>{words.t('folder.taken', { taken: taken.length, changed: taken.filter((o) => o.changed).length })}</strong>
        </p>
      )}
      {refused.length > 0 && (
        <section aria-label={words.t('folder.refused')}>
          <strong>{words.t('folder.refused')}</strong>
          <ul className="refused">
            {refused.map(({ path, why }) => (
              <li key={path}>
                {path}: {why}
              </li>
            ))}
          </ul>
        </section>
      )}
      <RefusedNote error={bring.error} />
      <div className="dialog-end">
        <Button variant="default" onClick={close}>
          {words.t(bring.isSuccess ? 'folder.done' : 'dialog.cancel')}
        </Button>
        {!bring.isSuccess && (
          <Button disabled={!chosen || chosen.articles.length === 0} loading={bring.isPending} onClick={() => bring.mutate(chosen!)}>
            {words.t('folder.publish')}
          </Button>
        )}
      </div>
    </div>
  );
}
