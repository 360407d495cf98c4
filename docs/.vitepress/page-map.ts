import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SiteConfig } from 'vitepress'

/** The statement with which VitePress gives every page the files of all pages. */
const wholeMap = /window\.__VP_HASH_MAP__=JSON\.parse\("(?:[^"\\]|\\.)*"\);/
/** The link to a page's own script: `/assets/guide_errors.md.Bx3kP0aQ.lean.js`. */
const ownScript = /href="[^"]*\/assets\/([^"/]+\.md)\.([-\w]+)\.lean\.js"/

/**
 * Tells a page the name of its own file alone. The names of all 2,700 pages were a quarter of what each page loads; they
 * come from `hashmap.json` when a reader goes on (theme/page-map.ts).
 */
export function nameOwnFile(html: string): string {
  const [, file, hash] = ownScript.exec(html) ?? []
  const own = file === undefined ? {} : { [file.toLowerCase()]: hash }
  return html.replace('</title>', `</title>\n    <script>window.__VP_HASH_MAP__=${JSON.stringify(own)}</script>`)
}

/**
 * Takes the names of all pages out of the script that every page loads.
 *
 * @throws {Error} when VitePress writes that script in another form
 */
export async function takePageMapOut({ outDir }: Pick<SiteConfig, 'outDir'>): Promise<void> {
  const folder = join(outDir, 'assets/chunks')
  const file = (await readdir(folder)).find((name) => name.startsWith('metadata.'))
  const script = file === undefined ? '' : await readFile(join(folder, file), 'utf8')
  if (file === undefined || !wholeMap.test(script))
    throw new Error('page-map.ts: VitePress no longer writes the names of all pages into metadata.*.js')
  await writeFile(join(folder, file), script.replace(wholeMap, ''))
}
