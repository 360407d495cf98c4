/** The sandbox's token, where it was started with one. It lives as long as this tab. */
const NAME = 'wechatpay-sandbox-token'

/** Takes the token from a link that ends in `#token=…`, and takes it out of sight. */
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
