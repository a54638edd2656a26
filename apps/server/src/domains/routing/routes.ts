import { randomBytes } from 'node:crypto';
import type { Handlers } from '../../call.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as employing from '../accounts/employing.ts';
import * as history from '../accounts/history.ts';
import * as settings from './settings.ts';

const newPassword = () => randomBytes(12).toString('base64url');

export const routes = {
  settings: ({ desk, who }) => settings.settings(desk.db.reader, who),

  async savePerson({ desk, who, params: { id }, body }) {
    employing.mustAdminister(who);
    const { reader } = desk.db;
    const isNew = !(await employing.everybody(reader)).some((p) => p.id === id);
    // Before a sign-in is made: one that exists would get another password.
    await employing.mustBeFree(reader, id, body.email);
    const password = isNew ? newPassword() : null;
    const authUser = password && (await desk.signIns.make({ name: body.name, email: body.email, password }));
    return { person: await desk.db.transaction((tx) => settings.savePerson(tx, who, id, body, authUser)), password };
  },

  async newPassword({ desk, who, params }) {
    employing.mustAdminister(who);
    const person = (await employing.everybody(desk.db.reader)).find((p) => p.id === params.id);
    if (!person || person.left) throw new Refusal('not_found');
    const password = newPassword();
    await desk.signIns.make({ name: person.name, email: person.email, password });
    await desk.db.transaction((tx) => employing.endSessions(tx, person.id));
    return { password };
  },

  letGo: ({ desk, who, params, body }) => desk.db.transaction((tx) => settings.letGo(tx, who, params.id, body.left)),

  saveTeam: ({ desk, who, params, body }) => desk.db.transaction((tx) => settings.saveTeam(tx, who, { ...body, id: params.id })),

  async removeTeam({ desk, who, params }) {
    await desk.db.transaction((tx) => settings.removeTeam(tx, who, params.id));
    return {};
  },

  saveArea: ({ desk, who, params, body }) => desk.db.transaction((tx) => settings.saveArea(tx, who, { ...body, id: params.id })),

  async removeArea({ desk, who, params }) {
    await desk.db.transaction((tx) => settings.removeArea(tx, who, params.id));
    return {};
  },

  deskChanges({ desk, who, query }) {
    employing.mustAdminister(who);
    return history.changes(desk.db.reader, query);
  },
} satisfies Partial<Handlers>;
