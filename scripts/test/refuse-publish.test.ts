import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test.each(['sdk', 'sandbox'])('npm publishes nothing from the folder of packages/%s', async (name) => {
  const folder = new URL(`../../packages/${name}/`, import.meta.url)
  const { scripts } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as {
    scripts: Readonly<Record<string, string>>
  }
  const [, script = ''] = /^node (\S+)$/.exec(scripts['prepublishOnly'] ?? '') ?? []
  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: fileURLToPath(folder), encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('npm run pack')
})
