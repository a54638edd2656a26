export type IcsReason = 'not_a_calendar' | 'other_calendar_system' | 'too_large' | 'too_many' | 'endless';

const sentences: Record<IcsReason, string> = {
  not_a_calendar: 'this is not an iCalendar file, or it is damaged',
  other_calendar_system: 'the dates are not of the Gregorian calendar',
  too_large: 'the file or one of its lines is too long',
  too_many: 'it has more than 5,000 days, or repeats more than 1,000 times',
  endless: 'a rule of repetition is not one for days, or cannot be followed',
};

/** An iCalendar file that is not taken, and why. */
export class IcsRefused extends Error {
  readonly reason: IcsReason;

  constructor(reason: IcsReason) {
    super(sentences[reason]);
    this.reason = reason;
  }
}
