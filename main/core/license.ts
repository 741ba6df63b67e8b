/** A package of somebody else's of which something is in the app, and under which terms. */
export interface License {
  readonly name: string
  readonly version: string
  /** An SPDX expression: https://spdx.org/licenses */
  readonly license: string
  /** The license itself, as the package brings it; empty where it brings none. */
  readonly text: string
}
