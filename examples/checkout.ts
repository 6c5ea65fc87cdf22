import { randomUUID } from "node:crypto";

export interface Payments {
  charge(id: string, cents: number): Promise<"paid" | "declined">;
}

export interface Stock {
  reserve(sku: string, count: number): Promise<boolean>;
  release(sku: string, count: number): Promise<void>;
}

export type Outcome = "paid" | "declined" | "sold out";

/**
 * Buys one item.
 *
 * ascii-diagram: checkout calls stock, checkout calls payments, payments calls the bank
 *
 * Throws nothing: every way out is an {@link Outcome}.
 */
export async function checkout(
  payments: Payments,
  stock: Stock,
  sku: string,
  cents: number,
): Promise<Outcome> {
  if (!(await stock.reserve(sku, 1))) return "sold out";
  // ascii-diagram[direction=down]:
  //   reserve -> charge
  //   charge -> receipt: paid
  //   charge -> release: declined
  const outcome = await payments.charge(randomUUID(), cents);
  if (outcome === "declined") await stock.release(sku, 1);
  return outcome;
}

export const help = `
// ascii-diagram: a template literal is not a comment
`;
