/** The session storage key of the sandbox's token, which is kept as long as this tab. */
const NAME = 'wechatpay-sandbox-token'

/** Stores the token from a link that ends in `#token=…` and removes it from the address bar. */
export function takeTokenFromLink(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return
  setToken(token)
  history.replaceState(null, '', location.pathname + location.search)
}

export function setToken(token: string): void {
  sessionStorage.setItem(NAME, token)
}

export function tokenHeader(): { Authorization?: string } {
  const token = sessionStorage.getItem(NAME)
  return token === null || token === '' ? {} : { Authorization: `Bearer ${token}` }
}
