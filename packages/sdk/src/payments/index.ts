/** Ordinary payments (基础支付): refunds that are asked for rightly, and what the states of orders and refunds mean. */
export { paymentOutcome, type PaymentOutcome } from './payment-outcome.ts'
export { refund, type RefundAmount, type RefundRequest } from './refund.ts'
export { refundOutcome, type RefundOutcome } from './refund-outcome.ts'
