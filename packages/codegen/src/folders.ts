import { fileURLToPath } from 'node:url'

const root = new URL('../../../', import.meta.url)

/** The repository's root folder. */
export const rootFolder = fileURLToPath(root)

/** The folder of the OpenAPI documents. */
export const specFolder = fileURLToPath(new URL('spec/', root))

/** The folder with the statements of official pages and SDKs, as data. */
export const factsFolder = fileURLToPath(new URL('spec/facts/', root))

/** The folder of this package. */
export const codegenFolder = fileURLToPath(new URL('../', import.meta.url))

/** Records the installed versions. */
export const lockFile = fileURLToPath(new URL('package-lock.json', root))

/** Folders that hold generated files only, relative to the root. */
export const generatedFolders = ['packages/sdk/src/generated', 'packages/sandbox/src/generated']
