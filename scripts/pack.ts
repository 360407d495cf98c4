import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { explainFailures, readFlags } from './command-line.ts'
import { packWorkspaces } from './pack-workspaces.ts'

/** Packs both packages for projects outside this repository, until they are on a registry. */

const usage = `npm run pack [-- --into <folder>]

  --into <folder>  where the archives go; default: packed
  --help`

const { into = 'packed' } = readFlags({ into: { type: 'string' } }, usage)
explainFailures()
// npm runs scripts in the repository root; the folder is relative to the directory where the user typed the command.
const folder = resolve(process.env['INIT_CWD'] ?? '.', into)
await mkdir(folder, { recursive: true })
const archives = await packWorkspaces(folder)
for (const { path, files } of archives) console.log(`${path}  (${files.length} files)`)
console.log(`
In your own project:

  npm install ${archives.map(({ path }) => quoted(path)).join(' ')}

The package.json of that project will point at the archives: keep them where they are.`)

function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `"${path}"`
}
