import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)

/** The repository's root folder. */
export const rootFolder = fileURLToPath(root)

/** The folder of the OpenAPI documents. */
export const specFolder = fileURLToPath(new URL('spec/', root))

/** What official pages and SDKs say, as data. */
export const factsFolder = fileURLToPath(new URL('spec/facts/', root))

/** This package's. */
export const codegenFolder = fileURLToPath(new URL('../', import.meta.url))

/** Says which versions are installed. */
export const lockFile = fileURLToPath(new URL('package-lock.json', root))

/** The folders that hold generated files and nothing else, from the root. */
export const generatedFolders = ['packages/sdk/src/generated', 'packages/sandbox/src/generated']
