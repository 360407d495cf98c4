import { existsSync } from 'node:fs'
import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress'
import { guideSidebar } from './guides.ts'

/** The generator writes the reference; its sidebars are loaded with its pages. */
export const hasEnglishReference = existsSync(new URL('../en/api/sidebars/', import.meta.url))

/** The English half of the site; its words are the theme's defaults wherever those are English. */
export const english: LocaleSpecificConfig<DefaultTheme.Config> & { label: string; link: string } = {
  label: 'English',
  lang: 'en',
  link: '/en/',
  description: 'Take money with WeChat Pay in TypeScript; the sandbox runs on your own machine.',
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/en/guide/quick-start', activeMatch: '^/en/guide/' },
      ...(hasEnglishReference
        ? [
            { text: 'API', link: '/en/api/', activeMatch: '^/en/api/(?!events)' },
            { text: 'Notifications', link: '/en/api/events/', activeMatch: '^/en/api/events' },
          ]
        : [{ text: 'API (中文)', link: '/api/' }]),
    ],
    sidebar: { '/en/guide/': guideSidebar('en') },
    outline: { level: [2, 3], label: 'On this page' },
    langMenuLabel: 'Change language',
  },
}
