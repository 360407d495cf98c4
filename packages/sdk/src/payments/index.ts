/**
 * Ordinary payments (基础支付): orders with their launch parameters, payments by code with a definite outcome, checked
 * refunds, and the meaning of order and refund states.
 */
export { beijingTime } from '../formats/beijing-time.ts'
export {
  appOrder,
  h5Order,
  jsapiOrder,
  miniProgramOrder,
  nativeOrder,
  type LaunchedOrder,
  type OrderFields,
} from './order.ts'
export {
  payByCode,
  settleCodePayment,
  type CodeOrder,
  type CodePaymentFields,
  type CodePaymentNumber,
} from './pay-by-code.ts'
export {
  payByCodeV2,
  settleCodePaymentV2,
  type CodeOrderV2,
  type CodePaymentFieldsV2,
  type CodePaymentNumberV2,
} from './pay-by-code-v2.ts'
export type { CodePayment, CodePaymentOptions } from './code-payment.ts'
export { paymentOutcome, type PaymentOutcome } from './payment-outcome.ts'
export { refund, type RefundAmount, type RefundRequest } from './refund.ts'
export { refundOutcome, type RefundOutcome } from './refund-outcome.ts'
