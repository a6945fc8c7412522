/** As the program of the package (`scripts/stackwarden.mjs`) was called; without it, commands are npm's scripts. */
const PROGRAM = process.env.STACKWARDEN_CALLED;

/** How a person calls a command. @param program null: as an npm script */
export function called(name: string, program: string | null = PROGRAM ?? null): string {
  if (program !== null) return `${program} ${name}`;
  return name === 'start' || name === 'test' ? `npm ${name} --` : `npm run ${name} --`;
}

/** A text of ours that speaks of commands as npm scripts, for a person who calls them in another way. */
export function asCalled(text: string, program: string | null = PROGRAM ?? null): string {
  if (program === null) return text;
  return text.replace(/\bnpm (?:run ([a-z-]+)|(start))\b(?: --(?= ))?/g, (_, script, start) =>
    called(script ?? start, program),
  );
}
