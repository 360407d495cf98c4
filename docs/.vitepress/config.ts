import { defineConfig } from 'vitepress'
import { isSample } from '../generator/sample.ts'
import { commentLanguage } from './comment-language.ts'
import { guideSidebar, machineLinks } from './guides.ts'
import { highlightCall } from './highlight.ts'
import { hovers, markTyped } from './hovers/serve-hovers.ts'
import { languageSwitch } from './language-switch.ts'
import { english, englishBlocks } from './locale-en.ts'
import { twinLink, writeMachineFiles } from './machine-files.ts'
import { labelOutput } from './output-label.ts'
import { nameOwnFile, takePageMapOut } from './page-map.ts'
import { referenceLinks } from './reference-links.ts'
import { referencePages } from './reference-pages.ts'
import { localSearch } from './search.ts'
import { repositoryLinks, shareTags, siteUrl } from './place.ts'

export default defineConfig({
  title: 'wechatpay-ts',
  description: '用 TypeScript 收微信支付：每一次调用都正确签名、验签、加密与重试；沙箱跑在你自己的电脑上。',
  cleanUrls: true,
  vite: { plugins: [referencePages(), hovers()] },
  // The names of all pages are loaded when a reader points at a link: page-map.ts.
  router: { prefetchLinks: false },
  transformHtml: nameOwnFile,
  async buildEnd(site) {
    await takePageMapOut(site)
    await writeMachineFiles(site)
  },
  srcExclude: ['README.md', 'SKILL.md', 'api/_parts/**', 'en/api/_parts/**', 'decisions/**', 'generator/**', 'test/**'],
  head: [
    ['meta', { name: 'theme-color', content: '#07c160' }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    ['link', { rel: 'icon', type: 'image/png', sizes: '48x48', href: '/favicon-48.png' }],
    ['link', { rel: 'apple-touch-icon', href: '/favicon-180.png' }],
  ],
  // A part of the pages links to the others. The tests follow those links.
  ignoreDeadLinks: isSample,
  sitemap: { hostname: siteUrl },
  transformHead: (context) => [...shareTags(context), ...twinLink(context)],
  markdown: {
    languageAlias: { output: 'txt' },
    languageLabel: { output: '输出' },
    codeTransformers: [markTyped],
    container: { tipLabel: '提示', warningLabel: '注意', dangerLabel: '危险', infoLabel: '说明', detailsLabel: '详情' },
    config(md) {
      commentLanguage(md)
      referenceLinks(md)
      labelOutput(md)
      const { highlight } = md.options
      md.options.highlight = (code: string, language: string, attributes: string) =>
        /\bcall\b/.test(attributes) ? highlightCall(code, attributes) : (highlight?.(code, language, attributes) ?? '')
    },
    codeCopyButton: { tooltipText: '复制代码', copiedText: '已复制' },
    locales: { en: englishBlocks },
  },
  themeConfig: {
    search: localSearch,
    socialLinks: repositoryLinks(),
    externalLinkIcon: true,
    ...languageSwitch,
  },
  locales: {
    root: {
      label: '简体中文',
      lang: 'zh-CN',
      themeConfig: {
        nav: [
          { text: '指南', link: '/guide/quick-start', activeMatch: '^/guide/' },
          { text: '接口', link: '/api/', activeMatch: '^/api/(?!events)' },
          { text: '通知', link: '/api/events/', activeMatch: '^/api/events' },
          { text: 'SDK 参考', link: '/en/reference/' },
        ],
        // Sidebars of the reference are loaded with their pages: theme/sidebars.ts.
        sidebar: { '/guide/': guideSidebar('zh') },
        outline: { level: [2, 3], label: '本页目录' },
        footer: machineLinks('zh'),
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '外观',
        lightModeSwitchTitle: '切换到浅色',
        darkModeSwitchTitle: '切换到深色',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '切换语言',
        skipToContentLabel: '跳到正文',
      },
    },
    en: english,
  },
})
