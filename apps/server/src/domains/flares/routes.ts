import { rm } from 'node:fs/promises';
import type { Handlers } from '../../call.ts';
import { largestFile, stage } from '../evidence/intake.ts';
import * as threads from '../threads/threads.ts';
import * as findings from './findings.ts';
import * as flares from './flares.ts';
import * as keys from './keys.ts';
import * as originals from './originals.ts';
import * as rules from './rules.ts';
import * as services from './services.ts';
import * as viewing from './viewing.ts';

export const routes = {
  flareKeys: async ({ desk, who }) => ({ keys: await keys.list(desk.db.reader, who) }),

  makeFlareKey: ({ desk, who, body }) => desk.db.transaction((tx) => keys.make(tx, who, body)),

  async revokeFlareKey({ desk, who, params }) {
    await desk.db.transaction((tx) => keys.revoke(tx, who, params.id));
    return {};
  },

  flares: async ({ desk, who, params }) => ({ flares: await flares.inThread(desk.db.reader, who, params.id) }),

  async sendFlare({ desk, who, params, query, request }) {
    // Before its bytes are taken.
    await threads.forWriter(desk.db.reader, who, params.id);
    const staged = await stage(desk, request.raw, await largestFile(desk));
    try {
      const received = { name: query.name, source: 'person' as const, key: null };
      return { id: await desk.db.transaction((tx) => flares.record(desk, tx, who, params.id, received, staged)) };
    } finally {
      await rm(staged.path, { force: true });
    }
  },

  flareServices: ({ desk, who, params }) => services.list(desk.db.reader, desk.clock.now(), who, params.id),

  askForFlare: ({ desk, who, params, body }) => desk.db.transaction((tx) => services.ask(tx, who, params.id, body)),

  flare: ({ desk, who, params }) => flares.one(desk.db.reader, who, params.id),

  flareReport: ({ desk, who, params }) => findings.reportFor(desk, who, params.id),

  async showFinding({ desk, who, params, body }) {
    await desk.db.transaction((tx) => findings.show(tx, who, params.id, { rule: params.rule, shown: body.shown }));
    return {};
  },

  ticketsWithFinding: async ({ desk, params }) => ({ tickets: await findings.ticketsWith(desk.db.reader, params.rule) }),

  flareOriginal: ({ desk, who, params, query }) => originals.open(desk, who, params.id, query.reason),

  flareRules: ({ desk }) => rules.rules(desk.db.reader),

  async putFlareRules({ desk, who, body }) {
    await desk.db.transaction((tx) => rules.put(tx, who, body));
    return rules.rules(desk.db.reader);
  },

  tryFlareRules: ({ desk, body }) => rules.tryOn(desk, body),

  flareFiles: async ({ desk, who, params }) => ({ files: await viewing.list(desk, who, params.id) }),

  flareText: ({ desk, who, params, query }) => viewing.text(desk, who, params.id, query),

  flareLogs: ({ desk, who, params, query }) => viewing.logs(desk, who, params.id, query),

  flaresAlike: async ({ desk, who, params }) => ({ flares: await flares.ofSameHost(desk.db.reader, who, params.id) }),

  flareDifferences: ({ desk, who, params, query }) => viewing.differences(desk, who, params.id, query.before),

  flareSearch: ({ desk, who, params, query }) => viewing.search(desk, who, params.id, query),
} satisfies Partial<Handlers>;
