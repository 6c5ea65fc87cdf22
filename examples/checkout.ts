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
 * ascii-diagram: first reserve the stock, then charge the card, if it is declined release the
 *   stock, otherwise send the receipt
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
  // ascii-diagram: the shop asks the payment provider, the payment provider asks the bank
  const outcome = await payments.charge(randomUUID(), cents);
  if (outcome === "declined") await stock.release(sku, 1);
  return outcome;
}

export const help = `
// ascii-diagram: a template literal is not a comment
`;
