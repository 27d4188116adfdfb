// A part of the case modules.ts.
export interface Shape {
  sides: number
}
export const name = 'theirs'
export let counter = 0
export function increment(): void {
  counter++
}
const hidden = 'hidden'
export const nameOf = () => `${name} ${hidden}`
export default function fallback(text: string): string {
  return `default ${text}`
}
