declare module '*.png?inline' {
  /** A data: URL. */
  const url: string
  export default url
}
