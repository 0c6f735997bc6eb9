/** The text of a file, bundled for browsers. */
declare module '*?bundled' {
  const text: string
  export default text
}
