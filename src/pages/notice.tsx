import type { NoticePage } from './page.ts'

export function Notice({ heading, text }: NoticePage) {
  return (
    <>
      <h1>{heading}</h1>
      <p>{text}</p>
    </>
  )
}
