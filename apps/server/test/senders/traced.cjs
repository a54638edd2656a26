// A service with a tracer, until it is ended. With SPANS it makes so many large ones again and again, which its tracer writes down.
const tracer = require('dd-trace').init();

const spans = Number(process.env.SPANS ?? 0);
setInterval(() => {
  for (let i = 0; i < spans; i++) tracer.startSpan('work', { tags: { what: 'x'.repeat(20_000) } }).finish();
}, 10);
