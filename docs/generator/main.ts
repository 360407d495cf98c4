import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSpec } from '../../packages/codegen/src/index.ts'
import { pages } from './pages.ts'
import { inSample, isSample } from './sample.ts'

const docsFolder = fileURLToPath(new URL('../', import.meta.url))

// The folder is wholly generated: a page whose operation is gone goes too.
await rm(join(docsFolder, 'api'), { recursive: true, force: true })
const made = pages(loadSpec())
for (const file of isSample ? inSample([...made.keys()]) : made.keys()) {
  const path = join(docsFolder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, made.get(file)!)
}
