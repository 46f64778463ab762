// What is a method compared with, and where? `first` is the better of the two, if the paper says which is.
// Parameters:
//   method: STRING # the method (or dataset, or metric), by any of its names or its id
//   least: INTEGER = 0 # the least score, 0 to 10000
// Columns: name, label, first, paper, title, score, groups, belief, evidence
// Example: kg query compared_with -p method=DARTS

MATCH (a)-[r:COMPARED_WITH]->(b)
WHERE r.score >= $least
  AND (any(form IN a.aliases WHERE toLower(form) = toLower($method)) OR a.id = $method
    OR any(form IN b.aliases WHERE toLower(form) = toLower($method)) OR b.id = $method)
WITH a, b, r, r.paper AS key
MATCH (p:Paper)
WHERE p.id = key
WITH a, b, r, p, CASE WHEN a.id = $method OR any(form IN a.aliases WHERE toLower(form) = toLower($method)) THEN b ELSE a END AS o
RETURN o.name AS name, head(labels(o)) AS label, a.name AS first, p.id AS paper, p.title AS title,
       r.score AS score, r.groups AS groups, r.belief AS belief, r.evidence AS evidence
ORDER BY name, label, paper, a.id, b.id
