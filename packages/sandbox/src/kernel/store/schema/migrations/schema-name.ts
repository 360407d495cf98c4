/** The database schema of the sandbox's tables, so that a server's database can be shared. */
export const SCHEMA = 'wechatpay_sandbox'
