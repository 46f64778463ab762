// What is new on a method: which papers introduce, use or mention it, the newest first, and where?
// Parameters: method: STRING # the method, by any of its names or its id
// Columns: paper, title, date, edge, score, evidence
// Example: kg query papers_of_method -p method=SGD --limit 20

// Papers whose source gives no year come first.

MATCH (p:Paper)-[r:MENTIONS|USES|INTRODUCES]->(m:Method)
WHERE m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
RETURN p.id AS paper, p.title AS title, p.date AS date, type(r) AS edge, r.score AS score, r.evidence AS evidence
ORDER BY p.year DESC, date DESC, paper, edge, m.id
