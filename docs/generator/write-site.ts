import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Spec } from '../../packages/codegen/src/index.ts'
import { inSample } from './sample.ts'
import { writeTypes } from './write-types.ts'

const docsFolder = fileURLToPath(new URL('../', import.meta.url))

/** Writes what the site is built from: generated pages, the reference of the packages, and the types of names. */
export async function writeSite(spec: Spec, made: ReadonlyMap<string, string>, size: 'all' | 'sample'): Promise<void> {
  // These folders are wholly generated: a page whose operation is gone goes too.
  for (const folder of ['api', 'en/api']) await rm(join(docsFolder, folder), { recursive: true, force: true })
  for (const file of size === 'sample' ? inSample([...made.keys()]) : made.keys()) {
    const path = join(docsFolder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, made.get(file)!)
  }
  await writeTypes(spec)
}
