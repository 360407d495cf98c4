import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)

/** The repository's root folder. */
export const rootFolder = fileURLToPath(root)

/** The folder of the OpenAPI documents. */
export const specFolder = fileURLToPath(new URL('spec/', root))

/** What official pages and SDKs say, as data. */
export const factsFolder = fileURLToPath(new URL('spec/facts/', root))
