// Skip rules of a questionnaire, as the server evaluates them (src/form/condition.rs); a test holds the two equal.

/**
 * Which questions are shown.
 * conditions: [[code, condition or null], …] in the order of the form; those without a condition may be left out.
 * answers: { code: [value, …] }, empty values taken out.
 * Returns one truth value a row of conditions. An answer to a question that is not shown counts as none.
 */
function shown(conditions, answers) {
  const hidden = new Set();
  const values = code =>
    Object.prototype.hasOwnProperty.call(answers, code) && !hidden.has(code) ? answers[code] : [];
  return conditions.map(([code, condition]) => {
    const seen = !condition || holds(condition, values);
    if (!seen) hidden.add(code);
    return seen;
  });
}

/** Whether a condition holds; values(code) are the answers to a question, none when it is not answered or not shown. */
function holds(condition, values) {
  if (condition.all) return condition.all.every(own => holds(own, values));
  if (condition.any) return condition.any.some(own => holds(own, values));
  if (condition.not) return !holds(condition.not, values);
  const given = values(condition.question);
  return condition.is
    ? given.some(value => condition.is.includes(value))
    : (given.length > 0) === condition.answered;
}
