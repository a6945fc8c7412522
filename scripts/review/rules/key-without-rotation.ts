import { scalarText } from '../../template/scalar-text.ts';
import type { Rule } from '../model.ts';
import { eachResource } from './facts/checks.ts';

export const keyWithoutRotation: Rule = {
  id: 'key-without-rotation',
  code: null,
  severity: 'warning',
  summary: 'A key of KMS that is never rotated',
  why: 'More and more data depends on the same key material (AWS KMS Developer Guide, "Rotate AWS KMS keys").',
  check: eachResource(['AWS::KMS::Key'], ({ properties }) => {
    const { EnableKeyRotation: rotation, KeySpec: spec, KeyUsage: usage, Origin: origin } = properties;
    const isPlain = [spec, usage, origin].every(
      (value) => value === undefined || ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'AWS_KMS'].includes(scalarText(value)),
    );
    // Other keys cannot be rotated by KMS.
    if (!isPlain || (rotation !== undefined && [rotation].flat().every((value) => scalarText(value) !== 'false')))
      return [];
    return [
      {
        path: rotation === undefined ? [] : ['EnableKeyRotation'],
        message: 'the key is never rotated',
        fix: 'EnableKeyRotation: true',
      },
    ];
  }),
};
