import { isAbsolute, join, relative } from 'node:path'
import type { Rolldown } from 'vite'
import { makeUnlessUpToDate } from '../../../scripts/up-to-date.ts'

/** `npm run build:console` writes `console/dist`, which the sandbox serves at `/`, unless it is up to date. */

const here = import.meta.dirname
const sandbox = join(here, '..')
const root = join(sandbox, '../..')

// Vite would build a different page under the test runner's NODE_ENV; the page must not depend on who builds it.
process.env['NODE_ENV'] = 'production'

await makeUnlessUpToDate(
  {
    record: join(root, 'node_modules/.cache/@wechatpay-ts/console/record.json'),
    inputs: [
      ...['src', 'index.html', 'build.ts', 'vite.config.ts', 'tsconfig.json'].map((name) => join(here, name)),
      join(sandbox, 'package.json'),
      ...['tsconfig.base.json', 'package-lock.json'].map((name) => join(root, name)),
    ],
    outputs: [join(here, 'dist')],
  },
  async () => {
    const { build } = await import('vite')
    const built = await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
    return [built].flat().flatMap((result) => ('output' in result ? modulesElsewhere(result.output) : []))
  },
)

/** Files outside this folder that are part of the page, such as Preact's. */
function modulesElsewhere(output: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): string[] {
  const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
  return modules.filter((id) => isAbsolute(id) && relative(here, id).startsWith('..'))
}
