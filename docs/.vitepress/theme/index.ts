import type { Theme } from 'vitepress'
import { markRaw } from 'vue'
import DefaultTheme from 'vitepress/theme-without-fonts'
import './base.css'
import './guide.css'
import './home.css'
import './operation.css'
import { rememberFields } from './remember-fields.ts'
import { rememberTabs } from './remember-tabs.ts'

export default {
  extends: DefaultTheme,
  enhanceApp({ siteData }) {
    // The theme watches its sidebars deeply, all of them on every page: a third of the time that a page is rendered in.
    for (const { themeConfig } of Object.values(siteData.value.locales)) markSidebar(themeConfig)
    if (import.meta.env.SSR) return
    rememberTabs()
    rememberFields()
  },
} satisfies Theme

function markSidebar(config: unknown): void {
  const { sidebar } = (config ?? {}) as { sidebar?: object }
  if (sidebar) markRaw(sidebar)
}
