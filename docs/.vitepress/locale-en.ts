import { readFileSync } from 'node:fs'
import type { DefaultTheme, LocaleSpecificConfig, MarkdownOptions } from 'vitepress'
import { guideSidebar, machineLinks } from './guides.ts'

/** The generator writes it. The sidebars of operations are loaded with their pages: theme/sidebars.ts. */
const packages = JSON.parse(readFileSync(new URL('../en/reference/navigation.json', import.meta.url), 'utf8')) as {
  readonly sidebar: DefaultTheme.SidebarMulti
}

/** The English half of the site; its words are the theme's defaults wherever those are English. */
export const english: LocaleSpecificConfig<DefaultTheme.Config> & { label: string; link: string } = {
  label: 'English',
  lang: 'en',
  link: '/en/',
  description: 'Take money with WeChat Pay in TypeScript; the sandbox runs on your own machine.',
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/en/guide/quick-start', activeMatch: '^/en/guide/' },
      { text: 'API', link: '/en/api/', activeMatch: '^/en/api/(?!events)' },
      { text: 'Notifications', link: '/en/api/events/', activeMatch: '^/en/api/events' },
      { text: 'Packages', link: '/en/reference/', activeMatch: '^/en/reference/' },
    ],
    sidebar: { '/en/guide/': guideSidebar('en'), ...packages.sidebar },
    footer: machineLinks('en'),
    outline: { level: [2, 3], label: 'On this page' },
    langMenuLabel: 'Change language',
  },
}

/** Words that blocks of English pages carry. */
export const englishBlocks: NonNullable<MarkdownOptions['locales']>[string] = {
  codeCopyButton: { tooltipText: 'Copy code', copiedText: 'Copied' },
  container: {
    tipLabel: 'Tip',
    warningLabel: 'Mind',
    dangerLabel: 'Danger',
    infoLabel: 'Note',
    detailsLabel: 'Details',
  },
}
