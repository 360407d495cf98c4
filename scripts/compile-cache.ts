import module from 'node:module'

/** `node --import ./scripts/compile-cache.ts`: what was compiled once is not compiled again, types are stripped once. */
module.enableCompileCache()
