import { Content, type Theme } from 'vitepress'
import { defineComponent, h, markRaw } from 'vue'
import DefaultTheme from 'vitepress/theme-without-fonts'
import './base.css'
import './guide.css'
import './home.css'
import './operation.css'
import './english.css'
import '../hovers/hovers.css'
import { showTypes } from '../hovers/show-types.ts'
import { NotFound } from './not-found.ts'
import { lazyPageMap } from './page-map.ts'
import { rememberFields } from './remember-fields.ts'
import { rememberTabs } from './remember-tabs.ts'
import { lazySidebars } from './sidebars.ts'
import './try-it.css'
import { tryCalls } from './try-it.ts'

export default {
  extends: DefaultTheme,
  Layout: defineComponent(() => () => h(DefaultTheme.Layout, null, { 'not-found': () => h(NotFound) })),
  enhanceApp({ app, router, siteData }) {
    // The theme watches its sidebars deeply, all of them on every page: a third of the time that a page is rendered in.
    for (const { themeConfig } of Object.values(siteData.value.locales)) markSidebar(themeConfig)
    lazySidebars({ router, siteData })
    // Pages of the layout `page`, as the theme shows them, but inside the landmark that readers jump to.
    app.component('page', () => h('main', { class: 'VPPage' }, h(Content)))
    if (import.meta.env.SSR) return
    if (import.meta.env.PROD) lazyPageMap(router)
    rememberTabs()
    rememberFields()
    tryCalls()
    showTypes()
  },
} satisfies Theme

function markSidebar(config: unknown): void {
  const { sidebar } = (config ?? {}) as { sidebar?: object }
  if (sidebar) markRaw(sidebar)
}
