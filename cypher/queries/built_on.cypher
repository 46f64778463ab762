// Which methods are built on a method, and where do papers say so?
// Parameters:
//   method: STRING # the method (or dataset, or metric), by any of its names or its id
//   least: INTEGER = 0 # the least score, 0 to 10000
// Columns: name, label, paper, title, score, groups, belief, evidence
// Example: kg query built_on -p method=DARTS

MATCH (a)-[r:BASED_ON]->(b)
WHERE r.score >= $least AND (b.id = $method OR any(form IN b.aliases WHERE toLower(form) = toLower($method)))
WITH a, b, r, r.paper AS key
MATCH (p:Paper)
WHERE p.id = key
RETURN a.name AS name, head(labels(a)) AS label, p.id AS paper, p.title AS title,
       r.score AS score, r.groups AS groups, r.belief AS belief, r.evidence AS evidence
ORDER BY name, label, paper, a.id, b.id
