import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { HeadConfig, SiteConfig, TransformContext } from 'vitepress'

/** Puts what the site has for machines into a built site. A process of its own: the build has filled its memory. */
export async function writeMachineFiles({ outDir }: Pick<SiteConfig, 'outDir'>): Promise<void> {
  const program = fileURLToPath(new URL('../generator/twins/main.ts', import.meta.url))
  await promisify(execFile)(process.execPath, ['--conditions=@wechatpay-ts/source', program, '--out', outDir])
}

/** Tells machines that read a page where its Markdown is. */
export function twinLink({ page }: Pick<TransformContext, 'page'>): HeadConfig[] {
  if (page === '404.md') return []
  return [['link', { rel: 'alternate', type: 'text/markdown', href: `/${page}` }]]
}
