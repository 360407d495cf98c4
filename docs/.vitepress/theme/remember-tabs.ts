import { keepChoice, keptChoice } from './reader-choice.ts'

const storageKey = 'wechatpay-ts:tab'

/**
 * A reader writes in one style: the tab chosen on one page is chosen on the next. VitePress switches a group's tabs on
 * a click, so a remembered tab is clicked.
 */
export function rememberTabs(): void {
  document.addEventListener('click', (event) => {
    const label = (event.target as Element).closest?.('.vp-code-group .tabs label')
    if (label && event.isTrusted) keepChoice(storageKey, label.textContent)
  })
  new MutationObserver(() => {
    const chosen = keptChoice(storageKey)
    if (chosen !== null) applyTab(chosen)
  }).observe(document.documentElement, { childList: true, subtree: true })
}

function applyTab(chosen: string): void {
  for (const group of document.querySelectorAll('.vp-code-group:not([data-tab-applied])')) {
    group.setAttribute('data-tab-applied', '')
    for (const label of group.querySelectorAll<HTMLLabelElement>('.tabs label')) {
      if (label.textContent === chosen) label.click()
    }
  }
}
