import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Code that makes a test fail on a busy machine, and what to write instead. */
const measuring: readonly (readonly [RegExp, string])[] = [
  [/\bperformance\.now\b|\bhrtime\b/, 'measures real time: assert what happened, not how long it took'],
  [/\bvi\.wait(?:Until|For)\(/, 'gives up after a second: use expect.poll, whose limit is in vitest.config.ts'],
  [/\}, [\d_]+\)$|\{ timeout: [\d_]+ \}, (?:async )?\(/, 'limits one test: the limit is in vitest.config.ts'],
  [/\bpoll\(.*\btimeout:/, 'limits one wait: the limit is in vitest.config.ts'],
  [/\bset(?:Default|DefaultNavigation)Timeout\(\d/, 'limits a page: use newPage of browser.ts'],
]

test('no test measures real time or sets a limit of its own', async () => {
  const files = globSync('{packages/*,examples/*,docs,scripts}/test/**/*.test.ts', { cwd: root })
  expect(files.length).toBeGreaterThan(100)
  const found: string[] = []
  for (const file of files) {
    if (file.endsWith('no-measured-time.test.ts')) continue
    for (const [index, line] of (await readFile(root + file, 'utf8')).split('\n').entries()) {
      for (const [pattern, why] of measuring) if (pattern.test(line)) found.push(`${file}:${index + 1} ${why}`)
    }
  }
  expect(found).toEqual([])
})
