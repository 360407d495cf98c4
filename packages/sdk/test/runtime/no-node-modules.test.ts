import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { workerModules } from './worker-modules.ts'

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly '@wechatpay-ts/source': string }>>
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  // The blocking client starts a thread, so it is for Node alone.
  typeof target === 'string' || name === './sync' ? [] : [target['@wechatpay-ts/source']],
)

test.each(entries)('%s reaches no module of Node where there is none, so bundlers find nothing missing', (entry) => {
  const modules = workerModules(`export * from '${entry}'`)
  expect(modules.length).toBeGreaterThan(1)
  expect(modules.filter(({ contents }) => /['"]node:/.test(contents)).map(({ path }) => path)).toEqual([])
})
