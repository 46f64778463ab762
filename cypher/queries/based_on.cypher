// What is a method built on, by which papers, and where do they say so?
// Parameters:
//   method: STRING # the method (or dataset, or metric), by any of its names or its id
//   least: INTEGER = 0 # the least score, 0 to 10000
// Columns: name, label, paper, title, score, groups, belief, evidence
// Example: kg query based_on -p method=PC-DARTS

MATCH (a)-[r:BASED_ON]->(b)
WHERE r.score >= $least AND (a.id = $method OR any(form IN a.aliases WHERE toLower(form) = toLower($method)))
WITH a, b, r, r.paper AS key
MATCH (p:Paper)
WHERE p.id = key
RETURN b.name AS name, head(labels(b)) AS label, p.id AS paper, p.title AS title,
       r.score AS score, r.groups AS groups, r.belief AS belief, r.evidence AS evidence
ORDER BY name, label, paper, b.id, a.id
