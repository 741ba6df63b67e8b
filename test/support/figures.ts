/** Prints what was measured beside the tests' own lines: a figure that is not asserted is worth reading all the same. */
export function printFigure(text: string): void {
  process.stdout.write(`   figure: ${text}\n`)
}
