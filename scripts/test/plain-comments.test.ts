import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folders = 'packages,examples,bench,compat,docs,docs/.vitepress,scripts'
const notOurs = /(?:^|\/)(?:node_modules|dist|generated|\.cache|cache)(?:\/|$)/

/** A comment whose first word is neither subject nor verb, so that readers must guess both: `What a call takes, in one piece.` */
const riddle = /^\s*(?:\/\*\*|\/\/|\*) (?:What|Of) /
const advice = 'begin with a subject or a verb, not with What or Of: "The options of a call", "Returns the name"'

test.for(['/** What the call takes. */', '  // Of two calls the later one waits.', ' * What is known of an order.'])(
  '%s is no plain comment',
  (line) => {
    expect(line).toMatch(riddle)
  },
)

test('comments begin with a subject or a verb', async () => {
  const files = globSync(`{${folders}}/**/*.{ts,mts,tsx,vue}`, { cwd: root, exclude: (path) => notOurs.test(path) })
  expect(files.length).toBeGreaterThan(1_000)
  const found: string[] = []
  for (const file of files) {
    const lines = (await readFile(root + file, 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      // The second line of a sentence may begin with either word.
      const begins = !line.trimStart().startsWith('*') || lines[index - 1]?.trim() === '/**'
      if (begins && riddle.test(line)) found.push(`${file}:${index + 1} ${line.trim()} – ${advice}`)
    }
  }
  expect(found).toEqual([])
})
