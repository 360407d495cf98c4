import { readFileSync } from 'node:fs'
import type { DefaultTheme, HeadConfig, TransformContext } from 'vitepress'

/** Where the site stands, without a slash at the end: set `DOCS_URL` when it is built to be published. */
export const siteUrl = (process.env['DOCS_URL'] ?? 'http://localhost:4173').replace(/\/$/, '')

interface Manifest {
  readonly repository?: string | { readonly url?: string }
}

/** A link to the repository that `package.json` names; none while it names none, as an empty list draws a line. */
export function repositoryLinks(
  manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest,
): DefaultTheme.SocialLink[] | undefined {
  const { repository } = manifest
  const written = typeof repository === 'string' ? repository : repository?.url
  const link = written
    ?.replace(/^git\+/, '')
    .replace(/^github:|^(?=[\w-]+\/[\w.-]+$)/, 'https://github.com/')
    // Addresses to clone from, which a browser cannot open.
    .replace(/^(?:ssh:\/\/)?git@([\w.-]+)[:/]/, 'https://$1/')
    .replace(/^git:/, 'https:')
    .replace(/\.git$/, '')
  return link === undefined ? undefined : [{ icon: { svg: branches }, link, ariaLabel: link }]
}

const branches =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" style="fill:none" stroke="currentColor" stroke-width="2"><circle cx="6" cy="5" r="2"/><circle cx="6" cy="19" r="2"/><circle cx="18" cy="8" r="2"/><path d="M6 7v10m12-7c0 5-12 2-12 7"/></svg>'

/** Returns the tags that other sites show when somebody shares a page, and the page's canonical address. */
export function shareTags({ pageData, title, description }: TransformContext): HeadConfig[] {
  if (pageData.isNotFound === true) return []
  const path = pageData.relativePath.replace(/(?:(^|\/)index)?\.md$/, '$1')
  const url = `${siteUrl}/${path}`
  const tags = {
    'og:type': path.includes('/') ? 'article' : 'website',
    'og:site_name': 'wechatpay-ts',
    'og:locale': path.startsWith('en/') ? 'en_US' : 'zh_CN',
    'og:title': title,
    'og:description': description,
    'og:url': url,
    'og:image': `${siteUrl}/share.png`,
  }
  return [
    ['link', { rel: 'canonical', href: url }],
    ...Object.entries(tags).map(([property, content]): HeadConfig => ['meta', { property, content }]),
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ]
}
