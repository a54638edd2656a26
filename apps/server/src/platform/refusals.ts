import { type RefusalCode, refusals } from '@fairlead/contract';

type Fields = readonly { path: string; message: string; line?: number }[];

/** Thrown to say no. The only error that becomes an answer; everything else is a bug and stays one. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: RefusalCode;
  readonly fields: Fields | undefined;
  constructor(code: RefusalCode, fields?: Fields) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
  get status(): number {
    return refusals[this.code];
  }
}

/** A start that cannot go on. Its message is one sentence that says what to do. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}
