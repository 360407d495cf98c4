/** Banks that accept an abnormal refund on a debit card, by the beginning of `bank_type`. */
const banks: Readonly<Record<string, string>> = {
  CMB: '招商银行',
  COMM: '交通银行',
  ABC: '农业银行',
  CCB: '建设银行',
  ICBC: '工商银行',
  BOC: '中国银行',
  PAB: '平安银行',
  SPDB: '浦发银行',
  CITIC: '中信银行',
  CEB: '光大银行',
  CMBC: '民生银行',
  CIB: '兴业银行',
  GDB: '广发银行',
  PSBC: '邮储银行',
  NBCB: '宁波银行',
}

export function isDebitCard(bank_type: string): boolean {
  const [bank = '', kind] = bank_type.split('_')
  return kind === 'DEBIT' && Object.hasOwn(banks, bank)
}

/**
 * Formats the destination of a refund for `user_received_account`: the balance, or bank, kind of card and last digits.
 *
 * @param tail the card's last four digits
 */
export function receivedAccountOf(bank_type: string, tail: string): string {
  if (isBalance(bank_type)) return '支付用户零钱'
  const [bank = '', kind] = bank_type.split('_')
  return `${banks[bank] ?? '银行'}${kind === 'CREDIT' ? '信用卡' : '借记卡'}${tail}`
}

export function isBalance(bank_type: string): boolean {
  return bank_type === 'OTHERS'
}
