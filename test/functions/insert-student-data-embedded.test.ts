import { deepEqual, equal } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Account, openAccount } from '../backup/fixture.ts';
import { allow, type DeployedFunction, deployFunction, tableArn } from './shared/student-api/deployed.ts';

let account: Account;
let insert: DeployedFunction;

const deploy = (name: string, statements: object[]) =>
  deployFunction(account, {
    ...{ name, folder: 'insert-student-data', statements, environment: { TABLE_NAME: 'students' }, timeout: 25 },
  });

before(async () => {
  account = await openAccount();
  await account.makeTable('students', { studentId: 'S' });
  insert = await deploy('insert', [allow('dynamodb:PutItem', tableArn('students'))]);
});
after(() => account?.stop());

async function post(student: object, overwrite?: string) {
  const queryStringParameters = overwrite === undefined ? null : { overwrite };
  const event = { httpMethod: 'POST', queryStringParameters, body: JSON.stringify(student) };
  const { statusCode, body } = await insert.invoke(event);
  return { status: statusCode, body: JSON.parse(body) };
}

async function stored(studentId: string) {
  const command = new GetItemCommand({ TableName: 'students', Key: { studentId: { S: studentId } } });
  return (await account.dynamodb.send(command)).Item;
}

test('a student is added, not overwritten, and overwritten when asked to; one grant suffices', async () => {
  const student = { studentId: '<b>日本</b>/🎉?&', name: '<script>alert(1)</script>', class: '7b', age: 12 };
  deepEqual(await post(student), { status: 201, body: { student } });
  const item = {
    ...{ studentId: { S: student.studentId }, name: { S: student.name }, class: { S: '7b' }, age: { N: '12' } },
  };
  deepEqual(await stored(student.studentId), item);
  const again = await post({ ...student, name: 'Another' });
  equal(again.status, 409);
  deepEqual(await stored(student.studentId), item, 'it is as it was');
  const { age: _, ...changed } = { ...student, name: 'Another' };
  deepEqual(await post(changed, 'true'), { status: 200, body: { student: changed } });
  deepEqual(await stored(student.studentId), {
    ...{ studentId: { S: student.studentId }, name: { S: 'Another' }, class: { S: '7b' } },
  });
  equal((await post({ ...changed, studentId: 'new' }, 'true')).status, 201);
  deepEqual(insert.actions(), ['dynamodb:PutItem']);
});

test('of many who add the same student at once, one does', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const answers = await Promise.all(names.map((name) => post({ studentId: 'raced', name })));
  const added = answers.flatMap(({ status, body }) => (status === 201 ? [body.student.name] : []));
  deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
  deepEqual(await stored('raced'), { studentId: { S: 'raced' }, name: { S: added[0] } });
});

test('the largest student that DynamoDB keeps is kept, and one byte more is refused', async () => {
  const rest = 'studentId'.length + 'large'.length + 'name'.length + 'Ada'.length + 'age'.length + 2 + 'notes'.length;
  const notes = '\u0001'.repeat(400 * 1024 - rest);
  const student = { studentId: 'large', name: 'Ada', age: 12, notes };
  equal((await post(student)).status, 201);
  equal((await stored('large'))?.notes?.S, notes);
  const { status, body } = await post({ ...student, studentId: 'larger' });
  deepEqual([status, /400 KB/.test(body.error)], [413, true]);
});

test('a role that may not write: 500, without a word of roles', async () => {
  const denied = await deploy('denied', [allow('dynamodb:GetItem', tableArn('students'))]);
  const { statusCode, body } = await denied.invoke({ body: '{"studentId":"denied","name":"Ada"}' });
  deepEqual([statusCode, body], [500, '{"error":"internal error (AccessDeniedException)"}']);
  equal(await stored('denied'), undefined);
});
