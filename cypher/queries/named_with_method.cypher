// What do papers name together with a method, and where in the papers does it stand?
// Parameters: method: STRING # the method, by any of its names or its id
// Columns: label, name, papers, evidence
// Example: kg query named_with_method -p method=SGD

MATCH (p:Paper)-[a:MENTIONS|USES|INTRODUCES]->(m:Method)
WHERE m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
MATCH (p)-[b:MENTIONS|USES|INTRODUCES|ADDRESSES]->(o)
WHERE o.id <> m.id
WITH o, p, a, b
ORDER BY p.id, a.evidence[0]
WITH o, count(DISTINCT p) AS papers, collect({paper: p.id, method: a.evidence, other: b.evidence}) AS evidence
RETURN head(labels(o)) AS label, o.name AS name, papers, evidence
ORDER BY papers DESC, label, name, o.id
