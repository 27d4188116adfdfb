/**
 * The man page of `ztm`, from what the commands say of themselves.
 *
 * Pure. Roff as man(7) has it: a line that begins with a dot or a quote, and every backslash, is escaped.
 */
import type { ProgramDescription } from '../../src/api/command-line.ts'
import { type Reference, statuses, variables } from './read.ts'

export function manPage({ version, groups }: Reference): string {
  const lines = [
    `.TH ZTM 1 "" "ZTM ${version}" "ZTM"`,
    '.SH NAME',
    'ztm \\- a zero\\-trust mesh: reach TCP and UDP services of computers that can only dial out',
    '.SH SYNOPSIS',
    '.B ztm',
    '\\fICOMMAND\\fR [\\fIwords\\fR] [\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    'Data goes to stdout, words go to stderr. Every command that reads prints JSON with \\fB\\-\\-json\\fR.',
  ]
  for (const { title, commands } of groups) lines.push(`.SH ${roff(title.toUpperCase())}`, ...commands.flatMap(command))
  lines.push('.SH EXIT STATUS', ...statuses.flatMap(([status, meaning]) => tagged(String(status), meaning)))
  lines.push('.SH ENVIRONMENT', ...variables.flatMap(([name, meaning]) => tagged(name, meaning)))
  return `${lines.join('\n')}\n`
}

function command({ usage, name, summary, details, options, examples }: ProgramDescription): string[] {
  const rest = usage.slice(name.length)
  return [
    `.SS ${roff(name)}`,
    `\\fB${roff(name)}\\fR${roff(rest)}`,
    '.PP',
    roff(summary),
    ...details.flatMap(text => ['.PP', roff(text)]),
    ...options.flatMap(({ name, short, value, help, default: standard }) =>
      tagged(
        `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`,
        help + (standard ? ` (default ${standard})` : ''),
      ),
    ),
    '.PP',
    'Examples:',
    '.PP',
    '.nf',
    '.RS',
    ...examples.map(roff),
    '.RE',
    '.fi',
  ]
}

function tagged(tag: string, text: string): string[] {
  return ['.TP', `.B ${roff(tag)}`, roff(text)]
}

function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
}
