#!/usr/bin/env node
// CommonJS on purpose (see package.json beside this file): Node reads an ES module entry through the libuv thread pool,
// whose size is then fixed. The embedded engine needs more threads than the default four, or its queries starve all
// file access.
process.env.UV_THREADPOOL_SIZE ??= '16'

import('../dist/main.js')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((exitCode) => {
    process.exitCode = exitCode
  })
  .catch((error) => {
    process.stderr.write(
      error.code === 'ERR_MODULE_NOT_FOUND'
        ? `pawl: this copy is not built or not installed whole (${error.message}).\n      Fix: run \`npm ci && npm run build\`.\n`
        : `pawl: could not start: ${error.message}\n`,
    )
    process.exitCode = 5
  })
