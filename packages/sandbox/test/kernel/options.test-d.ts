import { expectTypeOf } from 'vitest'
import { type SandboxOptions, type SandboxPolicy, createSandbox, type policyOptions } from '../../src/index.ts'

// The policy has the options of all products and of the protocol, and no other.
expectTypeOf<string>().not.toExtend<keyof SandboxPolicy>()
expectTypeOf<'nonsense'>().not.toExtend<keyof NonNullable<SandboxOptions['policy']>>()
expectTypeOf<'nonsense'>().not.toExtend<keyof typeof policyOptions>()
expectTypeOf<'refundOutcome'>().toExtend<keyof SandboxPolicy>()
expectTypeOf<'signErrors'>().toExtend<keyof SandboxPolicy>()

// @ts-expect-error the name is misspelt
export const misspelt = () => createSandbox({ policy: { refundOutcom: 'success' } })
// @ts-expect-error the value is wrong
export const wrong = () => createSandbox({ policy: { refundOutcome: 'x' } })
export const right = () => createSandbox({ policy: { refundOutcome: 'abnormal' } })
