// mailauth over a folder of mails: every signature must hold.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

const [folder, part] = process.argv.slice(2);
const records = JSON.parse(readFileSync(join(folder, 'records.json'), 'utf8'));
const resolver = async (name, type) => {
  const text = type === 'TXT' && records[name];
  if (!text) throw Object.assign(new Error('no such record'), { code: 'ENOTFOUND' });
  return [[text]];
};

for (const file of readdirSync(join(folder, part)).sort()) {
  const mail = readFileSync(join(folder, part, file));
  const { results } = await dkimVerify(mail, { resolver });
  const held = results.map((r) => r.status.result === 'pass');
  const pass = held.length > 0 && (part === 'good' ? held.every(Boolean) : held.some(Boolean));
  const why = results.map((r) => `${r.status.result} ${r.status.comment ?? ''}`);
  console.log(JSON.stringify({ file, pass, why }));
}
