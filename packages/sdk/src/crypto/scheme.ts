/** `Authorization` scheme of RSA merchants. */
export const SCHEME = 'WECHATPAY2-SHA256-RSA2048'
