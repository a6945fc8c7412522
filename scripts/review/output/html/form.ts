import type { Reviewed } from '../../../access/model.ts';
import type { ManagedPolicies } from '../../../iam/catalog/managed-policies.ts';
import type { Report } from '../../report.ts';
import { readAssets } from './assets.ts';
import { tracedIn } from './data/repository.ts';
import { htmlPage } from './page.ts';

export async function htmlForm(report: Report, reviewed: Reviewed, managed: ManagedPolicies): Promise<string> {
  return htmlPage(report, tracedIn(reviewed, report.access, managed), await readAssets());
}
