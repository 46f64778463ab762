// What are the variants of a method or dataset, and what is it a variant of? Sizes, versions and parts, one step away.
// Parameters: name: STRING = '' # any of its names, or its id; all variants if left out
// Columns: label, variant, base, derived, papers, groups, belief
// Example: kg query variants -p name=GPT-4

MATCH (a)-[r:VARIANT_OF]->(b)
WHERE $name IS NULL OR a.id = $name OR b.id = $name OR any(form IN a.aliases WHERE toLower(form) = toLower($name))
  OR any(form IN b.aliases WHERE toLower(form) = toLower($name))
RETURN head(labels(a)) AS label, a.name AS variant, b.name AS base, r.derived AS derived,
       a.papers AS papers, a.groups AS groups, a.belief AS belief
ORDER BY label, base, variant, b.id, a.id
