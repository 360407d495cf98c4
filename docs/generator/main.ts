import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeHovers } from '../.vitepress/hovers/write-hovers.ts'
import { loadSpec } from '../../packages/codegen/src/index.ts'
import { writeReference } from './packages/reference.ts'
import { pages } from './pages.ts'
import { inSample, isSample } from './sample.ts'

const docsFolder = fileURLToPath(new URL('../', import.meta.url))

// These folders are wholly generated: a page whose operation is gone goes too.
for (const folder of ['api', 'en/api']) await rm(join(docsFolder, folder), { recursive: true, force: true })
const spec = loadSpec()
const made = pages(spec)
for (const file of isSample ? inSample([...made.keys()]) : made.keys()) {
  const path = join(docsFolder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, made.get(file)!)
}
await writeReference()
await writeHovers(spec)
