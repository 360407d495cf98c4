import { fileURLToPath } from 'node:url'

/** Where the files lie that pages load, one for each block of code: `<key>.json`. */
export const hoversFolder = fileURLToPath(new URL('../../.cache/hovers/', import.meta.url))
