import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One import path of a package. */
export interface Entry {
  /** As programs import it: `wechatpay-ts/webhook`. */
  readonly name: string
  /** Its source file. */
  readonly file: string
}

/** Every import path of the published packages, as their `exports` name them. */
export function packageEntries(root: string): Entry[] {
  return ['packages/sdk', 'packages/sandbox'].flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
      name: string
      exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>
    }
    return Object.entries(exports).flatMap(([path, target]) => {
      const source = typeof target === 'string' ? undefined : target['@wechatpay-ts/source']
      return typeof source === 'string'
        ? [{ name: path === '.' ? name : `${name}${path.slice(1)}`, file: join(root, folder, source) }]
        : []
    })
  })
}
