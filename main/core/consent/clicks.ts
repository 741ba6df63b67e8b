/** Counts the user's clicks on what is asked, whatever it is: of all that is open, what was clicked last has the most. */
export class Clicks {
  #last = 0

  next(): number {
    this.#last += 1
    return this.#last
  }
}
