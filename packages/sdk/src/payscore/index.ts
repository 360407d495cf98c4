/** Helpers for PayScore pay-after orders. None of them uses the network. */
export { ApiV2Key } from '../v2/api-v2-key.ts'
export { checkCompletion } from './check-completion.ts'
export type { CheckCompletionOptions } from './check-completion.ts'
export { checkCompletionRequest } from './check-completion-request.ts'
export { completion } from './completion.ts'
export type { UnusedService, UsedService } from './completion.ts'
export { realServiceEndLocation } from './end-location.ts'
export type { ServiceLocations } from './end-location.ts'
export { launchParameters } from './launch.ts'
export type {
  ConfirmLaunch,
  DetailLaunch,
  EnableLaunch,
  LaunchOptions,
  LaunchParameters,
  PermissionLaunch,
} from './launch.ts'
export { fenToYuan, totalAmount, yuanToFen } from './money.ts'
export type { Charges } from './money.ts'
export type { CompletableOrder, Completion, Discount, Fee, Now } from './order.ts'
export { assertOutOrderNo, createOutOrderNo } from './out-order-no.ts'
export type { OutOrderNoOptions } from './out-order-no.ts'
export { settlement } from './settlement.ts'
export type { SettleableOrder, Settlement } from './settlement.ts'
export { parsePayscoreTime, payscoreTime, serviceEndTime } from './time.ts'
export type { TimePrecision } from './time.ts'
export type { Violation } from './violation.ts'
export { CompletionRuleError } from '../errors/completion-rule-error.ts'
export { PayscoreValueError } from '../errors/payscore-value-error.ts'
