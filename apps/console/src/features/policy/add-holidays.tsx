import { useAct, useWords } from '@fairlead/ui';
import { FileInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';

type Source = 'file' | 'address';

/** The longest calendar that is sent to the desk, in UTF-16 units. */
const longestCalendar = 240_000;

/** A list of holidays from an iCalendar file, or from an address. A name that is taken replaces that list. */
export function AddHolidays({ taken, close }: { taken: readonly string[]; close: () => void }) {
  const words = useWords();
  const set = useAct('PUT /policy/holidays/{name}');
  const [name, setName] = useState('');
  const [source, setSource] = useState<Source>('address');
  const [url, setUrl] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [tried, setTried] = useState(false);
  const wrong = {
    name: /^[a-z][a-z0-9_]{0,39}$/.test(name) ? null : words.t('holidays.name_wrong'),
    url: source === 'file' || /^https?:\/\/\S+$/.test(url) ? null : words.t('holidays.url_wrong'),
    file: source === 'address' || file ? null : words.t('holidays.file_wrong'),
  };
  const tooLarge = source === 'file' && file !== null && file.size > longestCalendar;

  const submit = async () => {
    setTried(true);
    if (wrong.name || wrong.url || wrong.file || tooLarge) return;
    const body = source === 'file' ? { ics: await file!.text() } : { url };
    set.mutate({ params: { name }, body }, { onSuccess: close });
  };
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label={words.t('holidays.name')}
        description={words.t(taken.includes(name) ? 'holidays.name_taken' : 'holidays.name_text')}
        error={tried && wrong.name}
        required
        data-autofocus
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SegmentedControl
        aria-label={words.t('holidays.source')}
        value={source}
        onChange={(value) => setSource(value)}
        data={[
          { value: 'address', label: words.t('holidays.from_address') },
          { value: 'file', label: words.t('holidays.from_file') },
        ]}
      />
      {source === 'address' ? (
        <TextInput
          type="url"
          label={words.t('holidays.address')}
          description={words.t('holidays.address_text')}
          error={tried && wrong.url}
          required
          placeholder="https://calendar.example/holidays.ics"
          maxLength={2_000}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
      ) : (
        <FileInput
          label={words.t('holidays.from_file')}
          placeholder={words.t('holidays.choose')}
          accept=".ics,text/calendar"
          error={(tried && wrong.file) || (tooLarge && words.t('refusal.too_large'))}
          required
          value={file}
          onChange={setFile}
        />
      )}
      <DialogEnd error={set.error} busy={set.isPending} action={words.t('holidays.do')} close={close} />
    </form>
  );
}
