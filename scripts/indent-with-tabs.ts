import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Indents declarations with tabs instead of the four spaces that `tsc` writes. Editors show both alike, and the package
 * is a fifth of a megabyte smaller.
 *
 *     node scripts/indent-with-tabs.ts dist
 */

const [dist = 'dist'] = process.argv.slice(2)
for await (const file of glob('**/*.d.ts', { cwd: dist })) {
  const path = join(dist, file)
  const text = await readFile(path, 'utf8')
  await writeFile(
    path,
    text.replaceAll(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4)),
  )
}
