import { ApiError } from './api-error.ts'
import { WechatPayError } from './wechatpay-error.ts'

/** `NO_STATEMENT_EXIST`: there is no bill, which is normal for a day without transactions. */
export class NoBillError extends ApiError {
  override readonly name = 'NoBillError'
}

/** `STATEMENT_CREATING`: the bill is still being created. A bill is available from 10:00 of the next day. */
export class BillNotReadyError extends ApiError {
  override readonly name = 'BillNotReadyError'
}

/** A file is not a whole bill, or a bill is not written as documented. The SDK does not guess about money. */
export class BillFormatError extends WechatPayError {
  override readonly name = 'BillFormatError'
  /** Line number, counted from 1; undefined in the summary. */
  readonly line: number | undefined
  /** The name of the column whose value is at fault. */
  readonly column: string | undefined

  constructor(line: number | undefined, what: string, column?: string) {
    const where = line === undefined ? 'summary of the bill' : `line ${line} of the bill`
    super('BILL_FORMAT', `${where}${column === undefined ? '' : `, column ${column}`}: ${what}`, {
      hint: {
        zh: '来自文件的，请确认它是完整的账单（不是错误页、没有被截断、种类相符）并重新取得，不能当作当天没有交易；下载所得的，可用 text()、save() 或 downloadFile() 取得原文，并请反馈',
        en: 'If it is from a file: is it a whole bill of this kind, no error page and not cut short? Get it again; it does not show a day without trade. If it was downloaded: take it as it is with text(), save() or downloadFile(), and please report it.',
      },
    })
    this.line = line
    this.column = column
  }
}
