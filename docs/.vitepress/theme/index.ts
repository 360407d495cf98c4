import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import './base.css'
import './home.css'
import './operation.css'
import { rememberTabs } from './remember-tabs.ts'

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (!import.meta.env.SSR) rememberTabs()
  },
} satisfies Theme
