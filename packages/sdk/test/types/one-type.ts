/** `unknown` where both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? unknown : never

/** Accepts an operation by its three addresses. The type error appears at an address whose type differs. */
export declare function oneType<Spelled, Declared, Named>(
  spelled: Spelled,
  declared: Declared & Same<Spelled, Declared>,
  named: Named & Same<Spelled, Named>,
): Spelled
