// The sender of datadog-ci 5, called with file, case, e-mail and key.
const { dirname } = require('node:path');
const { sendToDatadog } = require('datadog-ci-5/helpers/serverless/flare');

const [, , file, ticket, email, key] = process.argv;
sendToDatadog(file, ticket, email, key, dirname(file), '5.25.0').then(
  () => process.stdout.write('sent\n'),
  (error) => {
    process.stdout.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
