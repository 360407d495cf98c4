import { fileURLToPath } from 'node:url'

/** Node keeps compiled code and stripped types here, so that programs which start often load in half the time. */
export const compileCacheFolder = fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url))
