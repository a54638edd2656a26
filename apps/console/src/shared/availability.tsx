import { problemSentence, useAct, useWords } from '@fairlead/ui';
import { Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useStaff } from './staff.ts';

/** Whether new chats may come to the reader. */
export function Availability() {
  const words = useWords();
  const { available } = useStaff();
  const set = useAct('PUT /me/availability');
  const shown = set.isPending ? (set.variables.body.available ?? available) : available;
  return (
    <Switch
      className="availability"
      checked={shown}
      withThumbIndicator={false}
      label={words.t(shown ? 'me.available' : 'me.away')}
      description={words.t(shown ? 'me.available_text' : 'me.away_text')}
      onChange={(event) =>
        set.mutate(
          { body: { available: event.currentTarget.checked } },
          { onError: (error) => notifications.show({ color: 'red', message: problemSentence(words, error) }) },
        )
      }
    />
  );
}
