// Prints the four scores of a Lighthouse report and what cost points. Fails below 100, or over
// the budget of bytes and requests.
const [, , path, name] = process.argv;
const report = require(require("path").resolve(path));
const categories = Object.values(report.categories);
const scores = categories.map((category) => `${category.id} ${Math.round(category.score * 100)}`);
console.log(`${name}: ${scores.join(", ")}`);
const lost = (category) =>
  category.auditRefs.filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9);
for (const category of categories.filter((category) => category.score < 0.995)) {
  for (const { id } of lost(category)) console.log(`  ${category.id}: ${report.audits[id].title} (${report.audits[id].displayValue ?? id})`);
}
const budget = (report.audits["performance-budget"]?.details?.items ?? []).filter((item) => item.sizeOverBudget || item.countOverBudget);
for (const item of budget) console.log(`  over budget: ${item.label} ${item.countOverBudget ?? ""} ${item.sizeOverBudget ?? ""}`);
process.exit(budget.length > 0 || categories.some((category) => Math.round(category.score * 100) < 100) ? 1 : 0);
