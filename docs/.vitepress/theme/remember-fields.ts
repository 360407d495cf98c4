import { keepChoice, keptChoice } from './reader-choice.ts'

const storageKey = 'wechatpay-ts:fields'

/**
 * All fields of a call, or the required ones: what is chosen on one page is chosen on the next. Hidden lines are not
 * copied either.
 */
export function rememberFields(): void {
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.matches('.switch input')) return
    keepChoice(storageKey, target.value)
    copyOnlyShown(target.value)
  })
  new MutationObserver(() => {
    const input = document.querySelector('.switch:not([data-applied])')
    if (!input) return
    input.setAttribute('data-applied', '')
    const chosen = keptChoice(storageKey) ?? 'all'
    const choice = input.querySelector<HTMLInputElement>(`[value="${CSS.escape(chosen)}"]`)
    if (choice) choice.checked = true
    copyOnlyShown(chosen)
  }).observe(document.documentElement, { childList: true, subtree: true })
}

function copyOnlyShown(chosen: string): void {
  for (const lines of document.querySelectorAll('.optional')) {
    lines.classList.toggle('vp-copy-ignore', chosen === 'required')
  }
}
