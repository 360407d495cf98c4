import { existsSync, readFileSync } from 'node:fs'
import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress'
import { guideSidebar } from './guides.ts'

/** Written by the generator: one sidebar per product. */
const generated = new URL('../en/api/navigation.json', import.meta.url)

export const hasEnglishReference = existsSync(generated)

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
    sidebar: { '/en/guide/': guideSidebar('en'), ...productSidebars() },
    outline: { level: [2, 3], label: 'On this page' },
    langMenuLabel: 'Change language',
    notFound: {
      title: 'No such page',
      quote: 'The address may be mistyped, or the page is not written yet.',
      linkLabel: 'Go to the home page',
      linkText: 'Home',
    },
  },
}

function productSidebars(): DefaultTheme.SidebarMulti {
  if (!hasEnglishReference) return {}
  return (JSON.parse(readFileSync(generated, 'utf8')) as { sidebar: DefaultTheme.SidebarMulti }).sidebar
}
