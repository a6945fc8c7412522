import type { Explained } from './explain.ts';
import { SUPPRESSION_RULES } from './suppress/rules.ts';

const ANALYZER = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html';

/** What is found by other means than a rule that looks at a document, a resource or a template. */
export const BESIDE_RULES: readonly Explained[] = [
  {
    id: 'unreadable-file',
    severity: 'error',
    code: 'JSON_SYNTAX_ERROR',
    summary: 'A file, or a part of one, that cannot be read',
    why: 'What cannot be read is not reviewed, and CloudFormation will not deploy it. The rest of the file still is.',
  },
  {
    id: 'reviewer-changed',
    severity: 'warning',
    code: null,
    summary: 'A change of what reviews, plans or deploys: scripts, workflows, and what decides what they run (--base)',
    why: "The review that counts ran with the base's scripts, so it says nothing of these files; merged, they review the next change and deploy this one. A code owner looks at them by hand, line by line, before the merge. Nothing suppresses this.",
  },
  ...SUPPRESSION_RULES.map((rule) => ({ ...rule, code: null })),
  {
    id: 'access-analyzer',
    severity: 'warning',
    code: null,
    summary: 'What IAM Access Analyzer finds in a policy and no rule here does (--live)',
    why: `AWS validates the policy itself, and its checks change without a release of this one (${ANALYZER}).`,
  },
  {
    id: 'aws-sees-new-access',
    severity: 'error',
    code: null,
    summary: 'IAM Access Analyzer sees new access where the comparison here sees none (--live)',
    why: 'Two opinions differ on what a change grants: a person looks before it is merged.',
  },
  {
    id: 'access-drift',
    severity: 'error',
    code: null,
    summary: 'A deployed policy allows something else than the repository says (--live)',
    why: 'Somebody changed it by hand, or the repository was never deployed: reviews speak of what is not there.',
  },
  {
    id: 'dangling-principal',
    severity: 'error',
    code: null,
    summary: 'A deployed policy names a role or user that is gone (--live)',
    why: 'IAM shows the id of a deleted principal; one that is made anew under the same name is not let in by it.',
  },
  {
    id: 'unused-service',
    severity: 'suggestion',
    code: null,
    summary: 'A granted service that the role has not called in the tracking period (--live)',
    why: 'What nobody uses can go (IAM User Guide, "Refine permissions in AWS using last accessed information").',
  },
];
