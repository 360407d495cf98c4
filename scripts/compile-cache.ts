import module from 'node:module'

/** `node --import ./scripts/compile-cache.ts`: caches compiled code and stripped types between runs. */
module.enableCompileCache()
