import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nameOwnFile, takePageMapOut } from '../.vitepress/page-map.ts'

test('a page is told the name of its own file, in lower case as VitePress looks for it', () => {
  const html = '<title>A</title>\n<link rel="modulepreload" href="/assets/api_v3_A_post.md.Bx-3kP0_.lean.js">'
  expect(nameOwnFile(html)).toContain('<script>window.__VP_HASH_MAP__={"api_v3_a_post.md":"Bx-3kP0_"}</script>')
})

test('the page of an unknown address has no file, and may still load the others', () => {
  expect(nameOwnFile('<title>404</title>')).toContain('<script>window.__VP_HASH_MAP__={}</script>')
})

describe('the script that every page loads', () => {
  let outDir: string
  beforeEach(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'page-map-'))
    await mkdir(join(outDir, 'assets/chunks'), { recursive: true })
  })
  afterEach(() => rm(outDir, { recursive: true }))

  test('loses the names of all pages, and nothing else', async () => {
    const file = join(outDir, 'assets/chunks/metadata.0a1b2c3d.js')
    const map = JSON.stringify(JSON.stringify({ 'a"b\\.md': 'x");y' }))
    await writeFile(file, `window.__VP_HASH_MAP__=JSON.parse(${map});window.__VP_SITE_DATA__=JSON.parse("{}");`)
    await takePageMapOut({ outDir })
    expect(await readFile(file, 'utf8')).toBe('window.__VP_SITE_DATA__=JSON.parse("{}");')
  })

  test('is missed where it has another form', async () => {
    await expect(takePageMapOut({ outDir })).rejects.toThrow('no longer writes the names of all pages')
  })
})
