/**
 * Text of a template's author, of a function or of AWS as a part of one line that people read: without line breaks,
 * control and direction characters, and with nothing that GitHub's runner obeys. It takes a line that starts with `::`,
 * after spaces too, and `##[` anywhere in a line for a workflow command (actions/runner, ActionCommand.cs).
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replace(/##(?=\[)/g, '# #');
}
