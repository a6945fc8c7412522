import { defineCommand, main } from './cli/command.ts';
import { UserError } from './cli/errors.ts';
import { EXIT } from './cli/exit.ts';
import { GitHubFailure } from './post/failures.ts';
import { post } from './post/post.ts';
import { resultLine } from './post/report.ts';
import { ACTIONS_BOT } from './post/target.ts';

await main(
  defineCommand({
    name: 'post',
    summary: 'Keeps one comment on a pull request, or one open issue, that says what files say.',
    usage: '<comment | issue>',
    options: {
      file: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        help: 'Markdown to post; more of them one below the other',
      },
      optional: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        help: 'the same, but if it is missing the text says so',
      },
      marker: { type: 'string', value: 'NAME', help: 'by what it is found again, unseen in its first line' },
      number: { type: 'string', value: 'N', help: "comment: the pull request, if not the job's" },
      title: { type: 'string', value: 'TEXT', help: 'issue: its title' },
      label: { type: 'string', value: 'NAME', help: 'issue: its label' },
      close: { type: 'boolean', help: 'issue: there is nothing any more; it is closed, if there is one' },
      author: { type: 'string', value: 'LOGIN', default: ACTIONS_BOT, help: 'whose token it is: only theirs is kept' },
      'dry-run': { type: 'boolean', help: 'show what there is to do and do nothing' },
    },
    notes: [
      'In a GitHub job it needs GITHUB_TOKEN, with pull-requests: write for a comment and issues: write for an issue.',
      'Names, numbers of issues and closing words in the files are shown, and do nothing. A text that is the same is',
      'not written again; one over 65,536 characters is cut. Exit code 1: GitHub failed, also when asked again.',
      '',
      'Example: npm run post -- comment --marker stackwarden-review --file review.md --optional plan.md',
      "Example: npm run post -- issue --title 'Drift' --label drift --file drift.md",
    ],
    async run({ options, positionals, signal, env, out }) {
      const [kind, ...more] = positionals;
      if ((kind !== 'comment' && kind !== 'issue') || more.length > 0) {
        throw new UserError('say what to keep: npm run post -- comment, or npm run post -- issue');
      }
      const { 'dry-run': dryRun, ...wish } = options;
      try {
        const { result, body } = await post({ kind, dryRun, ...wish }, env, signal);
        if (dryRun) out.say(body);
        out.say(resultLine(kind, result, dryRun));
        out.document({ formatVersion: 1, kind, ...result, dryRun });
        return EXIT.done;
      } catch (error) {
        if (!(error instanceof GitHubFailure)) throw error;
        out.warn(`post: ${error.message}`);
        return EXIT.findings;
      }
    },
  }),
);
