import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder for data that can be recreated: `.cache` in the nearest `node_modules`.
 *
 * @returns undefined where there is none
 */
export function cacheFolder(): string | undefined {
  const modules = nearestNodeModules(import.meta.dirname)
  return modules && join(modules, '.cache/@wechatpay-ts/sandbox')
}

function nearestNodeModules(folder: string): string | undefined {
  const here = join(folder, 'node_modules')
  if (existsSync(here)) return here
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestNodeModules(parent)
}
