/**
 * A text as a QR code: dark on light in both themes, since many readers know nothing else.
 *
 * Owns the code, which is computed when somebody wants to see it: until then its library is not even loaded.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useAction } from '../state/action.ts'
import { t } from '../words/language.ts'
import { ProblemBox } from './problem.tsx'

/** Light modules around a code, as ISO/IEC 18004 asks for. */
const border = 4

interface QRCodeProps {
  text: string
  /** What it is for, in words. */
  label: string
}

export function QRCode({ text, label }: QRCodeProps) {
  const rows = useSignal<boolean[][] | undefined>(undefined)
  const { isRunning, problem, run } = useAction()
  useEffect(() => {
    rows.value = undefined
  }, [text])
  const show = () =>
    run(async () => {
      const { encodeQR } = await import('qr')
      // The least correction: the text is long, and a screen is not a label that wears off.
      rows.value = encodeQR(text, 'raw', { ecc: 'low', border })
    })
  if (rows.value) return <Code rows={rows.value} label={label} />
  return (
    <p>
      <ProblemBox problem={problem} />
      <button type="button" class="small" disabled={isRunning} onClick={show}>
        {t('showCode')}
      </button>
    </p>
  )
}

function Code({ rows, label }: { rows: boolean[][]; label: string }) {
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  return (
    <figure class="qr">
      <svg role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`} shape-rendering="crispEdges">
        <path d={dark.join('')} />
      </svg>
      <figcaption class="quiet">{label}</figcaption>
    </figure>
  )
}
